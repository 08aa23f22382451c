// SPDX-License-Identifier: Apache-2.0
// @vitest-environment jsdom
// Asking again and again: when the next question goes out, and what no answer may end.
import { createRoot, createSignal } from "solid-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Answer } from "../src/connect/fetching";
import { createPoll, type Poll } from "../src/connect/poll";

const everyMs = 4_000;
let asked: { readonly path: string; readonly answer: (status: number, body?: unknown) => void }[];
let poll: Poll<unknown>;
let go: (path: string | null) => void;
let dispose: () => void;

function get(path: string): Promise<Answer> {
  return new Promise((resolve) => {
    const answer = (status: number, body: unknown = {}) =>
      resolve({
        status,
        etag: "",
        body: new TextEncoder().encode(JSON.stringify(body)).buffer as ArrayBuffer,
      });
    asked.push({ path, answer });
  });
}

const passed = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const answered = async (status: number, body?: unknown) => {
  asked.at(-1)?.answer(status, body);
  await passed(0);
};

beforeEach(async () => {
  vi.useFakeTimers();
  asked = [];
  dispose = createRoot((end) => {
    const [path, setPath] = createSignal<string | null>("/a");
    go = setPath;
    poll = createPoll({ path, get, parse: (body) => body, everyMs });
    return end;
  });
  await passed(0);
});

afterEach(() => {
  dispose();
  vi.useRealTimers();
});

test("asks once, then each interval, and never two at a time", async () => {
  await passed(10 * everyMs);
  expect(asked).toHaveLength(1);
  await answered(200, { is: 1 });
  expect(poll.data()).toEqual({ is: 1 });
  await passed(everyMs - 1);
  expect(asked).toHaveLength(1);
  await passed(1);
  expect(asked).toHaveLength(2);
});

test("news asks at once, also where an answer is on its way that may be older", async () => {
  await answered(200);
  await passed(1_000);
  poll.hurry();
  await passed(0);
  expect(asked).toHaveLength(2);
  poll.hurry();
  await passed(everyMs);
  expect(asked).toHaveLength(2);
  await answered(200);
  await passed(500);
  expect(asked).toHaveLength(3);
  await answered(200);
  await passed(everyMs - 1);
  expect(asked).toHaveLength(3);
});

test("what fails or is not there yet is asked again, sooner where it failed", async () => {
  await answered(503);
  expect(poll.state()).toBe("failing");
  await passed(2_000);
  expect(asked).toHaveLength(2);
  await answered(404);
  expect(poll.state()).toBe("absent");
  await passed(everyMs);
  await answered(200, { is: 2 });
  expect([poll.state(), poll.data()]).toEqual(["ok", { is: 2 }]);
});

test("what is for others is not asked again, until another thing is asked for", async () => {
  await answered(403);
  poll.hurry();
  await passed(10 * everyMs);
  expect(asked).toHaveLength(1);
  go("/b");
  await passed(0);
  expect(asked.map(({ path }) => path)).toEqual(["/a", "/b"]);
});

test("an answer that comes after one has gone on is not shown", async () => {
  go("/b");
  await passed(0);
  await answered(200, { is: "a" });
  expect(poll.data()).toBeNull();
  await passed(0);
  await answered(200, { is: "b" });
  expect(poll.data()).toEqual({ is: "b" });
});
