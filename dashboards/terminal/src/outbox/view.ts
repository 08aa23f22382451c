// SPDX-License-Identifier: Apache-2.0
// What people are told about the outbox: totals of a day, what was taken back, what is missing where.
import type { Entry, EntryState, ReportContent, SiteDate } from "./entry";

export type ShownState = EntryState | "sent";

export function shownState(entry: Entry, sent: ReadonlySet<number>): ShownState {
  return entry.state === "waiting" && sent.has(entry.seq) ? "sent" : entry.state;
}

export interface Report extends Entry {
  readonly content: ReportContent;
}

export function isReport(entry: Entry): entry is Report {
  return entry.content.kind === "report";
}

// The day that an entry counts on: the server's word once it has spoken.
export function dayOf({ content, receipt }: Entry): number {
  return receipt?.serviceDate || content.serviceDate;
}

// By seq of the target: the correction that stands, which is the first that was not refused.
export function correctionsOf(entries: Iterable<Entry>): Map<number, Report> {
  const standing = new Map<number, Report>();
  for (const entry of entries) {
    if (!isReport(entry) || entry.content.correction === null || entry.state === "refused")
      continue;
    const { seq } = entry.content.correction;
    const other = standing.get(seq);
    if (!other || entry.seq < other.seq) standing.set(seq, entry);
  }
  return standing;
}

const voids = 1;

// Acceptors that an entry adds to the total, by the terminal's own books.
export function worth(entry: Entry, corrections: ReadonlyMap<number, Report>): number {
  if (!isReport(entry) || entry.state === "refused") return 0;
  if (entry.content.correction?.kind === voids || corrections.has(entry.seq)) return 0;
  return entry.content.count;
}

export interface OwnDay {
  // All that this terminal reported for the day and did not take back.
  readonly total: number;
  // The part that has receipts, as corrected by what has receipts.
  readonly received: number;
  readonly unsent: number;
  readonly refused: number;
}

export function ownDay(entries: readonly Entry[], day: SiteDate): OwnDay {
  const all = entries.filter(
    (entry) => entry.content.site === day.site && dayOf(entry) === day.serviceDate,
  );
  const settled = entries.filter(({ state }) => state === "received");
  const corrections = correctionsOf(entries);
  const settledCorrections = correctionsOf(settled);
  let total = 0;
  let received = 0;
  let unsent = 0;
  let refused = 0;
  for (const entry of all) {
    total += worth(entry, corrections);
    if (entry.state === "received") received += worth(entry, settledCorrections);
    if (entry.state === "waiting" || entry.state === "asking") unsent += 1;
    if (entry.state === "refused") refused += 1;
  }
  return { total, received, unsent, refused };
}

// Why the own total and the server's differ, in the order in which people should look.
export type Difference =
  | { readonly kind: "same" }
  | { readonly kind: "unknown" }
  | { readonly kind: "unsent"; readonly entries: number; readonly acceptors: number }
  // The server has more than this terminal sent: another terminal of the site.
  | { readonly kind: "more"; readonly acceptors: number }
  // The server has less than this terminal holds receipts for.
  | { readonly kind: "less"; readonly acceptors: number };

export function differenceOf(own: OwnDay, server: number | null): Difference {
  if (server === null) return { kind: "unknown" };
  if (own.unsent > 0) {
    return { kind: "unsent", entries: own.unsent, acceptors: own.total - own.received };
  }
  if (server === own.received) return { kind: "same" };
  if (server > own.received) return { kind: "more", acceptors: server - own.received };
  return { kind: "less", acceptors: own.received - server };
}
