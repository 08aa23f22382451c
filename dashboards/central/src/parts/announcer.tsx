// SPDX-License-Identifier: Apache-2.0
// Says the total to screen readers at most twice a minute, and at once when the region changes.
import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { useScreen } from "../screen";

const announceIntervalMs = 30_000;

export function Announcer() {
  const { topic, texts, format } = useScreen();
  const [text, setText] = createSignal("");
  function announce(): void {
    const now = topic();
    if (!now) return;
    const f = format();
    const { acceptors, target } = now.totals;
    const parts = [`${f.integer(acceptors)} ${texts().acceptors}`];
    if (target) {
      const of = texts().percentOf(target.set, f.integer(target.acceptors));
      parts.push(`${f.percent(acceptors, target.acceptors)} ${of}`);
    }
    if (now.sequence.asOfMs > 0) parts.push(texts().per(f.clock(now.sequence.asOfMs)));
    setText(parts.join(", "));
  }
  // A memo of its own, so that a delta of the same region does not speak.
  const region = createMemo(() => topic()?.region);
  createEffect(on([region, texts], announce));
  const timer = setInterval(announce, announceIntervalMs);
  onCleanup(() => clearInterval(timer));
  return (
    <p class="only-read" aria-live="polite">
      {text()}
    </p>
  );
}
