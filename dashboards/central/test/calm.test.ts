// SPDX-License-Identifier: Apache-2.0
// @vitest-environment jsdom
// What follows at most so often still ends at the newest value.
import { createRoot, createSignal } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createCalm } from "../src/parts/calm";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("of many changes within the interval only the newest is taken, and it is taken", () => {
  const [value, setValue] = createSignal(1);
  const { calm, dispose } = createRoot((end) => ({
    calm: createCalm(value, 1_000),
    dispose: end,
  }));
  expect(calm()).toBe(1);
  for (const next of [2, 3, 4]) setValue(next);
  expect(calm()).toBe(1);
  vi.advanceTimersByTime(999);
  expect(calm()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(calm()).toBe(4);
  vi.advanceTimersByTime(5_000);
  setValue(5);
  expect(calm()).toBe(5);
  dispose();
});
