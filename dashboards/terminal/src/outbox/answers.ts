// SPDX-License-Identifier: Apache-2.0
// Receipts and rejections, entry by entry. A receipt is kept with the entry; a refusal never stops
// what is behind it.
import { backoffMs } from "@sejuta/shared/src/backoff";
import type { Entry, Receipt, SeqRange } from "./entry";
import { isWithin } from "./pages";
import {
  type Answers,
  advice,
  codes,
  type Link,
  type Now,
  type ReceiptOf,
  type RejectionOf,
  type Step,
  withEntries,
  without,
} from "./state";

export function answersTaken(before: Link, answers: Answers, now: Now): Step {
  let state = before;
  const changed: Entry[] = [];
  for (const receipt of answers.receipts) {
    const entry = state.entries.get(receipt.seq);
    if (entry) changed.push(received(entry, receipt));
  }
  for (const rejection of answers.rejections) {
    const entry = state.entries.get(rejection.seq);
    // A revoked terminal's report is not refused: another terminal, or a desk, may still enter it.
    if (!entry || entry.state !== "waiting" || rejection.code === codes.revoked) continue;
    const after = rejected(state, entry, rejection);
    if (after) changed.push(after);
    else state = later(state, rejection, now);
  }
  const answered = [...answers.receipts, ...answers.rejections].map(({ seq }) => seq);
  const sent = without(state.sent, answered);
  const commands = answered.length > 0 ? [{ kind: "store", entries: changed } as const] : [];
  return { state: withEntries({ ...state, sent }, changed), commands };
}

function received(entry: Entry, { seq: _, ...receipt }: ReceiptOf): Entry {
  return { ...entry, state: "received", receipt: kept(entry, receipt), refusal: null };
}

// A seal that was given once is not lost to an answer without one.
function kept(entry: Entry, receipt: Receipt): Receipt {
  const isPoorer = receipt.mac.length === 0 && (entry.receipt?.mac.length ?? 0) > 0;
  return isPoorer && entry.receipt?.epoch === receipt.epoch ? entry.receipt : receipt;
}

// The entry after a rejection, or null where it only has to wait.
function rejected(state: Link, entry: Entry, rejection: RejectionOf): Entry | null {
  const { seq: _, advice: what, retryAfterMs: __, ...refusal } = rejection;
  if (rejection.code === codes.proofRefused && !entry.proofRefused) {
    return { ...entry, proofRefused: true };
  }
  switch (what) {
    case advice.retryLater:
      return null;
    case advice.retryAfterReconcile:
      return isTargetLost(state, entry) ? { ...entry, state: "refused", refusal } : null;
    case advice.confirm:
      return { ...entry, state: "asking", refusal };
    default:
      return { ...entry, state: "refused", refusal };
  }
}

// A correction of what will never be on the ledger cannot be either.
function isTargetLost(state: Link, { content }: Entry): boolean {
  if (content.kind !== "report" || content.correction === null) return false;
  const target = state.entries.get(content.correction.seq);
  return target === undefined || target.state === "refused";
}

function later(state: Link, rejection: RejectionOf, now: Now): Link {
  const tries = state.tries.get(rejection.seq) ?? 0;
  const waitMs = rejection.retryAfterMs + backoffMs(tries, now.random);
  return {
    ...state,
    notBefore: new Map(state.notBefore).set(rejection.seq, now.ms + waitMs),
    tries: new Map(state.tries).set(rejection.seq, tries + 1),
  };
}

// What the ledger lacks goes again, with its receipt as the proof.
export function lackingTaken(state: Link, lacking: readonly SeqRange[]): Step {
  const lost = [...state.entries.values()]
    .filter((entry) => entry.state === "received" && isWithin(entry.seq, lacking))
    .map((entry): Entry => ({ ...entry, state: "waiting" }));
  if (lost.length === 0) return { state, commands: [] };
  return { state: withEntries(state, lost), commands: [{ kind: "store", entries: lost }] };
}
