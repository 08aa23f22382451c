// SPDX-License-Identifier: Apache-2.0
// What the terminal keeps of everything it said: one entry a seq, stored before it is sent and never
// taken away by sending. The content of a seq never changes; what a person confirms is no part of it.

export interface Correction {
  readonly seq: number;
  // CorrectionKind and CorrectionReason of the wire.
  readonly kind: number;
  readonly reason: number;
}

export interface ReportContent {
  readonly kind: "report";
  readonly site: string;
  readonly serviceDate: number;
  readonly dateChosen: boolean;
  readonly method: number;
  readonly category: number;
  readonly postpartum: number;
  readonly partner: number;
  readonly count: number;
  readonly correction: Correction | null;
}

export interface CloseContent {
  readonly kind: "close";
  readonly site: string;
  readonly serviceDate: number;
  readonly ownTotal: number;
}

export type Content = ReportContent | CloseContent;

export interface Receipt {
  readonly revision: bigint;
  readonly eventTimeMs: number;
  readonly serviceDate: number;
  readonly dateChanged: boolean;
  readonly late: boolean;
  readonly flagged: boolean;
  readonly epoch: bigint;
  // The server's seal: the proof for a resend. Empty from a server that seals nothing.
  readonly mac: Uint8Array;
}

// What the server has under a seq that was sent with other content.
export interface Recorded {
  // RecordedState of the wire.
  readonly state: number;
  // Its site is empty where the token does not name that site.
  readonly content: Content;
  readonly eventTimeMs: number;
}

export interface Refusal {
  readonly code: number;
  readonly field: string;
  readonly value: string;
  readonly textId: string;
  readonly textEn: string;
  // With a conflict; not there from an older server.
  readonly recorded?: Recorded | undefined;
}

// waiting: has no receipt, or the ledger lost what the receipt is of; is sent until answered.
// received: only with the server's receipt. refused: never with this content.
// asking: the server wants a person's confirmation first.
export type EntryState = "waiting" | "received" | "refused" | "asking";

export interface Entry {
  readonly terminal: string;
  readonly seq: number;
  readonly content: Content;
  readonly confirmed: boolean;
  // True where its line was read out: then the date of the line is kept, whatever the clocks say.
  readonly dictated: boolean;
  // The device's clock when it was made.
  readonly madeAtMs: number;
  // Entries of one press of the send button share the first one's seq.
  readonly group: number;
  readonly state: EntryState;
  readonly receipt: Receipt | null;
  // True where the server refused the receipt as proof: then it is sent as a plain report.
  readonly proofRefused: boolean;
  readonly refusal: Refusal | null;
}

export function entryKey({ terminal, seq }: Pick<Entry, "terminal" | "seq">): string {
  return `${terminal} ${seq}`;
}

// Whether what a person or another tab says of an entry stands: a receipt gives way only to the
// machine's own word that the ledger lost it, and this one may be late.
export function mayReplace(fresh: Entry, known: Entry): boolean {
  return known.state !== "received" || fresh.state === "received";
}

export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

export interface SiteDate {
  readonly site: string;
  readonly serviceDate: number;
}

export interface SiteInfo {
  readonly code: string;
  readonly place: number;
  readonly zoneOffsetMinutes: number;
  readonly name: string;
  readonly regencyName: string;
}

export interface Welcome {
  readonly event: string;
  readonly eventName: string;
  readonly kind: number;
  readonly status: number;
  readonly sites: readonly SiteInfo[];
  readonly serviceDates: readonly number[];
  readonly deadlineMs: number;
  readonly ceiling: number;
  readonly terminal: string;
  readonly developmentTokens: boolean;
  readonly alternatives: readonly string[];
  readonly epoch: bigint;
  readonly lacking: readonly SeqRange[];
  // The event clock then, the device's clock then, and how fast the event clock runs.
  readonly serverTimeMs: number;
  readonly deviceTimeMs: number;
  readonly clockSpeed: number;
  readonly skewMs: number;
}

export interface SiteDay extends SiteDate {
  readonly pending: boolean;
  readonly acceptors: number;
  readonly counts: readonly {
    readonly method: number;
    readonly category: number;
    readonly acceptors: number;
  }[];
  readonly revision: bigint;
  readonly asOfMs: number;
  readonly closed: boolean;
  readonly closedTotal: number;
  readonly closedAtMs: number;
}

export function dayKey({ site, serviceDate }: SiteDate): string {
  return `${site}/${serviceDate}`;
}
