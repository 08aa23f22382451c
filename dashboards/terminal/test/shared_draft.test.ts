// SPDX-License-Identifier: Apache-2.0
// The tally of two tabs over a real IndexedDB interface: what is tapped in one stands in both, and no
// late word takes a tap away or counts it twice.
import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import { type SharedDraft, shareDraft } from "../src/connect/shared_draft";
import { Store } from "../src/connect/store";
import { countOf, type Draft, withCount } from "../src/tally/draft";

const pil = { method: 6, category: 1, postpartum: 1 };
const iud = { method: 1, category: 1, postpartum: 1 };
let number = 0;
let store: Store;
// What a tab said that the other one has not heard yet.
let said: Draft[];
let first: SharedDraft;
let second: SharedDraft;

beforeEach(async () => {
  number += 1;
  store = await Store.open(() => undefined, `draft-${number}`);
  // A timer of an earlier test speaks into its own.
  const own: Draft[] = [];
  said = own;
  const listener = {
    onKept: (draft: Draft) => own.push(draft),
    onFailed: (error: unknown) => {
      throw error;
    },
  };
  first = shareDraft(store, listener);
  second = shareDraft(store, listener);
  await first.load();
  await second.load();
});

function tap(tab: SharedDraft, cell = pil): void {
  tab.set(withCount(tab.draft(), cell, countOf(tab.draft(), cell) + 1));
}

async function send(tab: SharedDraft, whileStored: () => void = () => {}): Promise<Draft> {
  const sent = tab.draft();
  const next = tab.next(sent);
  const storing = store.make("hp-1", [], 0, { sent: sent.id, next });
  whileStored();
  await storing;
  tab.wasSent(sent, next);
  return next;
}

const kept = (count: number) => vi.waitFor(() => expect(said).toHaveLength(count));

test("a tap in one tab stands in the other one, and counts once", async () => {
  tap(first);
  await kept(1);
  second.hear(said[0] as Draft);
  await vi.waitFor(() => expect(second.draft()).toEqual(first.draft()));
  tap(second);
  await kept(2);
  first.hear(said[1] as Draft);
  await vi.waitFor(() => expect(countOf(first.draft(), pil)).toBe(2));
});

test("a word on a draft that was sent since is not heard", async () => {
  tap(first);
  await kept(1);
  const next = await send(first);
  second.hear(next);
  await vi.waitFor(() => expect(second.draft().id).toBe(next.id));
  tap(second);
  second.hear(said[0] as Draft);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(second.draft()).toEqual(withCount(next, pil, 1));
  await kept(2);
  expect(said[1]).toEqual(second.draft());
});

test("what is tapped before it is heard that the draft was sent stands in the next one", async () => {
  tap(first);
  const next = await send(first);
  tap(second, iud);
  second.hear(next);
  await vi.waitFor(() => expect(second.draft().id).toBe(next.id));
  expect([countOf(second.draft(), pil), countOf(second.draft(), iud)]).toEqual([0, 1]);
  await vi.waitFor(async () => expect(await store.draft(next)).toEqual(second.draft()));
});

test("what is tapped while the draft is being stored stands in the next one", async () => {
  tap(first);
  await send(first, () => tap(first));
  expect(countOf(first.draft(), pil)).toBe(1);
});

test("who sends too late finds the stored draft, with what only this tab had", async () => {
  tap(first);
  await kept(1);
  second.hear(said[0] as Draft);
  await vi.waitFor(() => expect(countOf(second.draft(), pil)).toBe(1));
  const next = await send(first);
  tap(second, iud);
  await expect(send(second)).rejects.toThrow();
  await second.wasSentElsewhere(second.draft());
  expect(second.draft().id).toBe(next.id);
  expect([countOf(second.draft(), pil), countOf(second.draft(), iud)]).toEqual([0, 1]);
});
