// SPDX-License-Identifier: Apache-2.0
// The outbox machine where WebSockets are blocked, the pages of reconciliation, and what a person is
// told of a day.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unsent } from "../src/outbox/machine";
import { pagesOf, rangesOf } from "../src/outbox/pages";
import { differenceOf, ownDay } from "../src/outbox/view";
import { madeEntry, receiptOf, report, welcome } from "./builders";
import { many, Stage } from "./stage";

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
