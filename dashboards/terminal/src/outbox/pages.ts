// SPDX-License-Identifier: Apache-2.0
// The seqs with receipts as ascending ranges, in pages as large as the server takes.
import type { SeqRange } from "./entry";

export const heldRangesMax = 64;
export const heldSeqsMax = 4_096;

export function rangesOf(ascending: readonly number[]): SeqRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const seq of ascending) {
    const last = ranges.at(-1);
    if (last && last.last + 1 === seq) last.last = seq;
    else ranges.push({ first: seq, last: seq });
  }
  return ranges;
}

// A range longer than a page is cut; pages ascend and do not overlap.
export function pagesOf(
  ranges: readonly SeqRange[],
  rangesMax = heldRangesMax,
  seqsMax = heldSeqsMax,
): SeqRange[][] {
  const pages: SeqRange[][] = [];
  let page: SeqRange[] = [];
  let room = seqsMax;
  for (const range of ranges) {
    let { first } = range;
    while (first <= range.last) {
      if (page.length === rangesMax || room === 0) {
        pages.push(page);
        page = [];
        room = seqsMax;
      }
      const last = Math.min(range.last, first + room - 1);
      page.push({ first, last });
      room -= last - first + 1;
      first = last + 1;
    }
  }
  if (page.length > 0) pages.push(page);
  return pages;
}

export function isWithin(seq: number, ranges: readonly SeqRange[]): boolean {
  return ranges.some(({ first, last }) => seq >= first && seq <= last);
}
