// SPDX-License-Identifier: Apache-2.0
// Everything this device has reported, newest first, each with its state; a touch opens what can be
// done about it.
import { createMemo, createSignal, For, Show } from "solid-js";
import { type Entry, entryKey } from "../outbox/entry";
import { correctionsOf, dayOf, isReport, type Report, shownState } from "../outbox/view";
import { useScreen, zoneOf } from "../screen";
import { sumOf } from "../tally/draft";
import { contentWords } from "./content_words";
import { EntryDetail } from "./entry_detail";
import { Mark } from "./marks";

const shownAtOnce = 100;

export function History() {
  const { terminal, texts, format, allEntries, unsent, go } = useScreen();
  const [open, setOpen] = createSignal<string | null>(null);
  const corrections = createMemo(() => correctionsOf(allEntries()));
  const newest = createMemo(() =>
    [...allEntries()]
      .sort((a, b) => b.madeAtMs - a.madeAtMs || b.seq - a.seq)
      .slice(0, shownAtOnce),
  );
  // By keys, so that a receipt that comes in leaves every row, and what is open in it, where it is.
  const byKey = createMemo(() => new Map(newest().map((entry) => [entryKey(entry), entry])));
  const days = createMemo(() => [...new Set(newest().map(dayOf))]);
  const keysOf = (day: number): string[] =>
    newest()
      .filter((entry) => dayOf(entry) === day)
      .map(entryKey);
  return (
    <main class="history">
      <h1>{texts().tabs.history}</h1>
      <Show when={sumOf(terminal.draft()) > 0}>
        <button type="button" class="row draft-row" onClick={() => go("tally")}>
          <Mark of="draft" />
          <span class="what">
            {texts().historyDrafts(format().integer(sumOf(terminal.draft())))}
          </span>
        </button>
      </Show>
      <Show when={unsent() > 0}>
        <button type="button" class="link" onClick={() => go("dictation")}>
          {texts().dictation.open}
        </button>
      </Show>
      <Show when={newest().length === 0}>
        <p class="empty">{texts().historyEmpty}</p>
      </Show>
      <For each={days()}>
        {(day) => (
          <section>
            <h2>{format().day(day)}</h2>
            <ol>
              <For each={keysOf(day)}>
                {(key) => (
                  <Show when={byKey().get(key)}>
                    {(entry) => (
                      <li>
                        <Row
                          entry={entry()}
                          correction={corrections().get(entry().seq)}
                          open={open() === key}
                          onToggle={() => setOpen(open() === key ? null : key)}
                        />
                        <Show when={open() === key}>
                          <EntryDetail
                            entry={entry()}
                            correction={corrections().get(entry().seq)}
                          />
                        </Show>
                      </li>
                    )}
                  </Show>
                )}
              </For>
            </ol>
          </section>
        )}
      </For>
    </main>
  );
}

function Row(props: {
  readonly entry: Entry;
  readonly correction: Report | undefined;
  readonly open: boolean;
  readonly onToggle: () => void;
}) {
  const { texts, format, sent, sites } = useScreen();
  const state = () => shownState(props.entry, sent());
  const zone = () => {
    const site = sites().find(({ code }) => code === props.entry.content.site);
    return site ? zoneOf(site) : "WIB";
  };
  const word = () => {
    const { receipt } = props.entry;
    if (state() !== "received" || !receipt) return texts().state[state()];
    return texts().receivedAt(`${format().hour(receipt.eventTimeMs, zone())} ${zone()}`);
  };
  const note = () => {
    const { entry, correction } = props;
    if (correction) {
      const isVoid = correction.content.correction?.kind === 1;
      const words = isVoid ? texts().voidedBy : texts().replacedBy;
      return words(String(correction.seq));
    }
    const own = isReport(entry) ? entry.content.correction : null;
    if (!own) return null;
    return (own.kind === 1 ? texts().voidOf : texts().replaceOf)(String(own.seq));
  };
  return (
    <button
      type="button"
      class={`row ${state()}`}
      classList={{ gone: props.correction !== undefined }}
      data-entry={props.entry.seq}
      data-state={state()}
      aria-expanded={props.open}
      onClick={() => props.onToggle()}
    >
      <span class="count">
        {isReport(props.entry) ? format().integer(props.entry.content.count) : "■"}
      </span>
      <span class="what">
        {contentWords(props.entry.content, format(), texts())}
        <Show when={note()}>
          <small class="note">{note()}</small>
        </Show>
      </span>
      <span class={`state ${state()}`}>
        <Mark of={state()} /> {word()} · {texts().number(String(props.entry.seq))}
        <Show when={props.entry.dictated && props.entry.state === "waiting"}>
          {" "}
          · {texts().dictation.saidMark}
        </Show>
      </span>
    </button>
  );
}
