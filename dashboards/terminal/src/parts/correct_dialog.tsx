// SPDX-License-Identifier: Apache-2.0
// A correction: void or replace, with one of the four reasons that the practice names. It is a
// report with a number of its own; what was there before stays visible.
import { wordsOf } from "@sejuta/shared/src/words";
import { createSignal, Show } from "solid-js";
import type { Made } from "../connect/terminal";
import type { ReportContent } from "../outbox/entry";
import type { Report } from "../outbox/view";
import { useScreen } from "../screen";
import { parseCount } from "../tally/draft";
import { voidOf } from "../tally/send";
import { CeilingDialog } from "./ceiling_dialog";
import { contentWords } from "./content_words";
import { Choices, Sheet } from "./sheet";

const replaces = 2;

export function CorrectDialog(props: { readonly entry: Report; readonly onClose: () => void }) {
  const screen = useScreen();
  const { terminal, texts, format, judge, sentence } = screen;
  const [replacing, setReplacing] = createSignal(false);
  const [reason, setReason] = createSignal<number | null>(null);
  const [content, setContent] = createSignal<ReportContent>(props.entry.content);
  const [count, setCount] = createSignal(String(props.entry.content.count));
  const [fault, setFault] = createSignal("");
  const [above, setAbove] = createSignal<ReportContent | null>(null);

  async function keep(made: Made): Promise<void> {
    const outcome = await terminal.make(props.entry.terminal, [made], null);
    if (outcome === "made") props.onClose();
    else setFault(texts().storageFailed);
  }
  function submit(): void {
    const why = reason();
    if (why === null) return void setFault(texts().chooseReason);
    if (!replacing()) {
      const made = voidOf(props.entry, why);
      if (made) void keep(made);
      return;
    }
    const value = parseCount(count(), format().language);
    if (value === null) return void setFault(texts().wrongNumber);
    const correction = { seq: props.entry.seq, kind: replaces, reason: why };
    const serviceDate = props.entry.receipt?.serviceDate || content().serviceDate;
    const next = { ...content(), serviceDate, dateChosen: true, count: value, correction };
    const broken = judge(next, false);
    if (broken === "count_above_ceiling") setAbove(next);
    else if (broken) setFault(sentence(broken));
    else void keep({ content: next, confirmed: false });
  }
  const change = (part: Partial<ReportContent>): void => {
    setContent({ ...content(), ...part });
  };

  return (
    <Sheet title={texts().correctTitle(String(props.entry.seq))} onClose={props.onClose}>
      <p class="before">
        {format().integer(props.entry.content.count)} ·{" "}
        {contentWords(props.entry.content, format(), texts())}
      </p>
      <div class="segments two">
        <button type="button" aria-pressed={!replacing()} onClick={() => setReplacing(false)}>
          {texts().voidIt}
        </button>
        <button
          type="button"
          data-action="replace"
          aria-pressed={replacing()}
          onClick={() => setReplacing(true)}
        >
          {texts().replaceIt}
        </button>
      </div>
      <Show when={replacing()}>
        <fieldset class="new-content">
          <legend>{texts().newContent}</legend>
          <input
            type="text"
            inputmode="numeric"
            aria-label={texts().total}
            name="count"
            value={count()}
            onInput={({ currentTarget }) => setCount(currentTarget.value)}
          />
          <Pick
            dimension="method"
            value={content().method}
            onPick={(method) => change({ method })}
          />
          <Pick
            dimension="category"
            value={content().category}
            onPick={(category) => change({ category })}
          />
          <Pick
            dimension="postpartum"
            value={content().postpartum}
            onPick={(postpartum) => change({ postpartum })}
          />
        </fieldset>
      </Show>
      <Choices
        legend={texts().reason}
        name="reason"
        chosen={reason()}
        choices={[1, 2, 3, 4].map((value) => ({
          value,
          word: texts().reasons[value] ?? "",
          note: texts().reasonNotes[value] ?? "",
        }))}
        onChoose={(value) => setReason(Number(value))}
      />
      <Show when={fault()}>
        <p class="fault" role="alert">
          {fault()}
        </p>
      </Show>
      <div class="actions">
        <button type="button" onClick={() => props.onClose()}>
          {texts().cancel}
        </button>
        <button type="button" class="primary" data-action="submit-correction" onClick={submit}>
          {replacing() ? texts().replaceIt : texts().voidIt}
        </button>
      </div>
      <Show when={above()}>
        {(content) => (
          <CeilingDialog
            above={[content()]}
            onMend={() => setAbove(null)}
            onSend={() => void keep({ content: content(), confirmed: true })}
          />
        )}
      </Show>
    </Sheet>
  );
}

function Pick(props: {
  readonly dimension: "method" | "category" | "postpartum";
  readonly value: number;
  readonly onPick: (value: number) => void;
}) {
  const { format } = useScreen();
  return (
    <select
      name={props.dimension}
      aria-label={props.dimension}
      onChange={({ currentTarget }) => props.onPick(Number(currentTarget.value))}
    >
      {wordsOf(props.dimension, format().language).map(({ value, word }) => (
        <option value={value} selected={value === props.value}>
          {word}
        </option>
      ))}
    </select>
  );
}
