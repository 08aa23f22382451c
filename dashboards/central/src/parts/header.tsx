// SPDX-License-Identifier: Apache-2.0
// The line that gives every number its frame: event, status, connection, as-of time, sequence; and
// above it what must be known before reading on (rehearsal, development tokens, durability).
import { makeFormat } from "@sejuta/shared/src/format";
import { createMemo, For, Show } from "solid-js";
import type { Phase } from "../live/machine";
import type { Topic } from "../live/model";
import { useScreen } from "../screen";
import { AccountCorner } from "./account";
import { Link } from "./link";
import { isRehearsal } from "./watermark";

interface Connection {
  readonly tone: "good" | "wait" | "fault";
  readonly text: string;
  readonly phase: Phase["kind"];
  readonly mayAskAgain?: boolean;
}

// The connection in words, with the tone that its mark takes.
export function useConnection() {
  const { live, liveTopic, nation, texts, format } = useScreen();
  return createMemo((): Connection => {
    const words = texts().connection;
    const { phase, attempt } = live();
    const asOfMs = (liveTopic() ?? nation())?.sequence.asOfMs ?? 0;
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
          mayAskAgain: phase.reason === "event_unknown" || phase.reason === "refused",
        };
    }
  });
}

// The full width of the sheet: nobody takes a rehearsal for the day.
export function RehearsalStrip() {
  const { event, texts } = useScreen();
  return (
    <Show when={isRehearsal(event()?.kind)}>
      <aside class="strip" aria-label={texts().rehearsal.mark}>
        <strong>{texts().rehearsal.mark}</strong> <span>{texts().rehearsal.sentence}</span>
        <Show when={event()?.rehearses}>
          {(rehearsed) => <span>({texts().room.rehearses(rehearsed())})</span>}
        </Show>
      </aside>
    </Show>
  );
}

export function Notices() {
  const { event, texts, route } = useScreen();
  const unreadable = () => {
    const { at } = route();
    return at.kind === "unreadable" ? at.text : null;
  };
  return (
    <>
      <Show when={event()?.developmentTokens}>
        <p class="notice" data-notice="development-tokens">
          {texts().developmentTokens}
        </p>
      </Show>
      <Show when={event()?.openDashboards}>
        <p class="notice" data-notice="open-dashboards">
          {texts().openDashboards}
        </p>
      </Show>
      <Show when={event()?.weakerDurability}>
        <p class="notice" data-notice="weaker-durability">
          {texts().weakerDurability}
        </p>
      </Show>
      <Show when={unreadable()}>
        {(text) => (
          <p class="notice" data-notice="unreadable-time">
            {texts().room.unreadableAt(text())}
          </p>
        )}
      </Show>
    </>
  );
}

// The service dates, unless the event's own name says them.
function Days() {
  const { event, format } = useScreen();
  const text = () => {
    const dates = event()?.serviceDates ?? [];
    const [first] = dates;
    const last = dates.at(-1);
    if (first === undefined || last === undefined) return "";
    if (event()?.name.includes(makeFormat("id").day(first))) return "";
    return first === last ? format().day(first) : `${format().day(first)} – ${format().day(last)}`;
  };
  return <span class="days">{text()}</span>;
}

// The named denominators of the shown region, where it has more than one.
function TargetSets() {
  const { topic, texts, target, choose } = useScreen();
  const sets = createMemo(() => (topic()?.totals.targets ?? []).map(({ set }) => set).join("\n"));
  return (
    <Show when={sets().includes("\n")}>
      <label class="target-sets">
        {texts().room.chooseSet}{" "}
        <select
          value={target()?.set ?? ""}
          onChange={(event) => choose({ set: event.currentTarget.value })}
        >
          <For each={sets().split("\n")}>{(set) => <option value={set}>{set}</option>}</For>
        </select>
      </label>
    </Show>
  );
}

// `frozen`: the state whose frame is told, where that is not the newest.
export function Header(props: { readonly frozen?: Topic | null }) {
  const { live, topic, nation, texts, format, route, hurry, event, isPast } = useScreen();
  const connection = useConnection();
  const known = () => props.frozen ?? topic() ?? nation();
  const otherLanguage = () => (route().language === "id" ? "en" : "id");
  return (
    <header>
      <Notices />
      <div class="masthead">
        <p class="event">
          <Link to={{ region: "ID", site: "", view: "room" }} class="brand">
            Sejuta
          </Link>
          <Show when={event()}>
            {(now) => (
              <>
                <span class="name">{now().name}</span>
                <Days />
              </>
            )}
          </Show>
        </p>
        <p class="frame">
          <Show when={event()}>
            {(now) => (
              <span class="status" data-figure="status">
                {texts().status[now().status]}
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
                <Show when={connection().phase === "live" || isPast() || props.frozen}>
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
          <TargetSets />
          <AccountCorner />
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
