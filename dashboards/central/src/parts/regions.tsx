// SPDX-License-Identifier: Apache-2.0
// The child regions as a sortable table: count, bar, target, percent, coverage; a click goes down.
// The order is taken anew only every few seconds, so that rows do not run away under a finger.
import { createMemo, createSignal, For, on, onCleanup, Show } from "solid-js";
import { achievementStep, commonSet, order, type Sort, type SortKey } from "../live/figures";
import type { RegionRow } from "../live/model";
import { useScreen } from "../screen";
import { Figure } from "./figure";
import { Link } from "./link";

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
        <Link to={{ region: props.code }}>{props.name}</Link>
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
      <td class="covered">
        {coverage()} <span class="quiet">{covered()}</span>
      </td>
    </tr>
  );
}

function Legend() {
  const { texts } = useScreen();
  const steps = ["0", "20", "40", "60", "80", "100 %"];
  return (
    <p class="legend">
      <span>{texts().scaleLegend}</span>
      <For each={steps}>
        {(label, index) => (
          <span class="key">
            <i class={`chip step-${index()}`} aria-hidden="true" />
            {label}
          </span>
        )}
      </For>
      <span class="key">
        <i class="chip step-6" aria-hidden="true" />
        {texts().aboveTarget}
      </span>
    </p>
  );
}

export function Regions() {
  const { topic, texts } = useScreen();
  const [sort, setSort] = createSignal<Sort>({ key: "acceptors", descending: true });
  const [beat, setBeat] = createSignal(0);
  const timer = setInterval(() => setBeat((n) => n + 1), reorderIntervalMs);
  onCleanup(() => clearInterval(timer));
  // Memos of their own, so that a delta does not reorder the table.
  const region = createMemo(() => topic()?.region);
  const size = createMemo(() => topic()?.totals.byRegion.size);
  const codes = createMemo(
    on([region, size, sort, beat], () => {
      const now = topic();
      return now ? order(now.totals, now.names, sort()) : [];
    }),
  );
  const row = (code: string) => topic()?.totals.byRegion.get(code);
  const set = createMemo(() => {
    const now = topic();
    return now ? commonSet(now.totals) : "";
  });
  const title = () => (topic()?.region === "ID" ? texts().provinces : texts().regencies);
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
      </div>
      <table>
        <thead>
          <tr>
            {head("name", texts().name)}
            {head("acceptors", texts().acceptors)}
            <td class="bars" />
            {head("target", texts().target, "target")}
            {head("percent", texts().percent, "achieved")}
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
      </table>
      <Legend />
    </section>
  );
}
