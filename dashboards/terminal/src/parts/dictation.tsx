// SPDX-License-Identifier: Apache-2.0
// When nothing else works: each waiting report as a line for the telephone.
import { For, Show } from "solid-js";
import { dictate } from "../dictation/line";
import { useScreen } from "../screen";
import { contentWords } from "./content_words";
import { shareText } from "./share";

const datePart = 3;

// As people read out: a date by twos, ids by their own dashes, long rows by fours.
function groupsOf(part: string, isDate: boolean): string[] {
  if (isDate) return part.match(/../g) ?? [];
  const pieces = part.split(/(?=-)/);
  return pieces.flatMap((piece) => (piece.length > 5 ? (piece.match(/.{1,4}/g) ?? []) : [piece]));
}

export function Dictation() {
  const { terminal, texts, format, allEntries, say, toast } = useScreen();
  const waiting = () => allEntries().filter(({ state }) => state === "waiting");
  async function share(): Promise<void> {
    const lines = waiting().map(dictate).join("\n");
    if (await shareText(texts().dictation.title, lines)) say(texts().slip.copied);
  }
  return (
    <main class="dictation">
      <h1>{texts().dictation.title}</h1>
      <p>{texts().dictation.intro}</p>
      <Show when={waiting().length > 0} fallback={<p class="empty">{texts().dictation.empty}</p>}>
        <p class="quiet">{texts().dictation.how}</p>
        <ol class="dictated">
          <For each={waiting()}>
            {(entry) => (
              <li>
                <p class="quiet">
                  {entry.content.kind === "report"
                    ? `${format().integer(entry.content.count)} · `
                    : ""}
                  {contentWords(entry.content, format(), texts())}
                </p>
                <p class="spelled" data-line={dictate(entry)}>
                  <For each={dictate(entry).split("/")}>
                    {(part, index) => (
                      <>
                        <Show when={index() > 0}>
                          <i>/</i>
                        </Show>
                        <For each={groupsOf(part, index() === datePart)}>
                          {(group) => <b>{group}</b>}
                        </For>
                      </>
                    )}
                  </For>
                </p>
                <button
                  type="button"
                  disabled={entry.dictated}
                  onClick={() => void terminal.mark([{ ...entry, dictated: true }])}
                >
                  {texts().dictation.said}
                  {entry.dictated ? " ✓" : ""}
                </button>
              </li>
            )}
          </For>
        </ol>
        <div class="actions">
          <button type="button" class="primary" onClick={() => void share()}>
            {texts().dictation.share}
          </button>
        </div>
      </Show>
      <p class="last" aria-live="polite">
        {toast()}
      </p>
    </main>
  );
}
