// SPDX-License-Identifier: Apache-2.0
// A timer that runs the newest of many calls.
export function later(delayMs: number, run: () => void): { soon(): void; now(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const now = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    run();
  };
  return {
    soon: () => {
      timer ??= setTimeout(now, delayMs);
    },
    now,
  };
}
