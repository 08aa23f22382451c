// SPDX-License-Identifier: Apache-2.0
// The day slip: what the server has of this site's day, with times and numbers, to show, print or
// share as text.
import { wordsOf } from "@sejuta/shared/src/words";
import { createMemo, For, Show } from "solid-js";
import type { SiteDay } from "../outbox/entry";
import { dayOf } from "../outbox/view";
import { useScreen } from "../screen";
import { slipText } from "../tally/slip_text";
import { contentWords } from "./content_words";
import { keepServerDayFresh } from "./server_day";
import { shareText } from "./share";

const categories = [1, 2, 3];

export function Slip() {
  const screen = useScreen();
  const { texts, serverDay, terminal } = screen;
  keepServerDayFresh(screen);
  return (
    <main class="slip">
      <h1>{texts().slip.title}</h1>
      <Show
        when={serverDay()}
        fallback={
          <>
            <p class="empty">{texts().slip.empty}</p>
            <button type="button" onClick={() => terminal.hurry()}>
              {texts().closeDay.ask}
            </button>
          </>
        }
      >
        {(day) => <Sheet day={day()} />}
      </Show>
    </main>
  );
}

function Sheet(props: { readonly day: SiteDay }) {
  const screen = useScreen();
  const { terminal, texts, format, site, zone, welcome, own, say } = screen;
  const n = (value: number): string => format().integer(value);
  const methods = createMemo(() =>
    wordsOf("method", format().language).filter(({ value }) =>
      props.day.counts.some(({ method }) => method === value),
    ),
  );
  const at = (method: number, category: number | null): number =>
    props.day.counts
      .filter((row) => row.method === method && (category === null || row.category === category))
      .reduce((sum, row) => sum + row.acceptors, 0);
  const receipts = createMemo(() =>
    terminal
      .entries()
      .filter(
        (entry) =>
          entry.state === "received" &&
          entry.content.site === props.day.site &&
          dayOf(entry) === props.day.serviceDate,
      ),
  );
  async function share(): Promise<void> {
    if (await shareText(texts().slip.title, slipText(screen, props.day))) say(texts().slip.copied);
  }
  return (
    <>
      <section class="paper">
        <p class="paper-head">
          <strong>{site().name}</strong>
          <span>
            {site().code}
            <Show when={site().regencyName}> · {site().regencyName}</Show>
          </span>
          <span>
            {format().day(props.day.serviceDate)} · {welcome()?.eventName}
            <Show when={welcome()?.kind === 2}>
              {" "}
              · <b>{texts().rehearsal}</b>
            </Show>
          </span>
        </p>
        <p class="paper-total">
          <strong data-figure="slip-total">{n(props.day.acceptors)}</strong>{" "}
          {texts().acceptors("").trim()}
          <small>
            {texts().slip.asOf(format().clock(props.day.asOfMs, zone()))} · {texts().slip.ledger}{" "}
            {texts().number(format().serial(props.day.revision))}
          </small>
        </p>
        <Show when={methods().length > 0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{texts().slip.method}</th>
                <For each={categories}>
                  {(value) => <th scope="col">{texts().categoryShort[value]}</th>}
                </For>
                <th scope="col">{texts().total}</th>
              </tr>
            </thead>
            <tbody>
              <For each={methods()}>
                {({ value, word }) => (
                  <tr>
                    <th scope="row">{word}</th>
                    <For each={categories}>{(category) => <td>{n(at(value, category))}</td>}</For>
                    <td>{n(at(value, null))}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </Show>
        <Show when={props.day.closed}>
          <p>
            {texts().closeDay.closedAt(
              format().clock(props.day.closedAtMs, zone()),
              n(props.day.closedTotal),
            )}
          </p>
        </Show>
        <Show when={receipts().length > 0}>
          <h2>{texts().slip.receipts}</h2>
          <ol class="receipts">
            <For each={receipts()}>
              {({ seq, content, receipt }) => (
                <li>
                  <span>{texts().number(String(seq))}</span>
                  <span>
                    {content.kind === "report" ? `${n(content.count)} ` : ""}
                    {contentWords(content, format(), texts())}
                  </span>
                  <span>{format().clock(receipt?.eventTimeMs ?? 0, zone())}</span>
                </li>
              )}
            </For>
          </ol>
        </Show>
        <p class="quiet">
          {texts().slip.terminal} {terminal.identity()?.terminal}. {texts().slip.promise}
        </p>
      </section>
      <Show when={own().unsent > 0}>
        <p class="difference waiting">{texts().slip.waiting(n(own().unsent))}</p>
      </Show>
      <div class="actions no-print">
        <button type="button" onClick={() => print()}>
          {texts().slip.print}
        </button>
        <button type="button" class="primary" data-action="share" onClick={() => void share()}>
          {texts().slip.share}
        </button>
      </div>
      <p class="last" aria-live="polite">
        {screen.toast()}
      </p>
    </>
  );
}
