// SPDX-License-Identifier: Apache-2.0
// What will be sent, line by line; each number can be typed.
import { createSignal, For, Show } from "solid-js";
import { useScreen } from "../screen";
import { type Cell, cellKey, cellsOf, parseCount, sumOf, withCount } from "../tally/draft";
import { cellWords } from "./content_words";
import { Sheet } from "./sheet";

export function Review(props: { readonly onClose: () => void; readonly onSend: () => void }) {
  const { terminal, texts, format } = useScreen();
  // The lines as they stood when the sheet was opened: typing 0 does not make a line jump away.
  const lines = cellsOf(terminal.draft());
  const sum = () => sumOf(terminal.draft());
  return (
    <Sheet title={texts().reviewTitle} onClose={props.onClose}>
      <div class="lines">
        <For each={lines}>{({ cell }) => <Line cell={cell} />}</For>
      </div>
      <p class="sum-line">
        <span>{texts().total}</span> <strong>{format().integer(sum())}</strong>
      </p>
      <div class="actions">
        <button type="button" onClick={() => props.onClose()}>
          {texts().cancel}
        </button>
        <button
          type="button"
          class="primary"
          data-action="review-send"
          disabled={sum() === 0}
          onClick={() => props.onSend()}
        >
          {texts().send(format().integer(sum()))}
        </button>
      </div>
    </Sheet>
  );
}

function Line(props: { readonly cell: Cell }) {
  const { terminal, texts, format } = useScreen();
  const id = `line-${cellKey(props.cell).replace(/\//g, "-")}`;
  const count = () => terminal.draft().counts[cellKey(props.cell)] ?? 0;
  const [wrong, setWrong] = createSignal(false);
  const [typed, setTyped] = createSignal(false);
  const take = (text: string): void => {
    const value = parseCount(text, format().language);
    setTyped(true);
    setWrong(value === null || value > 10_000);
    if (value !== null && value <= 10_000) {
      terminal.setDraft(withCount(terminal.draft(), props.cell, value));
    }
  };
  return (
    <div class="line">
      <label for={id}>{cellWords({ ...props.cell }, format())}</label>
      <input
        id={id}
        type="text"
        inputmode="numeric"
        autocomplete="off"
        value={format().integer(count())}
        aria-invalid={wrong()}
        onInput={({ currentTarget }) => take(currentTarget.value)}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <Show when={wrong()}>
        <p class="fault">{texts().wrongNumber}</p>
      </Show>
      <Show when={typed() && !wrong()}>
        <p class="quiet">{texts().echo(format().integer(count()))}</p>
      </Show>
    </div>
  );
}
