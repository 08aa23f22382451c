// SPDX-License-Identifier: Apache-2.0
// Reports that were read out over a telephone: lines in, one verdict a line out. Refused lines stay
// in the field to be mended; the others leave it, so that nobody enters them again by habit.
import { createSignal, For, Show } from "solid-js";
import { act, type DeskFault } from "../../connect/desk";
import { createDraft } from "../../connect/draft";
import { type DictatedLine, dictatedLinesOf, refusedText } from "../../live/desk";
import { useScreen } from "../../screen";
import { FaultLine, Field, useFieldFault } from "./form";
import { useDeskTexts } from "./words";

// limits::http_body_bytes_max on the server: the whole body, as JSON.
const bodyBytesMax = 16_384;

interface Outcome {
  readonly lines: readonly DictatedLine[];
  readonly sent: readonly string[];
}

function Results(props: { readonly outcome: Outcome }) {
  const { route, format } = useScreen();
  const words = useDeskTexts();
  const refused = () => props.outcome.lines.filter(({ state }) => state === "refused").length;
  const why = (line: DictatedLine): string =>
    [route().language === "id" ? line.textId : line.textEn, line.again ? words().again : ""]
      .filter((text) => text !== "")
      .join(" · ");
  return (
    <section class="dictated-results" aria-labelledby="dictated-results">
      <h2 id="dictated-results" aria-live="polite">
        {words().result(
          format().integer(props.outcome.lines.length - refused()),
          format().integer(refused()),
        )}
      </h2>
      <Show when={refused() > 0}>
        <p class="quiet">{words().refusedStay}</p>
      </Show>
      <table>
        <thead>
          <tr>
            <th scope="col">{words().line}</th>
            <th scope="col">{words().state}</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.outcome.lines}>
            {(line) => (
              <tr data-line={line.line} data-state={line.state}>
                <th scope="row">
                  <span class="spoken">
                    <For each={(props.outcome.sent[line.line - 1] ?? "").trim().split(/(?<=\/)/)}>
                      {(part) => (
                        <>
                          {part}
                          <wbr />
                        </>
                      )}
                    </For>
                  </span>
                  <Show when={line.state === "refused"}>
                    <span class="fault" data-reason={line.reason}>
                      {why(line)}
                    </span>
                  </Show>
                </th>
                <td>{words().lineStates[line.state] ?? line.state}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </section>
  );
}

export function EnterDictated() {
  const { post, route, format } = useScreen();
  const words = useDeskTexts();
  const [text, setText] = createDraft(`dictated:${route().region}`);
  const [fault, setFault] = createSignal<DeskFault | null>(null);
  const [isBusy, setIsBusy] = createSignal(false);
  const [outcome, setOutcome] = createSignal<Outcome | null>(null);
  const faultOf = useFieldFault(fault);
  const count = () =>
    text()
      .split("\n")
      .filter((line) => line.trim() !== "").length;
  const tooLong = (): string =>
    new TextEncoder().encode(JSON.stringify({ lines: text() })).length > bodyBytesMax
      ? words().tooLong(format().integer(Math.floor(bodyBytesMax / 1_000)))
      : "";
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (count() === 0 || tooLong() !== "" || isBusy()) return;
    const lines = text();
    setIsBusy(true);
    setFault(null);
    const result = await act(post, {
      name: "dictated",
      event: route().event,
      body: { lines },
      parse: dictatedLinesOf,
    });
    setIsBusy(false);
    if (result.kind === "fault") {
      setFault(result.fault);
      return;
    }
    setOutcome({ lines: result.value, sent: lines.split("\n") });
    setText(refusedText(lines, result.value));
  }
  return (
    <>
      <h1>{words().dictatedTitle}</h1>
      <p class="quiet">{words().dictatedNote}</p>
      <form class="desk-form wide" onSubmit={submit} aria-busy={isBusy()} novalidate>
        <Field
          label={words().dictatedLabel}
          note={words().dictatedExample}
          fault={tooLong() || faultOf("lines")}
        >
          {(aria) => (
            <textarea
              {...aria}
              name="lines"
              rows={8}
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              readonly={isBusy()}
              value={text()}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
          )}
        </Field>
        <FaultLine fault={fault()} fields={["lines"]} />
        <p class="actions">
          <button type="submit" class="primary" disabled={isBusy() || count() === 0}>
            {isBusy()
              ? words().sending
              : count() === 0
                ? words().enterNone
                : words().enterLines(format().integer(count()))}
          </button>
        </p>
      </form>
      <Show when={outcome()}>{(now) => <Results outcome={now()} />}</Show>
    </>
  );
}
