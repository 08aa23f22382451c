// SPDX-License-Identifier: Apache-2.0
// The line that gives every number its frame: event, status, connection, as-of time, sequence; and
// above it what must be known before reading on (rehearsal, development tokens, durability).
import { makeFormat } from "@sejuta/shared/src/format";
import { createMemo, Show } from "solid-js";
import type { Phase } from "../live/machine";
import { useScreen } from "../screen";
import { Link } from "./link";
import { isRehearsal } from "./watermark";

interface Connection {
  readonly tone: "good" | "wait" | "fault";
  readonly text: string;
  readonly phase: Phase["kind"];
  readonly mayAskAgain?: boolean;
}

// The connection in words, with the tone that its mark takes.
function useConnection() {
  const { live, topic, nation, texts, format } = useScreen();
  return createMemo((): Connection => {
    const words = texts().connection;
    const { phase, attempt } = live();
    const asOfMs = (topic() ?? nation())?.sequence.asOfMs ?? 0;
    const clock = format().clock(asOfMs);
    switch (phase.kind) {
      case "connecting":
        return {
          tone: "wait",
          text: attempt < 2 ? words.connecting : words.noAnswer,
          phase: phase.kind,
        };
      case "live":
        return { tone: "good", text: words.live, phase: phase.kind };
      case "stale": {
        const say = phase.reason === "silent" ? words.staleSilent : words.staleLedger;
        return { tone: "wait", text: say(clock), phase: phase.kind };
      }
      case "reconnecting":
        return {
          tone: "wait",
          text: asOfMs === 0 ? words.reconnectingEmpty : words.reconnecting(clock),
          phase: phase.kind,
        };
      case "stopped":
        return {
          tone: "fault",
          text: words.stopped[phase.reason],
          phase: phase.kind,
          mayAskAgain: phase.reason !== "region_unknown",
        };
    }
  });
}

// The full width of the sheet: nobody takes a rehearsal for the day.
export function RehearsalStrip() {
  const { topic, nation, texts } = useScreen();
  return (
    <Show when={isRehearsal((topic() ?? nation())?.event.kind)}>
      <aside class="strip" aria-label={texts().rehearsal.mark}>
        <strong>{texts().rehearsal.mark}</strong> <span>{texts().rehearsal.sentence}</span>
      </aside>
    </Show>
  );
}

function Notices() {
  const { topic, nation, texts } = useScreen();
  const event = () => (topic() ?? nation())?.event;
  return (
    <>
      <Show when={event()?.developmentTokens}>
        <p class="notice" data-notice="development-tokens">
          {texts().developmentTokens}
        </p>
      </Show>
      <Show when={event()?.weakerDurability}>
        <p class="notice" data-notice="weaker-durability">
          {texts().weakerDurability}
        </p>
      </Show>
    </>
  );
}

// The service dates, unless the event's own name says them.
function Days() {
  const { topic, nation, format } = useScreen();
  const text = () => {
    const dates = (topic() ?? nation())?.event.serviceDates ?? [];
    const [first] = dates;
    const last = dates.at(-1);
    if (first === undefined || last === undefined) return "";
    if ((topic() ?? nation())?.event.name.includes(makeFormat("id").day(first))) return "";
    return first === last ? format().day(first) : `${format().day(first)} – ${format().day(last)}`;
  };
  return <span class="days">{text()}</span>;
}

export function Header() {
  const { live, topic, nation, texts, format, route, hurry } = useScreen();
  const connection = useConnection();
  const known = () => topic() ?? nation();
  const otherLanguage = () => (route().language === "id" ? "en" : "id");
  return (
    <header>
      <Notices />
      <div class="masthead">
        <p class="event">
          <Link to={{ region: "ID" }} class="brand">
            Sejuta
          </Link>
          <Show when={known()}>
            {(now) => (
              <>
                <span class="name">{now().event.name}</span>
                <Days />
              </>
            )}
          </Show>
        </p>
        <p class="frame">
          <Show when={known()}>
            {(now) => (
              <span class="status" data-figure="status">
                {texts().status[now().event.status]}
              </span>
            )}
          </Show>
          <span
            class={`connection ${connection().tone}`}
            data-figure="connection"
            data-phase={connection().phase}
          >
            <svg class="mark" viewBox="0 0 10 10" aria-hidden="true">
              <circle cx="5" cy="5" r="4" />
            </svg>
            {connection().text}
          </span>
          <Show when={connection().mayAskAgain}>
            <button type="button" onClick={() => hurry()}>
              {texts().connection.again}
            </button>
          </Show>
          <Show when={known()?.sequence.asOfMs ? known() : null}>
            {(now) => (
              <>
                <Show when={connection().phase === "live"}>
                  <span data-figure="as-of">
                    {texts().per(format().clock(now().sequence.asOfMs))}
                  </span>
                </Show>
                <span
                  data-figure="sequence"
                  title={
                    live().heard
                      ? texts().checked(format().clock(live().heard?.checkedAtMs ?? 0))
                      : undefined
                  }
                >
                  {texts().number(format().serial(now().sequence.revision))}
                </span>
              </>
            )}
          </Show>
          <span class="languages">
            <Link to={{ language: otherLanguage() }} lang={otherLanguage()}>
              {texts().otherLanguage}
            </Link>
          </span>
        </p>
      </div>
    </header>
  );
}
