// SPDX-License-Identifier: Apache-2.0
// The types of the outbox machine and its numbers.
import type { Entry, Receipt, Refusal, SeqRange, SiteDate, SiteDay, Welcome } from "./entry";

export const dialDeadlineMs = 10_000;
export const postDeadlineMs = 20_000;
export const receiptDeadlineMs = 15_000;
export const heartbeatIntervalMs = 20_000;
export const silenceMs = 45_000;
export const probeDeadlineMs = 5_000;
export const askDebounceMs = 300;
export const pendingDayMs = 1_000;
export const draftRecheckMs = 60_000;
export const reportsPerFrameMax = 64;
export const inFlightMax = 256;
// So many dials without a Welcome, and the next try is a POST.
export const postAfterFailures = 2;

export type StopReason = "token_refused" | "event_unknown" | "app_refused" | "revoked";

export type Phase =
  | { readonly kind: "waiting"; readonly untilMs: number }
  | { readonly kind: "dialling"; readonly sinceMs: number }
  // Hello was sent, Welcome has not come: nothing else is said.
  | { readonly kind: "greeting"; readonly sinceMs: number }
  | { readonly kind: "live"; readonly heardMs: number; readonly saidMs: number }
  | { readonly kind: "posting"; readonly sinceMs: number; readonly seqs: readonly number[] }
  // A try by itself cannot mend it; a person, the next start or an update may.
  | { readonly kind: "stopped"; readonly reason: StopReason };

export interface Link {
  readonly terminal: string;
  readonly phase: Phase;
  // Tries since the last Welcome; and dials among them, which lead to a POST.
  readonly attempt: number;
  readonly failures: number;
  readonly posted: boolean;
  // Whose turn it is: 0 is the own server, then Welcome.alternatives.
  readonly server: number;
  readonly entries: ReadonlyMap<number, Entry>;
  // In flight on this connection: seq → when it was sent.
  readonly sent: ReadonlyMap<number, number>;
  // Told to wait: seq → until when; and how often.
  readonly notBefore: ReadonlyMap<number, number>;
  readonly tries: ReadonlyMap<number, number>;
  // Pages of held seqs that this connection has not asked about, and whether one is out.
  readonly pages: readonly (readonly SeqRange[])[];
  readonly pageOut: boolean;
  readonly welcome: Welcome | null;
  readonly epoch: bigint | null;
  readonly days: ReadonlyMap<string, SiteDay>;
  readonly watched: readonly SiteDate[];
  readonly askAtMs: number | null;
  // False on a connection whose server does not know AskSiteDays.
  readonly mayAsk: boolean;
  readonly probeMs: number | null;
  readonly recheckAtMs: number | null;
}

export interface ReceiptOf extends Receipt {
  readonly seq: number;
}

// Advice of the wire.
export const advice = { final: 1, retryLater: 2, retryAfterReconcile: 3, confirm: 4 } as const;
// The codes that the machine itself acts on (RejectionCode).
export const codes = {
  conflict: 20,
  eventNotOpen: 21,
  targetMissing: 24,
  proofRefused: 31,
  revoked: 32,
} as const;
// Numbers of EventStatus.
export const status = { draft: 1, open: 2, late: 3, closed: 4, final: 7 } as const;

export interface RejectionOf extends Refusal {
  // 0 where the frame as a whole was refused.
  readonly seq: number;
  readonly advice: number;
  readonly retryAfterMs: number;
}

export interface Answers {
  readonly epoch: bigint;
  readonly receipts: readonly ReceiptOf[];
  readonly rejections: readonly RejectionOf[];
}

// What the server says.
export type InFrame =
  | { readonly kind: "welcome"; readonly welcome: Welcome }
  | { readonly kind: "receipts"; readonly answers: Answers }
  | { readonly kind: "heartbeat" }
  | { readonly kind: "site_days"; readonly days: readonly SiteDay[] }
  | { readonly kind: "reconciled"; readonly lacking: readonly SeqRange[] }
  // A kind of frame that a newer server knows.
  | { readonly kind: "other" };

// What the terminal says.
export type OutFrame =
  | { readonly kind: "hello"; readonly held: readonly SeqRange[] }
  | { readonly kind: "reports"; readonly seqs: readonly number[] }
  | { readonly kind: "close"; readonly seq: number }
  | { readonly kind: "ask"; readonly days: readonly SiteDate[] }
  | { readonly kind: "reconcile"; readonly held: readonly SeqRange[] }
  | { readonly kind: "heartbeat" };

export type Input =
  // All entries of this terminal as the store has them.
  | { readonly kind: "start"; readonly entries: readonly Entry[] }
  // Entries that were just stored: made, or confirmed by a person.
  | { readonly kind: "stored"; readonly entries: readonly Entry[] }
  // The site days that a screen shows.
  | { readonly kind: "watch"; readonly days: readonly SiteDate[] }
  | { readonly kind: "opened" }
  | { readonly kind: "frame"; readonly frame: InFrame }
  // Bytes that are no ServerFrame.
  | { readonly kind: "garbage" }
  // The socket ended; 1006 where it broke or never opened.
  | { readonly kind: "closed"; readonly code: number }
  // A POST ended; status 0 where no answer came.
  | { readonly kind: "posted"; readonly status: number; readonly answers: Answers | null }
  | { readonly kind: "hurry" }
  | { readonly kind: "tick" };

export type Command =
  | { readonly kind: "dial"; readonly server: number }
  // Drop the socket; no "closed" follows.
  | { readonly kind: "hang_up" }
  | { readonly kind: "send"; readonly frame: OutFrame }
  | { readonly kind: "post"; readonly seqs: readonly number[] }
  // Keep these entries as they are now.
  | { readonly kind: "store"; readonly entries: readonly Entry[] };

export interface Step {
  readonly state: Link;
  readonly commands: readonly Command[];
}

export interface Now {
  // Milliseconds of a clock that does not jump.
  readonly ms: number;
  // In [0, 1).
  readonly random: number;
}

export function withEntries(state: Link, entries: readonly Entry[]): Link {
  if (entries.length === 0) return state;
  const all = new Map(state.entries);
  for (const entry of entries) all.set(entry.seq, entry);
  return { ...state, entries: all };
}

export function without<V>(map: ReadonlyMap<number, V>, keys: Iterable<number>): Map<number, V> {
  const rest = new Map(map);
  for (const key of keys) rest.delete(key);
  return rest;
}
