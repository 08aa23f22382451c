// SPDX-License-Identifier: Apache-2.0
// The hand-written frames against the generated code: the same bytes up, the same values down, the
// golden files included.
import { readFileSync } from "node:fs";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ServerFrameSchema, TerminalFrameSchema } from "@sejuta/shared/gen/sejuta/v1/terminal_pb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fields } from "../src/connect/proto";
import { frameBytes, readAnswers, readFrame } from "../src/connect/wire";
import type { Entry } from "../src/outbox/entry";
import { madeEntry, receiptOf, report } from "./builders";

const golden = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../proto/golden/${name}`, import.meta.url)));
const who = { token: "dev:terminal-1:PMB-1", event: "harganas-2020", terminal: "terminal-1" };
const now = 1_593_399_600_000;

describe("up", () => {
  test("reports are the golden bytes", () => {
    const [first, second] = [
      report({ partner: 4, count: 3 }),
      report({
        dateChosen: true,
        method: 10,
        category: 1,
        postpartum: 2,
        correction: { seq: 1, kind: 2, reason: 3 },
      }),
    ];
    const entries = new Map([
      [1, madeEntry(1, { content: first })],
      [2, madeEntry(2, { content: second, confirmed: true, madeAtMs: now + 1_000 })],
    ]);
    const bytes = frameBytes({ kind: "reports", seqs: [1, 2] }, who, entries, now);
    expect(bytes).toEqual(golden("terminal_reports.binpb"));
  });

  test("hello says who, which app, when and what is held", () => {
    const held = [
      { first: 1, last: 3 },
      { first: 7, last: 7 },
    ];
    const bytes = frameBytes({ kind: "hello", held }, who, new Map(), now);
    const { body } = fromBinary(TerminalFrameSchema, bytes);
    expect(body).toMatchObject({
      case: "hello",
      value: { ...who, deviceTimeMs: BigInt(now), held, appVersion: "terminal test" },
    });
  });

  test("hello says which install it is, where the terminal knows", () => {
    const install = "00ff102030405060708090a0b0c0d0e0";
    const bytes = frameBytes({ kind: "hello", held: [] }, { ...who, install }, new Map(), now);
    const { body } = fromBinary(TerminalFrameSchema, bytes);
    const said = body.case === "hello" ? [...body.value.install] : [];
    expect(said.length).toBe(16);
    expect(said.slice(0, 3)).toEqual([0, 255, 16]);
  });

  test("one report takes less than 200 bytes on the wire, proof and correction included", () => {
    const content = report({
      site: "S1571-PUSKESMAS-0123456789-ABCDEF",
      count: 10_000,
      correction: { seq: 2_147_483_647, kind: 2, reason: 4 },
    });
    const receipt = receiptOf(1, 2n ** 64n - 1n, { mac: new Uint8Array(16).fill(7) });
    const entry = madeEntry(2_147_483_646, { content, receipt, confirmed: true });
    const entries = new Map([[entry.seq, entry]]);
    const bytes = frameBytes({ kind: "reports", seqs: [entry.seq] }, who, entries, now);
    expect(bytes.length).toBeLessThan(200);
    const plain = frameBytes(
      { kind: "reports", seqs: [1] },
      who,
      new Map([[1, madeEntry(1)]]),
      now,
    );
    expect(plain.length).toBeLessThan(50);
  });

  const site = fc.stringMatching(/^[A-Z0-9-]{1,32}$/);
  const uint = fc.integer({ min: 0, max: 2_147_483_647 });
  const ms = fc.integer({ min: -1_000, max: 4_102_444_800_000 });
  const big = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const proof = fc.option(
    fc.record({
      epoch: big,
      revision: big,
      eventTimeMs: ms,
      late: fc.boolean(),
      mac: fc.uint8Array({ maxLength: 16 }),
    }),
  );

  test("any report and any closed day are what the generated code writes", () => {
    fc.assert(
      fc.property(
        site,
        uint,
        uint,
        ms,
        proof,
        fc.boolean(),
        (code, seq, count, time, proved, isClose) => {
          const receipt = proved && { ...receiptOf(seq), ...proved };
          const content: Entry["content"] = isClose
            ? { kind: "close", site: code, serviceDate: 20200629, ownTotal: count }
            : report({ site: code, count });
          const entry = madeEntry(seq, { content, madeAtMs: time, receipt });
          const bytes = frameBytes(
            isClose ? { kind: "close", seq } : { kind: "reports", seqs: [seq] },
            who,
            new Map([[seq, entry]]),
            now,
          );
          const sent = { seq, site: code, serviceDate: 20200629, deviceTimeMs: BigInt(time) };
          const given = proved
            ? {
                proof: {
                  ...proved,
                  eventTimeMs: BigInt(proved.eventTimeMs),
                  serviceDate: 20200629,
                  mac: proved.mac.slice(),
                },
              }
            : {};
          const cell = { method: 6, category: 2, postpartum: 1, partner: 1, count };
          const expected = create(TerminalFrameSchema, {
            body: isClose
              ? { case: "closeDay", value: { ...sent, ownTotal: count, ...given } }
              : { case: "reports", value: { reports: [{ ...sent, ...cell, ...given }] } },
          });
          expect(bytes).toEqual(toBinary(TerminalFrameSchema, expected));
        },
      ),
    );
  });

  test("asks and pages too", () => {
    const days = [{ site: "PMB-1", serviceDate: 20200629 }];
    const held = [{ first: 1, last: 4_096 }];
    const read = (bytes: Uint8Array) => fromBinary(TerminalFrameSchema, bytes).body;
    expect(read(frameBytes({ kind: "ask", days }, who, new Map(), now))).toMatchObject({
      case: "askSiteDays",
      value: { days },
    });
    expect(read(frameBytes({ kind: "reconcile", held }, who, new Map(), now))).toMatchObject({
      case: "reconcile",
      value: { held },
    });
    expect(frameBytes({ kind: "heartbeat" }, who, new Map(), now)).toEqual(
      toBinary(
        TerminalFrameSchema,
        create(TerminalFrameSchema, {
          body: { case: "heartbeat", value: { timeMs: BigInt(now) } },
        }),
      ),
    );
  });
});

describe("down", () => {
  test("the golden welcome", () => {
    const frame = readFrame(golden("server_welcome.binpb"), now);
    expect(frame).toMatchObject({
      kind: "welcome",
      welcome: {
        event: "harganas-2020",
        kind: 2,
        status: 2,
        terminal: "terminal-1",
        skewMs: -1_500,
        lacking: [{ first: 2, last: 3 }],
        alternatives: ["wss://lain.example:443"],
        epoch: 11452086091563203489n,
        developmentTokens: true,
      },
    });
  });

  test("the golden receipts and rejections", () => {
    const frame = readFrame(golden("server_receipts.binpb"), now);
    if (frame.kind !== "receipts") throw new Error(frame.kind);
    expect(frame.answers.receipts).toMatchObject([
      { seq: 1, revision: 4712n, eventTimeMs: 1_593_399_600_123, serviceDate: 20200629 },
      { seq: 2, revision: 4000n, dateChanged: true, late: true, flagged: true, epoch: 99n },
    ]);
    expect(frame.answers.rejections).toMatchObject([
      { seq: 3, code: 12, advice: 4, field: "count", value: "501", retryAfterMs: 2_000 },
    ]);
    expect(readAnswers(golden("server_receipts.binpb"))).toEqual(frame.answers);
  });

  test("the golden conflict tells what is recorded", () => {
    const frame = readFrame(golden("server_conflict.binpb"), now);
    if (frame.kind !== "receipts") throw new Error(frame.kind);
    const serviceDate = 20200629;
    expect(frame.answers.rejections.map(({ recorded }) => recorded)).toEqual([
      {
        state: 1,
        eventTimeMs: 1_593_399_600_123,
        content: {
          kind: "report",
          site: "S1571-PMB-003",
          serviceDate,
          dateChosen: true,
          method: 6,
          category: 2,
          postpartum: 1,
          partner: 1,
          count: 3,
          correction: null,
        },
      },
      {
        state: 5,
        eventTimeMs: 1_593_399_600_456,
        content: { kind: "close", site: "", serviceDate, ownTotal: 14 },
      },
    ]);
  });

  test("a welcome and a site's day with everything set", () => {
    const welcome = {
      event: "e-1",
      eventName: "Pekan KB · Jambi",
      serviceDates: [20200629, 20200630],
      deadlineMs: 5n,
      ceiling: 500,
      clockSpeed: 0.5,
      sites: [{ code: "A", name: "PMB Melati", regencyName: "Kota Jambi", zoneOffsetMinutes: 540 }],
    };
    const bytes = toBinary(
      ServerFrameSchema,
      create(ServerFrameSchema, { body: { case: "welcome", value: welcome } }),
    );
    expect(readFrame(bytes, now)).toMatchObject({
      welcome: { ...welcome, deadlineMs: 5, deviceTimeMs: now },
    });
    const day = {
      site: "A",
      serviceDate: 20200629,
      acceptors: -3n,
      closed: true,
      closedTotal: 14,
      revision: 9n,
      asOfMs: 7n,
      closedAtMs: 8n,
      counts: [{ method: 1, category: 2, acceptors: 3n }],
    };
    const days = toBinary(
      ServerFrameSchema,
      create(ServerFrameSchema, { body: { case: "siteDays", value: { days: [day] } } }),
    );
    expect(readFrame(days, now)).toMatchObject({
      kind: "site_days",
      days: [{ ...day, acceptors: -3, asOfMs: 7, closedAtMs: 8, counts: [{ acceptors: 3 }] }],
    });
  });

  test("a frame of a newer server is no fault; bytes that are no frame are one", () => {
    expect(readFrame(new Uint8Array([0xfa, 0x01, 0x00]), now)).toEqual({ kind: "other" });
    for (const bytes of [[0x0a], [0x0a, 0x05, 0x01], [0x08, 0x01], [0x00], Array(11).fill(0xff)]) {
      expect(() => readFrame(Uint8Array.from(bytes), now)).toThrow();
    }
  });

  test("bytes of any kind are a message or an error, and never hang", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          new Fields(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
