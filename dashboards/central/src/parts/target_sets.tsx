// SPDX-License-Identifier: Apache-2.0
// The region's parts against every named target set side by side, the residue at the foot. The live
// rows carry one target each, so the others are read once from each part's own state.
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show } from "solid-js";
import { askPath } from "../connect/fetching";
import { topicOf } from "../connect/travel";
import type { Target } from "../live/model";
import { type PartTargets, setColumns } from "../live/target_sets";
import { useScreen } from "../screen";
import { Download } from "./controls";

// Asks for each part once; a server that has no such answer leaves what the live rows say.
function createPartTargets() {
  const { get, route, topic } = useScreen();
  const [known, setKnown] = createSignal<PartTargets>(new Map());
  let round = 0;
  async function askAll(codes: readonly string[], mine: number): Promise<void> {
    for (const code of codes) {
      try {
        const answer = await get(askPath(`/v1/snapshot/${code}`, route().event), "");
        if (answer.status !== 200 || mine !== round) return;
        const targets: readonly Target[] = topicOf(answer.body).totals.targets;
        setKnown(new Map(known()).set(code, targets));
      } catch {
        return;
      }
    }
  }
  // The nation's provinces are not asked for: their one target stands in the live rows.
  const hasSets = createMemo(
    () => topic()?.region !== "ID" && (topic()?.totals.targets.length ?? 0) > 1,
  );
  const region = createMemo(() => topic()?.region);
  createEffect(
    on([region, hasSets], () => {
      round += 1;
      setKnown(new Map());
      const codes = [...(topic()?.totals.byRegion.keys() ?? [])];
      if (hasSets() && codes.length > 0) askAll(codes, round);
    }),
  );
  onCleanup(() => {
    round += 1;
  });
  return known;
}

export function TargetSets() {
  const { topic, texts, format, nameOf } = useScreen();
  const parts = createPartTargets();
  const columns = createMemo(() => {
    const totals = topic()?.totals;
    return totals ? setColumns(totals, parts()) : [];
  });
  const codes = createMemo(() => [...(topic()?.totals.byRegion.keys() ?? [])].sort().join(" "));
  const acceptors = (code: string) => topic()?.totals.byRegion.get(code)?.acceptors ?? 0;
  const figure = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : format().integer(value);
  const table = () => ({
    head: ["code", "name", "acceptors", ...columns().map(({ set }) => `target ${set}`)],
    rows: codes()
      .split(" ")
      .map((code) => [
        code,
        nameOf(code),
        acceptors(code),
        ...columns().map(({ parts: of }) => of.get(code) ?? null),
      ]),
  });
  return (
    <Show when={columns().length > 1 && codes() !== ""}>
      <section class="sets">
        <div class="title">
          <h2>{texts().room.targetSets}</h2>
          <span class="choices">
            <Download name="target" title={texts().room.targetSets} table={table} />
          </span>
        </div>
        <section class="scroll" tabindex="0" aria-label={texts().room.targetSets}>
          <table>
            <thead>
              <tr>
                <th scope="col">{texts().name}</th>
                <th scope="col">{texts().acceptors}</th>
                <For each={columns()}>
                  {(column) => (
                    <>
                      <th scope="col">{column.set}</th>
                      <th scope="col">{texts().percent}</th>
                    </>
                  )}
                </For>
              </tr>
            </thead>
            <tbody>
              <For each={codes().split(" ")}>
                {(code) => (
                  <tr>
                    <th scope="row">{nameOf(code)}</th>
                    <td>{format().integer(acceptors(code))}</td>
                    <For each={columns()}>
                      {(column) => (
                        <>
                          <td class="target">{figure(column.parts.get(code))}</td>
                          <td>{format().percent(acceptors(code), column.parts.get(code) ?? 0)}</td>
                        </>
                      )}
                    </For>
                  </tr>
                )}
              </For>
            </tbody>
            <tfoot>
              <tr title={texts().room.residue}>
                <th scope="row">{texts().room.residueShort}</th>
                <td />
                <For each={columns()}>
                  {(column) => (
                    <>
                      <td>{figure(column.residue)}</td>
                      <td />
                    </>
                  )}
                </For>
              </tr>
            </tfoot>
          </table>
        </section>
      </section>
    </Show>
  );
}
