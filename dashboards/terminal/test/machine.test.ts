// SPDX-License-Identifier: Apache-2.0
// The outbox machine: one connection's life, what each advice does, the pages of reconciliation,
// the fallback, and what a person is told.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Entry } from "../src/outbox/entry";
import { initial, step, unsent } from "../src/outbox/machine";
import { pagesOf, rangesOf } from "../src/outbox/pages";
import type { Command, InFrame, Input, Link, OutFrame } from "../src/outbox/state";
import { differenceOf, ownDay } from "../src/outbox/view";
import { madeEntry, receiptOf, refusalOf, report, welcome } from "./builders";

// A machine with a clock that the test holds.
class Stage {
  link: Link = initial("hp-1");
  said: Command[] = [];
  ms = 1_000;
  random = 0;

  tell(input: Input): this {
    const { state, commands } = step(this.link, input, { ms: this.ms, random: this.random });
    this.link = state;
    this.said.push(...commands);
    return this;
  }
  hear(frame: InFrame): this {
    return this.tell({ kind: "frame", frame });
  }
  after(ms: number): this {
    this.ms += ms;
    return this.tell({ kind: "tick" });
  }
  start(entries: readonly Entry[] = []): this {
    return this.tell({ kind: "start", entries });
  }
  greet(change: Partial<typeof welcome> = {}): this {
    return this.tell({ kind: "opened" }).hear({
      kind: "welcome",
      welcome: { ...welcome, ...change },
    });
  }
  // What was said since the last call.
  take(): Command[] {
    return this.said.splice(0);
  }
  frames(): OutFrame[] {
    return this.take().flatMap((command) => (command.kind === "send" ? [command.frame] : []));
  }
  receipts(...seqs: number[]): this {
    const receipts = seqs.map((seq) => receiptOf(seq));
    return this.hear({ kind: "receipts", answers: { epoch: 1n, receipts, rejections: [] } });
  }
  rejects(...rejections: ReturnType<typeof refusalOf>[]): this {
    return this.hear({ kind: "receipts", answers: { epoch: 1n, receipts: [], rejections } });
  }
  entry(seq: number): Entry {
    const entry = this.link.entries.get(seq);
    if (!entry) throw new Error(`no ${seq}`);
    return entry;
  }
}

const many = (count: number, change: Partial<Entry> = {}) =>
  Array.from({ length: count }, (_, at) => madeEntry(at + 1, change));

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

describe("where WebSockets are blocked", () => {
  const blocked = (): Stage => {
    const stage = new Stage().start(many(70));
    for (let at = 0; at < 2; at += 1) stage.tell({ kind: "closed", code: 1006 }).after(20_000);
    return stage;
  };

  test("reports go by POST, 64 at a time, until none waits; then the socket is tried again", () => {
    const stage = blocked();
    const seqs = Array.from({ length: 64 }, (_, at) => at + 1);
    expect(stage.take()).toContainEqual({ kind: "post", seqs });
    const answered = (list: number[]): void => {
      const receipts = list.map((seq) => receiptOf(seq));
      stage.tell({ kind: "posted", status: 200, answers: { epoch: 1n, receipts, rejections: [] } });
    };
    answered(seqs);
    stage.after(0);
    expect(stage.take()).toContainEqual({ kind: "post", seqs: [65, 66, 67, 68, 69, 70] });
    answered([65, 66, 67, 68, 69, 70]);
    expect(unsent(stage.link.entries.values())).toBe(0);
    stage.take();
    stage.after(10_000);
    expect(stage.take()).toContainEqual({ kind: "dial", server: 0 });
  });

  test("a POST without answer loses nothing; a refused token stops", () => {
    const stage = blocked().tell({ kind: "posted", status: 0, answers: null });
    expect(stage.link.phase.kind).toBe("waiting");
    expect(unsent(stage.link.entries.values())).toBe(70);
    const other = blocked().tell({ kind: "posted", status: 401, answers: null });
    expect(other.link.phase).toEqual({ kind: "stopped", reason: "token_refused" });
  });
});

describe("reconciliation", () => {
  const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 20_000 }), { maxLength: 3_000 });

  test("its pages ascend, keep the limits, and hold every seq exactly once", () => {
    fc.assert(
      fc.property(
        seqs,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 50 }),
        (held, ranges, size) => {
          const sorted = [...held].sort((a, b) => a - b);
          const pages = pagesOf(rangesOf(sorted), ranges, size);
          const all: number[] = [];
          for (const page of pages) {
            let room = 0;
            for (const { first, last } of page) {
              for (let seq = first; seq <= last; seq += 1) all.push(seq);
              room += last - first + 1;
            }
            expect(page.length).toBeLessThanOrEqual(ranges);
            expect(room).toBeLessThanOrEqual(size);
          }
          expect(all).toEqual(sorted);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("pages go one at a time; what the ledger lacks goes again with its receipt", () => {
    const entries = many(5_000, { state: "received" }).map((entry) => ({
      ...entry,
      receipt: receiptOf(entry.seq),
    }));
    const stage = new Stage().start(entries).tell({ kind: "opened" });
    expect(stage.frames()).toEqual([{ kind: "hello", held: [{ first: 1, last: 4_096 }] }]);
    stage.hear({ kind: "welcome", welcome: { ...welcome, lacking: [{ first: 7, last: 8 }] } });
    expect(stage.frames()).toEqual([
      { kind: "reconcile", held: [{ first: 4_097, last: 5_000 }] },
      { kind: "reports", seqs: [7, 8] },
    ]);
    expect(unsent(stage.link.entries.values())).toBe(2);
    stage.hear({ kind: "reconciled", lacking: [{ first: 5_000, last: 5_000 }] });
    expect(stage.frames()).toEqual([{ kind: "reports", seqs: [5_000] }]);
    expect(stage.entry(7).receipt?.mac.length).toBe(3);
    stage.receipts(7, 8, 5_000);
    expect(unsent(stage.link.entries.values())).toBe(0);
  });
});

describe("the own total of a day", () => {
  const day = { site: "PMB-1", serviceDate: 20200629 };
  const received = { state: "received" as const };

  test("counts what was not refused or taken back; a replacement counts instead", () => {
    const entries = [
      madeEntry(1, { ...received, receipt: receiptOf(1) }),
      madeEntry(2),
      madeEntry(4, { state: "refused" }),
      madeEntry(8, { content: report({ count: 5, correction: { seq: 2, kind: 2, reason: 1 } }) }),
      madeEntry(16, { content: report({ count: 1, correction: { seq: 1, kind: 1, reason: 1 } }) }),
      madeEntry(32, { content: report({ site: "PMB-2" }) }),
    ];
    expect(ownDay(entries, day)).toEqual({ total: 5, received: 1, unsent: 3, refused: 1 });
  });

  test("a refused correction takes nothing back", () => {
    const content = report({ count: 1, correction: { seq: 1, kind: 1, reason: 1 } });
    const entries = [
      madeEntry(1, { ...received, receipt: receiptOf(1) }),
      madeEntry(2, { content, state: "refused" }),
    ];
    expect(ownDay(entries, day)).toMatchObject({ total: 1, received: 1 });
  });

  test("belongs to the day that the server counted it on", () => {
    const moved = madeEntry(3, {
      ...received,
      receipt: receiptOf(3, 1n, { serviceDate: 20200630 }),
    });
    expect(ownDay([moved], day).total).toBe(0);
    expect(ownDay([moved], { ...day, serviceDate: 20200630 }).total).toBe(3);
  });

  test.each([
    [{ total: 14, received: 14, unsent: 0, refused: 0 }, 14, "same"],
    [{ total: 14, received: 14, unsent: 0, refused: 0 }, null, "unknown"],
    [{ total: 14, received: 10, unsent: 2, refused: 0 }, 10, "unsent"],
    [{ total: 14, received: 14, unsent: 0, refused: 0 }, 20, "more"],
    [{ total: 14, received: 14, unsent: 0, refused: 0 }, 9, "less"],
  ])("%o beside the server's %s is told as %s", (own, server, kind) => {
    expect(differenceOf(own, server).kind).toBe(kind);
  });
});
