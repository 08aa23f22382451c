// SPDX-License-Identifier: Apache-2.0
// The tally: the bottom line of the R/I/KB register under one thumb. A tile is its method's plus;
// what a place or a client cannot have is off, and says why when touched.
import { createMemo, createSignal, For, Show } from "solid-js";
import { isGivenAt, postpartumFault } from "../rules/judge";
import type { RejectionWord } from "../rules/rules";
import { useScreen } from "../screen";
import { type Cell, cellsOf, countOf, sumOf, withCount } from "../tally/draft";
import { SendBar } from "./send_bar";

const none = 1;
// Common methods first, under the thumb; the order of the register where it matters less.
const methods = [4, 3, 2, 1, 6, 7, 5, 10, 8, 9];
const categories = [1, 2, 3];
const postpartums = [2, 3];

export function Tally() {
  const { terminal, texts, format, site, sentence, say } = useScreen();
  const [category, setCategory] = createSignal(1);
  const [postpartum, setPostpartum] = createSignal(none);

  const cell = (method: number): Cell => ({
    method,
    category: category(),
    postpartum: postpartum(),
  });
  // Why this method cannot be counted now, or null.
  const fault = (method: number): RejectionWord | null => {
    if (site().place !== 0 && !isGivenAt(method, site().place)) return "method_not_at_place";
    return postpartumFault(method, postpartum());
  };
  const change = (method: number, by: number): void => {
    const at = cell(method);
    const before = terminal.draft();
    terminal.setDraft(withCount(before, at, countOf(before, at) + by));
  };
  const add = (method: number): void => {
    const broken = fault(method);
    if (broken) say(sentence(broken));
    else change(method, 1);
  };
  const cells = createMemo(() => cellsOf(terminal.draft()));
  const inCategory = (value: number) =>
    cells().reduce((sum, each) => sum + (each.cell.category === value ? each.count : 0), 0);
  const inPostpartum = (value: number) =>
    cells().reduce((sum, each) => sum + (each.cell.postpartum === value ? each.count : 0), 0);

  return (
    <main class="tally">
      <h1 class="only-read">{texts().tabs.tally}</h1>
      <div class="switches">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be one row everywhere */}
        <div class="segments" role="group" aria-label={texts().category}>
          <For each={categories}>
            {(value) => (
              <button
                type="button"
                aria-pressed={category() === value}
                data-category={value}
                onClick={() => setCategory(value)}
              >
                {texts().categoryShort[value]}
                <Show when={inCategory(value) > 0}>
                  <small>{format().integer(inCategory(value))}</small>
                </Show>
              </button>
            )}
          </For>
        </div>
        <div class="toggles">
          <For each={postpartums}>
            {(value) => (
              <button
                type="button"
                aria-pressed={postpartum() === value}
                data-postpartum={value}
                onClick={() => setPostpartum(postpartum() === value ? none : value)}
              >
                {texts().postpartumShort[value]}
                <Show when={inPostpartum(value) > 0}>
                  <small>{format().integer(inPostpartum(value))}</small>
                </Show>
              </button>
            )}
          </For>
        </div>
      </div>
      <div class="tiles">
        <For each={methods}>
          {(method) => {
            const count = createMemo(() => countOf(terminal.draft(), cell(method)));
            const others = createMemo(() => {
              const all = cells().reduce(
                (sum, each) => sum + (each.cell.method === method ? each.count : 0),
                0,
              );
              return all - count();
            });
            const name = () => texts().methodShort[method] ?? "";
            return (
              <div class="tile" classList={{ some: count() > 0, off: fault(method) !== null }}>
                <button
                  type="button"
                  class="plus"
                  data-method={method}
                  aria-disabled={fault(method) !== null}
                  aria-label={texts().more(name(), format().integer(count()))}
                  onClick={() => add(method)}
                >
                  <span class="name">{name()}</span>
                  <span class="count" data-count>
                    {count() === 0 ? "+" : format().integer(count())}
                  </span>
                  <Show when={others() > 0}>
                    <span class="others">{texts().also(format().integer(others()))}</span>
                  </Show>
                </button>
                <button
                  type="button"
                  class="minus"
                  data-minus={method}
                  disabled={count() === 0}
                  aria-label={texts().less(name())}
                  onClick={() => change(method, -1)}
                >
                  <svg viewBox="0 0 14 14" aria-hidden="true">
                    <path d="M2 7h10" />
                  </svg>
                </button>
              </div>
            );
          }}
        </For>
      </div>
      <SendBar sum={sumOf(terminal.draft())} />
    </main>
  );
}
