// SPDX-License-Identifier: Apache-2.0
// Closing a day: what this terminal has beside what the server has, in words where they differ; the
// explicit nihil; and what the server knows of the close.
import { createSignal, Show } from "solid-js";
import type { CloseContent, Entry } from "../outbox/entry";
import { differenceOf } from "../outbox/view";
import { useScreen } from "../screen";
import { sumOf } from "../tally/draft";
import { Mark } from "./marks";
import { keepServerDayFresh } from "./server_day";
import { Sheet } from "./sheet";

export function CloseDay() {
  const screen = useScreen();
  const { terminal, texts, format, own, serverDay, day, site, zone, isClosed, go, say } = screen;
  keepServerDayFresh(screen);
  const [asking, setAsking] = createSignal(false);
  const words = () => texts().closeDay;
  const n = (value: number): string => format().integer(value);
  const server = () => serverDay()?.acceptors ?? null;
  const difference = () => differenceOf(own(), server());
  const sentence = () => {
    const differs = difference();
    switch (differs.kind) {
      case "same":
        return words().same;
      case "unknown":
        return words().unknown;
      case "unsent":
        return words().unsent(n(differs.entries), n(differs.acceptors));
      case "more":
        return words().more(n(differs.acceptors));
      case "less":
        return words().less(n(differs.acceptors));
    }
  };

  async function closeWith(ownTotal: number): Promise<void> {
    const who = terminal.identity();
    if (!who) return;
    const content: CloseContent = {
      kind: "close",
      site: site().code,
      serviceDate: day().serviceDate,
      ownTotal,
    };
    const broken = screen.judge(content, false);
    if (broken) return say(screen.sentence(broken));
    const outcome = await terminal.make(who.terminal, [{ content, confirmed: false }], null);
    setAsking(false);
    if (outcome !== "made") say(texts().storageFailed);
  }

  // The newest close of this day that this terminal made.
  const lastClose = (): Entry | undefined =>
    terminal
      .entries()
      .filter(
        ({ content }) =>
          content.kind === "close" &&
          content.site === site().code &&
          content.serviceDate === day().serviceDate,
      )
      .at(-1);

  return (
    <main class="close-day">
      <h1>{texts().tabs.close}</h1>
      <p class="quiet">
        {site().name} · {format().day(day().serviceDate)}
      </p>
      <dl class="versus">
        <div>
          <dt>{words().own}</dt>
          <dd data-figure="close-own">{n(own().total)}</dd>
        </div>
        <div>
          <dt>{words().server}</dt>
          <dd data-figure="close-server">{server() === null ? "–" : n(server() ?? 0)}</dd>
        </div>
      </dl>
      <p class={`difference ${difference().kind}`} data-difference={difference().kind}>
        <Mark of={difference().kind === "same" ? "received" : "waiting"} /> {sentence()}
      </p>
      <Show when={own().refused > 0}>
        <p class="difference refused">{words().refused(n(own().refused))}</p>
      </Show>
      <Show when={sumOf(terminal.draft()) > 0}>
        <p class="difference waiting">{words().draft(n(sumOf(terminal.draft())))}</p>
      </Show>
      <Show when={own().unsent > 0}>
        <button type="button" class="link" onClick={() => go("dictation")}>
          {texts().dictation.open}
        </button>
      </Show>
      <Show when={serverDay()?.closed ? serverDay() : null}>
        {(closed) => (
          <p class="closed" data-figure="closed">
            <Mark of="received" />{" "}
            {words().closedAt(format().clock(closed().closedAtMs, zone()), n(closed().closedTotal))}{" "}
            {closed().closedTotal === closed().acceptors
              ? words().after
              : words().differs(n(closed().closedTotal), n(closed().acceptors))}
          </p>
        )}
      </Show>
      <Show when={lastClose()?.state === "waiting"}>
        <p class="difference waiting">{words().closeWaiting}</p>
      </Show>
      <Show when={lastClose()?.state === "refused"}>
        <p class="difference refused">{words().closeRefused}</p>
      </Show>
      <div class="actions stacked">
        <Show
          when={own().total > 0}
          fallback={
            <button
              type="button"
              class="primary"
              data-action="nihil"
              disabled={isClosed()}
              onClick={() => setAsking(true)}
            >
              {words().nihilButton}
            </button>
          }
        >
          <button
            type="button"
            class="primary"
            data-action="close-day"
            disabled={isClosed()}
            onClick={() => void closeWith(own().total)}
          >
            {words().button(n(own().total))}
          </button>
        </Show>
        <button type="button" onClick={() => terminal.hurry()}>
          {words().ask}
        </button>
      </div>
      <Show when={asking()}>
        <Sheet title={words().nihilButton} onClose={() => setAsking(false)}>
          <p>{words().nihilAsk}</p>
          <div class="actions">
            <button type="button" onClick={() => setAsking(false)}>
              {texts().cancel}
            </button>
            <button
              type="button"
              class="primary"
              data-action="nihil-yes"
              onClick={() => void closeWith(0)}
            >
              {words().nihilButton}
            </button>
          </div>
        </Sheet>
      </Show>
    </main>
  );
}
