// SPDX-License-Identifier: Apache-2.0
// Entries, receipts and a Welcome for tests.
import type { Entry, ReportContent, Welcome } from "../src/outbox/entry";
import type { ReceiptOf, RejectionOf } from "../src/outbox/state";

export function madeEntry(seq: number, change: Partial<Entry> = {}): Entry {
  return {
    terminal: "hp-1",
    seq,
    content: report({ count: seq }),
    confirmed: false,
    dictated: false,
    madeAtMs: 1_593_399_600_000,
    group: seq,
    state: "waiting",
    receipt: null,
    proofRefused: false,
    refusal: null,
    ...change,
  };
}

export function report(change: Partial<ReportContent> = {}): ReportContent {
  return {
    kind: "report",
    site: "PMB-1",
    serviceDate: 20200629,
    dateChosen: false,
    method: 6,
    category: 2,
    postpartum: 1,
    partner: 1,
    count: 1,
    correction: null,
    ...change,
  };
}

export function receiptOf(seq: number, epoch = 1n, change: Partial<ReceiptOf> = {}): ReceiptOf {
  return {
    seq,
    revision: BigInt(seq),
    eventTimeMs: 1_593_399_600_000,
    serviceDate: 20200629,
    dateChanged: false,
    late: false,
    flagged: false,
    epoch,
    mac: new Uint8Array([1, 2, 3]),
    ...change,
  };
}

export function refusalOf(seq: number, change: Partial<RejectionOf> = {}): RejectionOf {
  return {
    seq,
    code: 6,
    advice: 1,
    field: "site",
    value: "PMB-9",
    textId: "Terminal ini tidak terdaftar untuk titik layanan itu.",
    textEn: "This terminal is not enrolled for that site.",
    retryAfterMs: 0,
    ...change,
  };
}

export const welcome: Welcome = {
  event: "uji-2020",
  eventName: "Uji",
  kind: 1,
  status: 2,
  sites: [
    {
      code: "PMB-1",
      place: 2,
      zoneOffsetMinutes: 420,
      name: "PMB Melati",
      regencyName: "Kota Jambi",
    },
  ],
  serviceDates: [20200629, 20200630],
  deadlineMs: 1_593_442_800_000,
  ceiling: 500,
  terminal: "hp-1",
  developmentTokens: false,
  alternatives: [],
  epoch: 1n,
  lacking: [],
  serverTimeMs: 1_593_399_600_000,
  deviceTimeMs: 1_593_399_600_000,
  clockSpeed: 1,
  skewMs: 0,
};
