// SPDX-License-Identifier: Apache-2.0
// Who was served, where, and with whom: four short tables, each adding up to the total.
import { type DimensionName, wordsOf } from "@sejuta/shared/src/words";
import { createMemo, For, Show } from "solid-js";
import type { Counts, Coverage } from "../live/model";
import { useScreen } from "../screen";
import { Download } from "./controls";
import { Figure } from "./figure";

function Dimension(props: {
  readonly name: DimensionName;
  readonly title: string;
  readonly counts: Counts;
  // Coverage by the dimension's values, where it has one.
  readonly coverage?: ReadonlyMap<number, Coverage>;
}) {
  const { topic, format, texts, route } = useScreen();
  const all = () => topic()?.totals.acceptors ?? 0;
  const words = createMemo(() => wordsOf(props.name, route().language));
  const table = () => ({
    head: [props.name, "acceptors"],
    rows: words().map(({ value, word }) => [word, props.counts.get(value) ?? 0]),
  });
  const covered = (value: number): string => {
    const coverage = props.coverage?.get(value);
    if (!coverage || coverage.expected === 0) return "–";
    return `${format().integer(coverage.reported)}/${format().integer(coverage.expected)}`;
  };
  return (
    <table class="dimension" data-dimension={props.name}>
      <thead>
        <tr>
          <th scope="col">
            {props.title} <Download name={props.name} title={props.title} table={table} />
          </th>
          <th scope="col">
            <span class="only-read">{texts().acceptors}</span>
          </th>
          <th scope="col">
            <span class="only-read">{texts().share}</span>
          </th>
          <Show when={props.coverage}>
            <th scope="col">{texts().room.coverageByPlace}</th>
          </Show>
        </tr>
      </thead>
      <tbody>
        <For each={words()}>
          {(row) => (
            <tr>
              <th scope="row">{row.word}</th>
              <td>
                <Figure value={props.counts.get(row.value) ?? 0} />
              </td>
              <td class="share">{format().percent(props.counts.get(row.value) ?? 0, all())}</td>
              <Show when={props.coverage}>
                <td class="covered">{covered(row.value)}</td>
              </Show>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

export function Dimensions() {
  const { topic, texts } = useScreen();
  const none: Counts = new Map();
  const totals = () => topic()?.totals;
  const coverage = () => {
    const known = totals()?.coverageByPlace;
    return known && known.size > 0 ? { coverage: known } : {};
  };
  return (
    <div class="dimensions-room">
      <section class="dimensions">
        <Dimension name="category" title={texts().category} counts={totals()?.byCategory ?? none} />
        <Dimension
          name="postpartum"
          title={texts().postpartum}
          counts={totals()?.byPostpartum ?? none}
        />
        <Dimension
          name="place"
          title={texts().place}
          counts={totals()?.byPlace ?? none}
          {...coverage()}
        />
        <Dimension name="partner" title={texts().partner} counts={totals()?.byPartner ?? none} />
      </section>
    </div>
  );
}
