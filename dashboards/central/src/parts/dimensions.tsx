// SPDX-License-Identifier: Apache-2.0
// Who was served, where, and with whom: four short tables, each adding up to the total.
import { type DimensionName, wordsOf } from "@sejuta/shared/src/words";
import { For } from "solid-js";
import type { Counts } from "../live/model";
import { useScreen } from "../screen";
import { Figure } from "./figure";

function Dimension(props: {
  readonly name: DimensionName;
  readonly title: string;
  readonly counts: Counts;
}) {
  const { topic, format, texts, route } = useScreen();
  const all = () => topic()?.totals.acceptors ?? 0;
  return (
    <table class="dimension" data-dimension={props.name}>
      <thead>
        <tr>
          <th scope="col">{props.title}</th>
          <th scope="col">
            <span class="only-read">{texts().acceptors}</span>
          </th>
          <th scope="col">
            <span class="only-read">{texts().share}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        <For each={wordsOf(props.name, route().language)}>
          {(row) => (
            <tr>
              <th scope="row">{row.word}</th>
              <td>
                <Figure value={props.counts.get(row.value) ?? 0} />
              </td>
              <td class="share">{format().percent(props.counts.get(row.value) ?? 0, all())}</td>
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
  return (
    <div class="dimensions-room">
      <section class="dimensions">
        <Dimension name="category" title={texts().category} counts={totals()?.byCategory ?? none} />
        <Dimension
          name="postpartum"
          title={texts().postpartum}
          counts={totals()?.byPostpartum ?? none}
        />
        <Dimension name="place" title={texts().place} counts={totals()?.byPlace ?? none} />
        <Dimension name="partner" title={texts().partner} counts={totals()?.byPartner ?? none} />
      </section>
    </div>
  );
}
