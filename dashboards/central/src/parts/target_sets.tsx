// SPDX-License-Identifier: Apache-2.0
// The region's parts against every named target set side by side, the residue at the foot.
import { createMemo, For, Show } from "solid-js";
import { setColumns } from "../live/target_sets";
import { useScreen } from "../screen";
import { Download } from "./controls";

export function TargetSets() {
  const { topic, texts, format, nameOf } = useScreen();
  const columns = createMemo(() => {
    const totals = topic()?.totals;
    return totals ? setColumns(totals) : [];
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
