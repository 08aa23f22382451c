// SPDX-License-Identifier: Apache-2.0
// The organisers' own indicators beside the count: as published, with target, direction and source.
import { createMemo, For, Show } from "solid-js";
import { useScreen } from "../screen";

export function Indicators() {
  const { event, texts, format } = useScreen();
  const words = () => texts().room;
  const rows = createMemo(() => event()?.indicators ?? []);
  const decimal = (text: string): string =>
    format().language === "id" ? text.replace(".", ",") : text;
  const percent = (text: string): string =>
    text === "" ? "–" : `${decimal(text)}${format().language === "id" ? "\u00a0%" : "%"}`;
  return (
    <Show when={rows().length > 0}>
      <section class="indicators" aria-labelledby="indicators-title">
        <div class="title">
          <h2 id="indicators-title">{words().indicators}</h2>
        </div>
        <table>
          <thead>
            <tr>
              <th scope="col">{words().indicator}</th>
              <th scope="col">{words().value}</th>
              <th scope="col">{texts().target}</th>
              <th scope="col">{texts().percent}</th>
            </tr>
          </thead>
          <tbody>
            <For each={rows()}>
              {(row) => (
                <tr>
                  <th scope="row">
                    {row.name}
                    <span class="under">
                      {[row.lowerIsBetter ? words().lowerIsBetter : "", row.source]
                        .filter((text) => text !== "")
                        .join(" · ")}
                    </span>
                  </th>
                  <td>{decimal(row.value)}</td>
                  <td class="target">{row.target === "" ? "–" : decimal(row.target)}</td>
                  <td class="achieved">{percent(row.percent)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </section>
    </Show>
  );
}
