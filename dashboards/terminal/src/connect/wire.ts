// SPDX-License-Identifier: Apache-2.0
// Frames of terminal.proto to and from the machine's own words. Numbers of fields are the proto's.
import type {
  Entry,
  Receipt,
  Recorded,
  SeqRange,
  SiteDay,
  SiteInfo,
  Welcome,
} from "../outbox/entry";
import type { Answers, InFrame, OutFrame, ReceiptOf, RejectionOf } from "../outbox/state";
import { Fields, Writer } from "./proto";

export interface Speaker {
  readonly token: string;
  readonly event: string;
  readonly terminal: string;
  readonly install?: string; // 32 hex digits
}

export type Entries = ReadonlyMap<number, Entry>;

export function frameBytes(
  frame: OutFrame,
  who: Speaker,
  entries: Entries,
  deviceTimeMs: number,
): Uint8Array {
  const out = new Writer();
  switch (frame.kind) {
    case "hello":
      return out.message(1, helloOf(who, frame.held, deviceTimeMs)).finish();
    case "reports":
      return out.message(2, reportsOf(frame.seqs, entries)).finish();
    case "heartbeat":
      return out.message(3, new Writer().number(1, deviceTimeMs)).finish();
    case "close":
      return out.message(4, closeOf(entries.get(frame.seq))).finish();
    case "ask": {
      const ask = new Writer();
      for (const { site, serviceDate } of frame.days) {
        ask.message(1, new Writer().text(1, site).number(2, serviceDate));
      }
      return out.message(5, ask).finish();
    }
    case "reconcile":
      return out.message(6, rangesInto(new Writer(), 1, frame.held)).finish();
  }
}

function rangesInto(out: Writer, field: number, ranges: readonly SeqRange[]): Writer {
  for (const { first, last } of ranges) {
    out.message(field, new Writer().number(1, first).number(2, last));
  }
  return out;
}

function helloOf(who: Speaker, held: readonly SeqRange[], deviceTimeMs: number): Writer {
  const hello = new Writer()
    .text(1, who.token)
    .text(2, who.event)
    .text(3, who.terminal)
    .text(4, `terminal ${__APP_VERSION__}`)
    .number(5, deviceTimeMs);
  rangesInto(hello, 6, held);
  return who.install ? hello.bytes(7, fromHex(who.install)) : hello;
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function reportsOf(seqs: readonly number[], entries: Entries): Writer {
  const reports = new Writer();
  for (const seq of seqs) {
    const entry = entries.get(seq);
    if (entry?.content.kind === "report") reports.message(1, reportOf(entry, entry.content));
  }
  return reports;
}

function reportOf(entry: Entry, content: Entry["content"] & { kind: "report" }): Writer {
  const report = new Writer()
    .number(1, entry.seq)
    .text(2, content.site)
    .number(3, content.serviceDate)
    .bool(4, content.dateChosen || entry.dictated)
    .number(5, content.method)
    .number(6, content.category)
    .number(7, content.postpartum)
    .number(8, content.partner)
    .number(9, content.count)
    .bool(10, entry.confirmed)
    .number(11, entry.madeAtMs);
  if (content.correction) {
    const { seq, kind, reason } = content.correction;
    report.message(12, new Writer().number(1, seq).number(2, kind).number(3, reason));
  }
  return proofInto(report, 13, entry);
}

function closeOf(entry: Entry | undefined): Writer {
  if (entry?.content.kind !== "close") throw new Error("not a closed day");
  const { site, serviceDate, ownTotal } = entry.content;
  const close = new Writer()
    .number(1, entry.seq)
    .text(2, site)
    .number(3, serviceDate)
    .number(4, ownTotal)
    .number(5, entry.madeAtMs);
  return proofInto(close, 6, entry);
}

// The receipt goes along where the ledger lacks what it is of.
function proofInto(out: Writer, field: number, { receipt, proofRefused }: Entry): Writer {
  if (receipt === null || proofRefused) return out;
  return out.message(
    field,
    new Writer()
      .fixed64(1, receipt.epoch)
      .number(2, receipt.revision)
      .number(3, receipt.eventTimeMs)
      .bool(4, receipt.late)
      .number(5, receipt.serviceDate)
      .chunk(6, receipt.mac),
  );
}

// Throws where the bytes are no ServerFrame.
export function readFrame(bytes: Uint8Array, deviceTimeMs: number): InFrame {
  const frame = new Fields(bytes);
  if (frame.has(1)) return { kind: "welcome", welcome: welcomeOf(frame.message(1), deviceTimeMs) };
  if (frame.has(2)) return { kind: "receipts", answers: answersOf(frame.messages(2)) };
  if (frame.has(3)) return { kind: "heartbeat" };
  if (frame.has(4)) return { kind: "site_days", days: frame.message(4).messages(1).map(dayOf) };
  if (frame.has(5)) return { kind: "reconciled", lacking: rangesOf(frame.message(5), 1) };
  return { kind: "other" };
}

// The answer to a POST: several frames may stand in a row, as protobuf lets messages join.
export function readAnswers(bytes: Uint8Array): Answers | null {
  const frame = new Fields(bytes);
  return frame.has(2) ? answersOf(frame.messages(2)) : null;
}

function rangesOf(fields: Fields, field: number): SeqRange[] {
  return fields.messages(field).map((range) => ({ first: range.number(1), last: range.number(2) }));
}

function welcomeOf(fields: Fields, deviceTimeMs: number): Welcome {
  return {
    event: fields.text(1),
    eventName: fields.text(13) || fields.text(1),
    kind: fields.number(2),
    status: fields.number(3),
    sites: fields.messages(4).map(siteOf),
    serviceDates: fields.numbers(14),
    deadlineMs: fields.signed(15),
    ceiling: fields.number(16),
    terminal: fields.text(12),
    developmentTokens: fields.bool(11),
    alternatives: fields.texts(8),
    epoch: fields.big(9),
    lacking: rangesOf(fields, 7),
    serverTimeMs: fields.signed(5),
    deviceTimeMs,
    clockSpeed: fields.double(17) || 1,
    skewMs: fields.signed(6),
  };
}

function siteOf(fields: Fields): SiteInfo {
  return {
    code: fields.text(1),
    place: fields.number(2),
    zoneOffsetMinutes: fields.signed(4),
    name: fields.text(5) || fields.text(1),
    regencyName: fields.text(6) || fields.text(3),
  };
}

function answersOf(parts: readonly Fields[]): Answers {
  return {
    epoch: parts.at(-1)?.big(1) ?? 0n,
    receipts: parts.flatMap((part) => part.messages(2).map(receiptOf)),
    rejections: parts.flatMap((part) => part.messages(3).map(rejectionOf)),
  };
}

function receiptOf(fields: Fields): ReceiptOf {
  const receipt: Receipt = {
    revision: fields.big(2),
    eventTimeMs: fields.signed(3),
    serviceDate: fields.number(5),
    dateChanged: fields.bool(6),
    late: fields.bool(7),
    flagged: fields.bool(8),
    epoch: fields.big(9),
    mac: fields.chunk(10),
  };
  return { seq: fields.number(1), ...receipt };
}

function rejectionOf(fields: Fields): RejectionOf {
  return {
    seq: fields.number(1),
    code: fields.number(2),
    advice: fields.number(3),
    field: fields.text(4),
    value: fields.text(5),
    textId: fields.text(6),
    textEn: fields.text(7),
    retryAfterMs: fields.number(8),
    ...(fields.has(9) ? { recorded: recordedOf(fields.message(9)) } : {}),
  };
}

// RECORDED_STATE_CLOSE.
const closeState = 5;

function recordedOf(fields: Fields): Recorded {
  const state = fields.number(1);
  const at = { site: fields.text(2), serviceDate: fields.number(3) };
  const eventTimeMs = fields.signed(9);
  if (state === closeState) {
    return { state, eventTimeMs, content: { kind: "close", ...at, ownTotal: fields.number(8) } };
  }
  const cell = {
    method: fields.number(4),
    category: fields.number(5),
    postpartum: fields.number(6),
    partner: fields.number(7),
  };
  const kind = "report" as const;
  const count = fields.number(8);
  const content = { kind, ...at, dateChosen: true, ...cell, count, correction: null };
  return { state, eventTimeMs, content };
}

function dayOf(fields: Fields): SiteDay {
  return {
    site: fields.text(1),
    serviceDate: fields.number(2),
    pending: fields.bool(3),
    acceptors: fields.signed(4),
    counts: fields.messages(5).map((row) => ({
      method: row.number(1),
      category: row.number(2),
      acceptors: row.signed(3),
    })),
    revision: fields.big(7),
    asOfMs: fields.signed(8),
    closed: fields.bool(9),
    closedTotal: fields.number(10),
    closedAtMs: fields.signed(11),
  };
}
