// SPDX-License-Identifier: Apache-2.0
// The bar under the tally: what was sent last and how it fares, undo, the sum, and the button that
// says what it will send.
import { createMemo, createSignal, Show } from "solid-js";
import type { MakeOutcome } from "../connect/terminal";
import { shownState } from "../outbox/view";
import { useScreen } from "../screen";
import { undone } from "../tally/draft";
import { type Checked, check, isUndoable, lastGroup, takeBack } from "../tally/send";
import { CeilingDialog } from "./ceiling_dialog";
import { Mark } from "./marks";
import { Review } from "./review";

export function SendBar(props: { readonly sum: number }) {
  const screen = useScreen();
  const { terminal, texts, format, isClosed, say, sentence } = screen;
  const [asking, setAsking] = createSignal<Checked | null>(null);
  const [reviewing, setReviewing] = createSignal(false);
  const [busy, setBusy] = createSignal(false);

  async function store(checked: Checked): Promise<void> {
    const who = terminal.identity();
    if (!who || busy()) return;
    setBusy(true);
    const outcome = await terminal.make(who.terminal, checked.made, checked.draft);
    setBusy(false);
    setReviewing(false);
    tell(outcome);
  }
  function tell(outcome: MakeOutcome): void {
    if (outcome === "sent_elsewhere") say(texts().sentElsewhere);
    if (outcome === "storage_failed") say(texts().storageFailed);
  }
  function send(): void {
    const checked = check(screen, terminal.draft());
    if (checked.broken) say(sentence(checked.broken.code));
    else if (checked.above.length > 0) setAsking(checked);
    else void store(checked);
  }
  const label = () =>
    props.sum === 0 ? texts().sendNothing : texts().send(format().integer(props.sum));

  return (
    <div class="send-bar">
      <Last />
      <div class="send-row">
        <button
          type="button"
          class="undo"
          disabled={terminal.draft().taps.length === 0}
          onClick={() => terminal.setDraft(undone(terminal.draft()))}
        >
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M7.5 4L3.5 8L7.5 12M3.5 8H12a4.5 4.5 0 0 1 0 9H8" />
          </svg>
          <span class="only-read">{texts().undo}</span>
        </button>
        <button
          type="button"
          class="review-button"
          disabled={props.sum === 0}
          onClick={() => setReviewing(true)}
        >
          {texts().review}
        </button>
        <button
          type="button"
          class="primary send"
          data-action="send"
          disabled={props.sum === 0 || isClosed() || busy()}
          onClick={send}
        >
          {label()}
        </button>
      </div>
      <Show when={reviewing()}>
        <Review onClose={() => setReviewing(false)} onSend={send} />
      </Show>
      <Show when={asking()}>
        {(checked) => (
          <CeilingDialog
            above={checked().above}
            onMend={() => {
              setAsking(null);
              setReviewing(true);
            }}
            onSend={() => {
              const confirmed = checked();
              setAsking(null);
              void store(confirmed);
            }}
          />
        )}
      </Show>
    </div>
  );
}

// The newest press: how it fares, and the way to take it back at once.
function Last() {
  const screen = useScreen();
  const { terminal, texts, format, sent, zone, toast } = screen;
  const group = createMemo(() => lastGroup(terminal.entries()));
  const sum = () =>
    group().reduce((n, { content }) => n + (content.kind === "report" ? content.count : 0), 0);
  const worst = createMemo(() => {
    const states = group().map((entry) => shownState(entry, sent()));
    for (const state of ["asking", "refused", "waiting", "sent"] as const) {
      if (states.includes(state)) return state;
    }
    return "received";
  });
  const word = () => {
    const receipt = group().at(-1)?.receipt;
    if (worst() !== "received" || !receipt) return texts().state[worst()];
    return texts().receivedAt(`${format().hour(receipt.eventTimeMs, zone())} ${zone()}`);
  };
  const isShown = () => sum() > 0 && group().every(({ content }) => content.kind === "report");
  const mayTakeBack = () => isUndoable(group(), terminal.entries());
  return (
    <p class="last" aria-live="polite">
      <Show
        when={toast() !== ""}
        fallback={
          <Show when={isShown() && mayTakeBack()}>
            <span class={`state ${worst()}`}>
              <Mark of={worst()} /> {texts().lastSent(format().integer(sum()))} · {word()}
            </span>
            <button type="button" class="link" onClick={() => void takeBack(screen, group())}>
              {texts().takeBack}
            </button>
          </Show>
        }
      >
        <span class="toast">{toast()}</span>
      </Show>
    </p>
  );
}
