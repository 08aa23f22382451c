// SPDX-License-Identifier: Apache-2.0
// A value that follows another one at most so often: for what is costly to draw and needs no more,
// the window's title, the curve's line, sentences that only a pointer or a screen reader asks for.
import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";

export function createCalm<T>(value: Accessor<T>, everyMs: number): Accessor<T> {
  const [calm, setCalm] = createSignal<T>(value());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let takenMs = Number.NEGATIVE_INFINITY;
  function take(now: T): void {
    timer = undefined;
    takenMs = performance.now();
    setCalm(() => now);
  }
  let newest: T;
  createEffect(() => {
    newest = value();
    const sinceMs = performance.now() - takenMs;
    if (sinceMs >= everyMs) take(newest);
    else timer ??= setTimeout(() => take(newest), everyMs - sinceMs);
  });
  onCleanup(() => clearTimeout(timer));
  return calm;
}
