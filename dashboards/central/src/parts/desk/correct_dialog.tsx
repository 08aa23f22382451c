// SPDX-License-Identifier: Apache-2.0
// A correction by the desk: void or replace, with one of the practice's four reasons. The button
// says what it will do; what was there before stays visible beside it.
import { createSignal, For, Show } from "solid-js";
import { act, type DeskFault } from "../../connect/desk";
import type { DeskReport, ReportLine } from "../../live/desk";
import { integerOf, objectOf } from "../../live/json";
import { lineWords, wireWords } from "../../live/wire_words";
import { useScreen } from "../../screen";
import { Dialog, FaultLine, Field, useFieldFault } from "./form";
import { useDeskTexts } from "./words";

type Kind = "void" | "replace";
const dimensions = ["method", "category", "postpartum", "partner"] as const;

// Digits only: "1.000" is a thousand to some and one to others.
function countOf(text: string): number | null {
  const count = /^\d{1,9}$/.test(text.trim()) ? Number(text) : 0;
  return count > 0 ? count : null;
}

function NewContent(props: {
  readonly line: ReportLine;
  readonly count: string;
  readonly faultOf: (field: string) => string;
  readonly onLine: (part: Partial<ReportLine>) => void;
  readonly onCount: (text: string) => void;
}) {
  const { route } = useScreen();
  const words = useDeskTexts();
  return (
    <div class="new-content">
      <For each={dimensions}>
        {(dimension) => (
          <Field label={words().dimensions[dimension]} fault={props.faultOf(dimension)}>
            {(aria) => (
              <select
                {...aria}
                name={dimension}
                onChange={({ currentTarget }) => props.onLine({ [dimension]: currentTarget.value })}
              >
                <For each={wireWords(dimension, route().language)}>
                  {({ key, word }) => (
                    <option value={key} selected={key === props.line[dimension]}>
                      {word}
                    </option>
                  )}
                </For>
              </select>
            )}
          </Field>
        )}
      </For>
      <Field label={words().count} fault={props.faultOf("count")}>
        {(aria) => (
          <input
            {...aria}
            name="count"
            inputmode="numeric"
            autocomplete="off"
            value={props.count}
            onInput={({ currentTarget }) => props.onCount(currentTarget.value)}
          />
        )}
      </Field>
    </div>
  );
}

function Choices(props: {
  readonly legend: string;
  readonly name: string;
  readonly chosen: string;
  readonly options: readonly (readonly [value: string, word: string, note: string])[];
  readonly onChoose: (value: string) => void;
}) {
  return (
    <fieldset class="radios">
      <legend>{props.legend}</legend>
      <For each={props.options}>
        {([value, word, note]) => (
          <label>
            <input
              type="radio"
              name={props.name}
              value={value}
              checked={value === props.chosen}
              onChange={() => props.onChoose(value)}
            />
            <span>
              {word} <small>{note}</small>
            </span>
          </label>
        )}
      </For>
    </fieldset>
  );
}

export function CorrectDialog(props: {
  readonly report: DeskReport;
  readonly onClose: () => void;
  readonly onDone: (change: number) => void;
}) {
  const { post, route, format } = useScreen();
  const words = useDeskTexts();
  const first = (): ReportLine =>
    props.report.lines[0] ?? { method: "", category: "", postpartum: "", partner: "", count: 0 };
  const [kind, setKind] = createSignal<Kind>("void");
  const [reason, setReason] = createSignal("");
  const [line, setLine] = createSignal<ReportLine>(first());
  const [count, setCount] = createSignal(String(first().count));
  const [fault, setFault] = createSignal<DeskFault | null>(null);
  const [own, setOwn] = createSignal<{ readonly field: string; readonly text: string } | null>(
    null,
  );
  const [isBusy, setIsBusy] = createSignal(false);
  const serial = () => `${props.report.terminal}/${props.report.seq}`;
  const faultOfField = useFieldFault(fault);
  const faultOf = (field: string): string => {
    const mine = own();
    return mine?.field === field ? mine.text : faultOfField(field);
  };
  const before = () => format().integer(props.report.acceptors);
  const after = () => {
    const number = countOf(count());
    return number === null ? "–" : format().integer(number);
  };
  function complaint() {
    if (reason() === "") return { field: "reason", text: words().chooseReason };
    if (kind() === "replace" && countOf(count()) === null)
      return { field: "count", text: words().wrongCount };
    return null;
  }
  async function submit(event: SubmitEvent, close: () => void): Promise<void> {
    event.preventDefault();
    setFault(null);
    setOwn(complaint());
    if (own() !== null) return;
    setIsBusy(true);
    const lines = kind() === "replace" ? [{ ...line(), count: countOf(count()) }] : undefined;
    const result = await act(post, {
      name: "correct",
      event: route().event,
      body: {
        terminal: props.report.terminal,
        seq: props.report.seq,
        kind: kind(),
        reason: reason(),
        ...(lines ? { lines } : {}),
      },
      parse: (body) => integerOf(objectOf(body, "correct").acceptors, "acceptors"),
    });
    setIsBusy(false);
    if (result.kind === "fault") {
      setFault(result.fault);
      return;
    }
    props.onDone(result.value);
    close();
  }
  return (
    <Dialog name="correct" title={words().correctTitle(serial())} onClose={() => props.onClose()}>
      {(close) => (
        <form onSubmit={(event) => submit(event, close)} aria-busy={isBusy()} novalidate>
          <p class="before">
            <strong>{before()}</strong>{" "}
            <For each={props.report.lines}>
              {(each) => <>{lineWords(each, route().language)} </>}
            </For>
          </p>
          <Choices
            legend={words().what}
            name="kind"
            chosen={kind()}
            options={[
              ["void", words().voidIt, words().voidNote],
              ["replace", words().replaceIt, words().replaceNote],
            ]}
            onChoose={(value) => setKind(value as Kind)}
          />
          <Show when={kind() === "replace"}>
            <NewContent
              line={line()}
              count={count()}
              faultOf={faultOf}
              onLine={(part) => setLine({ ...line(), ...part })}
              onCount={setCount}
            />
          </Show>
          <Choices
            legend={words().reason}
            name="reason"
            chosen={reason()}
            options={words().reasons}
            onChoose={setReason}
          />
          <p class="fault" role="alert">
            {faultOf("reason")}
          </p>
          <FaultLine fault={fault()} fields={[...dimensions, "count", "reason"]} />
          <p class="actions">
            <button type="button" onClick={close}>
              {words().cancel}
            </button>
            <button type="submit" class="primary" disabled={isBusy()}>
              {isBusy()
                ? words().sending
                : kind() === "void"
                  ? words().correctVoid(before())
                  : words().correctReplace(before(), after())}
            </button>
          </p>
        </form>
      )}
    </Dialog>
  );
}
