// SPDX-License-Identifier: Apache-2.0
// The outbox machine: one connection's life, and what each answer does.
import { describe, expect, test } from "vitest";
import type { Entry } from "../src/outbox/entry";
import { unsent } from "../src/outbox/machine";
import { madeEntry, receiptOf, refusalOf, report, welcome } from "./builders";
import { many, Stage } from "./stage";

describe("a connection", () => {
  test("says hello, waits for welcome, then sends what waits in frames of 64", () => {
    const stage = new Stage().start(many(130));
    expect(stage.take()).toEqual([{ kind: "dial", server: 0 }]);
    stage.tell({ kind: "opened" });
    expect(stage.frames()).toEqual([{ kind: "hello", held: [] }]);
    stage.hear({ kind: "welcome", welcome });
    const sizes = stage.frames().map((frame) => (frame.kind === "reports" ? frame.seqs.length : 0));
    expect(sizes).toEqual([64, 64, 2]);
  });

  test("has at most 256 reports on the way", () => {
    const stage = new Stage().start(many(300)).greet();
    expect(stage.link.sent.size).toBe(256);
    stage.receipts(1, 2, 3);
    expect(stage.link.sent.size).toBe(256);
  });

  test("without a receipt for 15 s is given up, and what was on the way waits again", () => {
    const stage = new Stage().start(many(1)).greet();
    stage.take();
    stage.after(15_000);
    expect(stage.take()).toEqual([]);
    stage.after(1);
    expect(stage.take()).toEqual([{ kind: "hang_up" }]);
    expect(stage.link.sent.size).toBe(0);
    expect(unsent(stage.link.entries.values())).toBe(1);
    stage.after(60_000).greet();
    expect(stage.frames()).toContainEqual({ kind: "reports", seqs: [1] });
  });

  test("says a heartbeat after 20 s without other words, and is given up after 45 s of silence", () => {
    const stage = new Stage().start().greet();
    stage.take();
    stage.after(19_999);
    expect(stage.frames()).toEqual([]);
    stage.after(1);
    expect(stage.frames()).toEqual([{ kind: "heartbeat" }]);
    stage.after(25_001);
    expect(stage.take()).toContainEqual({ kind: "hang_up" });
  });

  test("is probed when the tab is shown again: no answer within 5 s, and it is given up", () => {
    const stage = new Stage().start().greet();
    stage.take();
    stage.tell({ kind: "hurry" });
    expect(stage.frames()).toEqual([{ kind: "heartbeat" }]);
    stage.after(5_001);
    expect(stage.take()).toContainEqual({ kind: "hang_up" });
  });

  test.each([
    [1001, "waiting"],
    [1006, "waiting"],
    [1013, "waiting"],
    [4001, "waiting"],
    [4005, "waiting"],
    [4002, "stopped"],
    [4003, "stopped"],
    [4004, "stopped"],
    [4009, "stopped"],
    [1009, "stopped"],
  ])("closed with %i is %s; a person may always try", (code, phase) => {
    const stage = new Stage().start(many(1)).greet().tell({ kind: "closed", code });
    expect(stage.link.phase.kind).toBe(phase);
    stage.take();
    stage.tell({ kind: "hurry" });
    expect(stage.take()).toContainEqual({ kind: "dial", server: 0 });
  });

  test("waits longer and longer, with jitter, and up to a minute for a full server", () => {
    const stage = new Stage();
    stage.random = 0.999;
    stage.start().greet();
    const waits: number[] = [];
    for (let at = 0; at < 9; at += 1) {
      stage.tell({ kind: "closed", code: 1013 });
      if (stage.link.phase.kind !== "waiting") throw new Error(stage.link.phase.kind);
      waits.push(stage.link.phase.untilMs - stage.ms);
      stage.tell({ kind: "hurry" });
    }
    expect(waits[0]).toBeLessThan(500);
    expect(waits[8]).toBeGreaterThan(50_000);
    expect(waits[8]).toBeLessThanOrEqual(60_000);
  });

  test("that never comes to its welcome goes to the next server that welcome named", () => {
    const stage = new Stage().start().greet({ alternatives: ["wss://lain:1"] });
    stage.tell({ kind: "closed", code: 1006 }).tell({ kind: "hurry" });
    expect(stage.take()).toContainEqual({ kind: "dial", server: 0 });
    stage.tell({ kind: "closed", code: 1006 }).tell({ kind: "hurry" });
    expect(stage.take()).toContainEqual({ kind: "dial", server: 1 });
  });
});

describe("an answer", () => {
  test("with a receipt makes it received, and keeps the receipt", () => {
    const stage = new Stage().start(many(2)).greet();
    stage.take();
    stage.receipts(2);
    expect(stage.entry(2)).toMatchObject({ state: "received", receipt: { revision: 2n } });
    expect(stage.take()).toContainEqual({ kind: "store", entries: [stage.entry(2)] });
    expect(unsent(stage.link.entries.values())).toBe(1);
  });

  test("final: refused with its reason, and what is behind it goes on", () => {
    const stage = new Stage().start(many(300)).greet();
    stage.rejects(refusalOf(1)).receipts(2);
    expect(stage.entry(1)).toMatchObject({ state: "refused", refusal: { code: 6, field: "site" } });
    expect(stage.link.sent.has(258)).toBe(true);
  });

  test("retry later: kept, and sent again after its time, with nothing held up meanwhile", () => {
    const stage = new Stage().start(many(2)).greet();
    stage.rejects(refusalOf(1, { code: 28, advice: 2, retryAfterMs: 3_000 })).receipts(2);
    stage.take();
    stage.after(2_999);
    expect(stage.frames()).toEqual([]);
    stage.after(1);
    expect(stage.frames()).toContainEqual({ kind: "reports", seqs: [1] });
    expect(stage.entry(1).state).toBe("waiting");
  });

  test("confirm: waits for a person, then the same seq goes again", () => {
    const stage = new Stage().start(many(1)).greet();
    stage.rejects(refusalOf(1, { code: 12, advice: 4 }));
    expect(stage.entry(1).state).toBe("asking");
    expect(unsent(stage.link.entries.values())).toBe(1);
    stage.take();
    const confirmed: Entry = {
      ...stage.entry(1),
      confirmed: true,
      state: "waiting",
      refusal: null,
    };
    stage.tell({ kind: "stored", entries: [confirmed] });
    expect(stage.frames()).toEqual([{ kind: "reports", seqs: [1] }]);
  });

  test("a correction waits for its target's receipt, and falls with a refused target", () => {
    const content = report({ correction: { seq: 1, kind: 1, reason: 1 } });
    const stage = new Stage().start([madeEntry(1), madeEntry(2, { content })]).greet();
    expect(stage.frames()).toContainEqual({ kind: "reports", seqs: [1] });
    stage.rejects(refusalOf(1));
    expect(stage.frames()).toEqual([{ kind: "reports", seqs: [2] }]);
    stage.rejects(refusalOf(2, { code: 24, advice: 3 }));
    expect(stage.entry(2).state).toBe("refused");
  });

  test("a correction whose target the ledger lacks: reconciled on a new connection, then again", () => {
    const content = report({ correction: { seq: 1, kind: 1, reason: 1 } });
    const first = madeEntry(1, { state: "received", receipt: receiptOf(1) });
    const stage = new Stage().start([first, madeEntry(2, { content })]).greet();
    stage.take();
    stage.rejects(refusalOf(2, { code: 24, advice: 3 }));
    expect(stage.take()).toContainEqual({ kind: "hang_up" });
    stage.after(60_000);
    stage.tell({ kind: "opened" });
    expect(stage.frames()).toEqual([{ kind: "hello", held: [{ first: 1, last: 1 }] }]);
    stage.hear({ kind: "welcome", welcome: { ...welcome, lacking: [{ first: 1, last: 1 }] } });
    expect(stage.frames()).toContainEqual({ kind: "reports", seqs: [1] });
    stage.receipts(1);
    expect(stage.frames()).toContainEqual({ kind: "reports", seqs: [2] });
  });

  test("a refused proof: the report goes once more without it", () => {
    const entry = madeEntry(1, { receipt: receiptOf(1) });
    const stage = new Stage().start([entry]).greet();
    stage.take();
    stage.rejects(refusalOf(1, { code: 31 }));
    expect(stage.entry(1)).toMatchObject({ state: "waiting", proofRefused: true });
    expect(stage.frames()).toContainEqual({ kind: "reports", seqs: [1] });
    stage.rejects(refusalOf(1, { code: 31 }));
    expect(stage.entry(1).state).toBe("refused");
  });

  test("revoked: stopped, and what waits is kept for the telephone", () => {
    const stage = new Stage().start(many(1)).greet();
    stage.rejects(refusalOf(1, { code: 32 }));
    expect(stage.link.phase).toEqual({ kind: "stopped", reason: "revoked" });
    expect(stage.entry(1).state).toBe("waiting");
    expect(unsent(stage.link.entries.values())).toBe(1);
  });

  test("another epoch: what is held is reconciled anew", () => {
    const stage = new Stage().start(many(1)).greet();
    stage.take();
    const answers = { epoch: 2n, receipts: [receiptOf(1, 2n)], rejections: [] };
    stage.hear({ kind: "receipts", answers });
    expect(stage.entry(1).state).toBe("received");
    expect(stage.take()).toContainEqual({ kind: "hang_up" });
  });

  test("a server that does not know a frame is not asked for days again on this connection", () => {
    const stage = new Stage().start().greet();
    stage.tell({ kind: "watch", days: [{ site: "PMB-1", serviceDate: 20200629 }] }).after(1);
    expect(stage.frames()).toContainEqual(expect.objectContaining({ kind: "ask" }));
    stage
      .rejects(refusalOf(0, { code: 1 }))
      .tell({ kind: "hurry" })
      .after(1_000);
    expect(stage.frames().map(({ kind }) => kind)).not.toContain("ask");
  });
});

test("before the event is open nothing new is sent, and a minute later it is asked again", () => {
  const stage = new Stage().start(many(1)).greet({ status: 1 });
  expect(stage.frames().map(({ kind }) => kind)).toEqual(["hello"]);
  for (let at = 0; at < 6; at += 1) stage.after(10_000).hear({ kind: "heartbeat" });
  expect(stage.take()).toContainEqual({ kind: "hang_up" });
  stage.after(1).greet();
  expect(stage.frames()).toContainEqual({ kind: "reports", seqs: [1] });
});

describe("days of the site", () => {
  const days = [{ site: "PMB-1", serviceDate: 20200629 }];

  test("are asked for 300 ms after receipts have settled, and again while the totals lag", () => {
    const stage = new Stage().start(many(1)).greet();
    stage.tell({ kind: "watch", days }).receipts(1);
    stage.take();
    stage.after(299);
    expect(stage.frames()).toEqual([]);
    stage.after(1);
    expect(stage.frames()).toEqual([{ kind: "ask", days }]);
    const pending = {
      ...days[0],
      pending: true,
      acceptors: 0,
      counts: [],
      revision: 0n,
      asOfMs: 0,
      closed: false,
      closedTotal: 0,
      closedAtMs: 0,
      site: "PMB-1",
      serviceDate: 20200629,
    };
    stage.hear({ kind: "site_days", days: [pending] });
    expect(stage.link.days.size).toBe(0);
    stage.after(1_000);
    expect(stage.frames()).toEqual([{ kind: "ask", days }]);
    stage.hear({ kind: "site_days", days: [{ ...pending, pending: false, acceptors: 14 }] });
    expect(stage.link.days.get("PMB-1/20200629")?.acceptors).toBe(14);
  });
});
