// SPDX-License-Identifier: Apache-2.0
// What never leaves the screen: the event, rehearsal or not, the site and day, the connection, the
// day's total here and on the server, and what is not sent yet.
import { wordsOf } from "@sejuta/shared/src/words";
import { createSignal, Show } from "solid-js";
import { differenceOf } from "../outbox/view";
import { useScreen } from "../screen";
import { ContextSheet } from "./context_sheet";
import { Mark } from "./marks";

const rehearsal = 2;

export function Strip() {
  const { welcome, terminal, texts } = useScreen();
  const isRehearsal = () => welcome()?.kind === rehearsal;
  return (
    <Show when={terminal.identity()}>
      {(identity) => (
        <p class="strip" classList={{ rehearsal: isRehearsal() }}>
          <span class="event" data-figure="event">
            {welcome()?.eventName || identity().event}
          </span>
          <Show when={isRehearsal()}>
            <strong data-figure="rehearsal">
              {texts().rehearsal}
              <span class="only-read">: {texts().rehearsalSentence}</span>
            </strong>
          </Show>
        </p>
      )}
    </Show>
  );
}

export function Header() {
  const screen = useScreen();
  const { texts, format, site, day, terminal } = screen;
  const [choosing, setChoosing] = createSignal(false);
  const partner = () => {
    const { partner: value, language } = terminal.preferences();
    return value === 1 ? null : wordsOf("partner", language).find((w) => w.value === value)?.word;
  };
  return (
    <div class="header">
      <button type="button" class="context" onClick={() => setChoosing(true)}>
        <span class="site" data-figure="site">
          <span>{site().name}</span>
          <svg class="chevron" viewBox="0 0 10 10" aria-hidden="true">
            <path d="M2 3.5L5 6.5L8 3.5" />
          </svg>
        </span>
        <span class="where">
          <span data-figure="date">{format().day(day().serviceDate)}</span>
          <Show when={partner()}>{(word) => <> · {word()}</>}</Show>
          <Show when={site().regencyName}> · {site().regencyName}</Show>
        </span>
        <span class="only-read">{texts().chooseContext}</span>
      </button>
      <Connection />
      <Figures />
      <Show when={choosing()}>
        <ContextSheet onClose={() => setChoosing(false)} />
      </Show>
    </div>
  );
}

function Connection() {
  const { terminal, texts } = useScreen();
  const kind = (): keyof ReturnType<typeof texts>["connection"] => {
    const phase = terminal.view()?.phase.kind ?? "waiting";
    if (phase === "live" || phase === "posting" || phase === "stopped") return phase;
    if (!navigator.onLine) return "noNetwork";
    return phase === "waiting" ? "offline" : "connecting";
  };
  return (
    <button
      type="button"
      class={`connection ${kind()}`}
      data-phase={terminal.view()?.phase.kind}
      onClick={() => terminal.hurry()}
      aria-live="polite"
    >
      <svg class="lamp" viewBox="0 0 10 10" aria-hidden="true">
        <circle cx="5" cy="5" r="3.6" />
      </svg>
      {texts().connection[kind()]}
    </button>
  );
}

function Figures() {
  const { texts, format, own, serverDay, unsent, go } = useScreen();
  const server = () => serverDay()?.acceptors ?? null;
  const difference = () => differenceOf(own(), server());
  return (
    <p class="figures">
      <span class="totals">
        {texts().today} <strong data-figure="own">{format().integer(own().total)}</strong>
        <span class="sep"> · </span>
        {texts().server}{" "}
        <strong data-figure="server">
          {server() === null ? "–" : format().integer(server() ?? 0)}
        </strong>
        <Show when={difference().kind === "same"}>
          {" "}
          <Mark of="received" />
        </Show>
      </span>
      <button
        type="button"
        class="badge"
        classList={{ some: unsent() > 0 }}
        data-figure="unsent"
        onClick={() => go("history")}
      >
        {texts().unsent} <strong>{format().integer(unsent())}</strong>
      </button>
    </p>
  );
}
