// SPDX-License-Identifier: Apache-2.0
// The terminal's memory over a real IndexedDB interface: numbers are given once, a draft is sent
// once, and a store that is full keeps nothing half.
import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import { DraftSentElsewhere, Store } from "../src/connect/store";
import { emptyDraft } from "../src/tally/draft";
import { report } from "./builders";

const made = (count: number) =>
  Array.from({ length: count }, () => ({ content: report(), confirmed: false }));
let number = 0;
let store: Store;

beforeEach(async () => {
  number += 1;
  store = await Store.open(() => undefined, `db-${number}`);
});

test("two tabs that store at once never get the same number", async () => {
  const other = await Store.open(() => undefined, `db-${number}`);
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, at) => (at % 2 ? store : other).make("hp-1", made(3), 0, null)),
  );
  const seqs = all.flat().map(({ seq }) => seq);
  expect(new Set(seqs).size).toBe(60);
  expect(Math.max(...seqs)).toBe(60);
  expect(await store.entries("hp-1")).toHaveLength(60);
});

test("numbers are each terminal's own and go on after a restart", async () => {
  await store.make("hp-1", made(2), 0, null);
  await store.make("hp-2", made(1), 0, null);
  const again = await Store.open(() => undefined, `db-${number}`);
  const [entry] = await again.make("hp-1", made(1), 0, null);
  expect(entry?.seq).toBe(3);
  expect((await again.entries("hp-2")).map(({ seq }) => seq)).toEqual([1]);
});

test("a draft is sent once, whoever shows it", async () => {
  const draft = await store.draft(emptyDraft("one"));
  expect((await store.draft(emptyDraft("other"))).id).toBe("one");
  const sent = (next: string) =>
    store.make("hp-1", made(1), 0, { sent: draft.id, next: emptyDraft(next) });
  await sent("two");
  await expect(sent("three")).rejects.toThrow(DraftSentElsewhere);
  expect(await store.entries("hp-1")).toHaveLength(1);
  expect(await store.keepDraft(draft)).toBe(false);
  expect((await store.draft(emptyDraft("x"))).id).toBe("two");
});

test("where there is no room nothing is kept, the draft stays, the number is given later", async () => {
  const draft = await store.draft(emptyDraft("one"));
  let calls = 0;
  const add = IDBObjectStore.prototype.add;
  vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(function (
    this: IDBObjectStore,
    value,
  ) {
    calls += 1;
    if (calls === 2) throw new DOMException("full", "QuotaExceededError");
    return add.call(this, value);
  });
  const sending = { sent: draft.id, next: emptyDraft("two") };
  await expect(store.make("hp-1", made(3), 0, sending)).rejects.toMatchObject({
    name: "QuotaExceededError",
  });
  expect(await store.entries("hp-1")).toEqual([]);
  expect((await store.draft(emptyDraft("x"))).id).toBe("one");
  vi.restoreAllMocks();
  const [first] = await store.make("hp-1", made(1), 0, sending);
  expect(first?.seq).toBe(1);
});

test("a new enrolment keeps the earlier one, which may still have to send", async () => {
  const identity = { token: "t", terminal: "hp-1", event: "e", sites: ["A"] };
  await store.enrol(identity);
  await store.enrol({ ...identity, terminal: "hp-2" });
  expect((await store.value("identity"))?.terminal).toBe("hp-2");
  expect((await store.value("earlier"))?.map(({ terminal }) => terminal)).toEqual(["hp-1"]);
});

test("what a person marks does not take back a receipt that came meanwhile", async () => {
  const [one, two] = await store.make("hp-1", made(2), 0, null);
  if (!one || !two) throw new Error("two entries were made");
  const received = { ...one, state: "received" as const };
  await store.update([received]);
  const marked = [one, two].map((entry) => ({ ...entry, dictated: true }));
  expect(await store.mark(marked)).toEqual([received, marked[1]]);
  expect(await store.entries("hp-1")).toEqual([received, marked[1]]);
});
