// SPDX-License-Identifier: Apache-2.0
// The child regions as a sortable table: count, bar, target, percent, coverage; a click goes down.
// The order is taken anew only every few seconds, so that rows do not run away under a finger.
import { createMemo, createSignal, For, on, onCleanup, Show } from "solid-js";
import { achievementStep, commonSet, order, type Sort, type SortKey } from "../live/figures";
import type { RegionRow } from "../live/model";
import { setColumns } from "../live/target_sets";
import { defaultSort } from "../route";
import { useScreen } from "../screen";
import { Download } from "./controls";
import { Figure } from "./figure";
import { Link } from "./link";
import { usePace, useRegionWords } from "./region_words";

const reorderIntervalMs = 5_000;

function SortHead(props: {
  readonly of: SortKey;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly class?: string;
  readonly children: string;
}) {
  const isChosen = () => props.sort.key === props.of;
  const direction = () =>
    isChosen() ? (props.sort.descending ? "descending" : "ascending") : "none";
  function choose(): void {
    const descending = isChosen() ? !props.sort.descending : props.of !== "name";
    props.onSort({ key: props.of, descending });
  }
  return (
    <th scope="col" class={props.class} aria-sort={direction()}>
      <button type="button" onClick={choose}>
        {props.children}
        <svg class="arrow" viewBox="0 0 8 8" aria-hidden="true">
          <path d="M4 7 1 2h6z" />
        </svg>
      </button>
    </th>
  );
}

function Row(props: {
  readonly code: string;
  readonly name: string;
  readonly row: RegionRow;
  // The target set that the table's title names.
  readonly set: string;
}) {
  const { format, texts } = useScreen();
  const pace = usePace(() => props.row);
  const target = () => props.row.target?.acceptors ?? 0;
  const step = () => achievementStep(props.row.acceptors, target());
  // The bar's full length is 150 % of the target; what lies above that is cut, the figure tells it.
  const width = () => (target() > 0 ? Math.min(1, props.row.acceptors / target() / 1.5) * 100 : 0);
  const otherSet = () => {
    const set = props.row.target?.set ?? props.set;
    return set === props.set ? "" : set;
  };
  const covered = () => {
    const { reported, expected } = props.row.coverage;
    const f = format();
    return expected === 0 ? null : `(${f.percent(reported, expected)})`;
  };
  const coverage = () => {
    const { reported, expected } = props.row.coverage;
    const f = format();
    if (expected === 0) return "–";
    return texts().ofExpected(f.integer(reported), f.integer(expected));
  };
  return (
    <tr data-region={props.code}>
      <th scope="row">
        <Link to={{ region: props.code, site: "" }}>{props.name}</Link>
        <span class="narrow-coverage">
          {coverage()} {covered()}
        </span>
      </th>
      <td>
        <Figure value={props.row.acceptors} />
      </td>
      <td class="bars" aria-hidden="true">
        <Show when={target() > 0}>
          <div class="track">
            <div class={`fill step-${step()}`} style={{ width: `${width()}%` }} />
            <div class="goal" />
          </div>
        </Show>
      </td>
      <td class="target">
        {target() > 0 ? format().integer(target()) : "–"}
        <Show when={otherSet()}>
          <span class="set">{otherSet()}</span>
        </Show>
      </td>
      <td class="achieved" data-figure="percent">
        {format().percent(props.row.acceptors, target())}
      </td>
      <td class="pace" data-figure="pace">
        {pace()}
      </td>
      <td class="covered">
        {coverage()} <span class="covered-percent">{covered()}</span>
      </td>
    </tr>
  );
}

// What the parts' targets leave of the region's own, in the set that the title names.
function Residue(props: { readonly set: string }) {
  const { topic, texts, format } = useScreen();
  const residue = createMemo(() => {
    const totals = topic()?.totals;
    const column = totals && setColumns(totals).find(({ set }) => set === props.set);
    return column?.residue ?? null;
  });
  return (
    <Show when={residue() !== null}>
      <tfoot>
        <tr data-figure="residue">
          <th scope="row" colspan="3">
            {texts().room.residueShort} <span class="quiet">{texts().room.residueNote}</span>
          </th>
          <td>{format().integer(residue() ?? 0)}</td>
          <td class="achieved" />
          <td class="pace" />
          <td class="covered" />
        </tr>
      </tfoot>
    </Show>
  );
}

export function Regions() {
  const { topic, texts, route, choose } = useScreen();
  const words = useRegionWords();
  const sort = createMemo(() => route().sort ?? defaultSort);
  const setSort = (next: Sort): void => choose({ sort: next });
  const paceValue = (row: RegionRow): number => {
    const pace = words.paceOf(row);
    return pace.kind === "pace" ? pace.value : -1;
  };
  const [beat, setBeat] = createSignal(0);
  const timer = setInterval(() => setBeat((n) => n + 1), reorderIntervalMs);
  onCleanup(() => clearInterval(timer));
  // Memos of their own, so that a delta does not reorder the table.
  const region = createMemo(() => topic()?.region);
  const size = createMemo(() => topic()?.totals.byRegion.size);
  const codes = createMemo(
    on([region, size, sort, beat], () => {
      const now = topic();
      return now ? order(now.totals, now.names, sort(), paceValue) : [];
    }),
  );
  const row = (code: string) => topic()?.totals.byRegion.get(code);
  const set = createMemo(() => {
    const now = topic();
    return now ? commonSet(now.totals) : "";
  });
  const title = () => (topic()?.region === "ID" ? texts().provinces : texts().regencies);
  const table = () => ({
    head: ["code", "name", "acceptors", "target_set", "target", "reported", "expected", "closed"],
    rows: codes().map((code) => {
      const now = row(code);
      return [
        code,
        topic()?.names.get(code) ?? code,
        now?.acceptors ?? 0,
        now?.target?.set ?? null,
        now?.target?.acceptors ?? null,
        now?.coverage.reported ?? 0,
        now?.coverage.expected ?? 0,
        now?.coverage.closed ?? 0,
      ];
    }),
  });
  const head = (key: SortKey, label: string, css?: string) => (
    <SortHead of={key} sort={sort()} onSort={setSort} {...(css ? { class: css } : {})}>
      {label}
    </SortHead>
  );
  return (
    <section class="regions" aria-labelledby="regions-title">
      <div class="title">
        <h2 id="regions-title">{title()}</h2>
        <Show when={set()}>
          <span class="quiet">{texts().against(set())}</span>
        </Show>
        <span class="choices">
          <Download name="wilayah" title={title()} table={table} />
        </span>
      </div>
      <table>
        <thead>
          <tr>
            {head("name", texts().name)}
            {head("acceptors", texts().acceptors)}
            <td class="bars" />
            {head("target", texts().target, "target")}
            {head("percent", texts().percent, "achieved")}
            {head("pace", texts().room.pace, "pace")}
            {head("coverage", texts().coverageShort, "covered")}
          </tr>
        </thead>
        <tbody>
          <For each={codes()}>
            {(code) => (
              <Show when={row(code)}>
                {(now) => (
                  <Row
                    code={code}
                    name={topic()?.names.get(code) ?? code}
                    row={now()}
                    set={set()}
                  />
                )}
              </Show>
            )}
          </For>
        </tbody>
        <Residue set={set()} />
      </table>
    </section>
  );
}
