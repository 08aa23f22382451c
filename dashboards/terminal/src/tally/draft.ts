// SPDX-License-Identifier: Apache-2.0
// The tally before it is sent: counts by method, category and postpartum, and what the last taps
// were, so that each can be taken back. Pure; a draft has an id, so that it is sent only once even
// where two tabs show it.

export interface Cell {
  readonly method: number;
  readonly category: number;
  readonly postpartum: number;
}

export interface Tap {
  readonly key: string;
  readonly before: number;
}

export interface Draft {
  readonly id: string;
  // How many drafts this device sent before: of two tabs' drafts the later one stands.
  readonly number: number;
  // Raised by every change: of two tabs' words on one draft the later one stands.
  readonly version: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly taps: readonly Tap[];
}

export const cellMax = 10_000;
const tapsMax = 200;

export function emptyDraft(id: string, number = 0): Draft {
  return { id, number, version: 0, counts: {}, taps: [] };
}

// Whether another tab's draft takes the place of the own one: what it says may be older than what
// this tab did or heard since.
export function isNewer(other: Draft, own: Draft): boolean {
  if (other.number !== own.number) return other.number > own.number;
  return other.version > own.version;
}

// The same draft without counts; the taps that led to it can no longer be taken back.
export function cleared(draft: Draft): Draft {
  return { ...draft, version: draft.version + 1, counts: {}, taps: [] };
}

// `next` with what `now` has beyond `before`, an earlier word on the same draft.
export function carriedOver(next: Draft, now: Draft, before: Draft): Draft {
  return cellsOf(now).reduce((draft, { cell, count }) => {
    const more = Math.max(0, count - countOf(before, cell));
    return withCount(draft, cell, countOf(draft, cell) + more);
  }, next);
}

export function cellKey({ method, category, postpartum }: Cell): string {
  return `${method}/${category}/${postpartum}`;
}

export function countOf(draft: Draft, cell: Cell): number {
  return draft.counts[cellKey(cell)] ?? 0;
}

// Sets a cell; counts stay within 0 and cellMax.
export function withCount(draft: Draft, cell: Cell, count: number): Draft {
  const key = cellKey(cell);
  const before = draft.counts[key] ?? 0;
  const after = Math.min(cellMax, Math.max(0, count));
  if (after === before) return draft;
  return {
    ...draft,
    version: draft.version + 1,
    counts: withValue(draft.counts, key, after),
    taps: [...draft.taps, { key, before }].slice(-tapsMax),
  };
}

function withValue(counts: Draft["counts"], key: string, value: number): Draft["counts"] {
  const { [key]: _, ...rest } = counts;
  return value === 0 ? rest : { ...rest, [key]: value };
}

export function undone(draft: Draft): Draft {
  const last = draft.taps.at(-1);
  if (!last) return draft;
  return {
    ...draft,
    version: draft.version + 1,
    counts: withValue(draft.counts, last.key, last.before),
    taps: draft.taps.slice(0, -1),
  };
}

// The cells in the order in which they were first touched.
export function cellsOf(draft: Draft): { readonly cell: Cell; readonly count: number }[] {
  return Object.entries(draft.counts).map(([key, count]) => {
    const [method = 0, category = 0, postpartum = 0] = key.split("/").map(Number);
    return { cell: { method, category, postpartum }, count };
  });
}

export function sumOf(draft: Draft): number {
  return Object.values(draft.counts).reduce((sum, count) => sum + count, 0);
}

// A count as people type it: digits, in id-ID with points between thousands. Null where it is not
// exactly a number: nothing is guessed.
export function parseCount(text: string, language: "id" | "en"): number | null {
  const trimmed = text.trim();
  const grouped = language === "id" ? /^[1-9]\d{0,2}(\.\d{3})+$/ : /^[1-9]\d{0,2}(,\d{3})+$/;
  if (grouped.test(trimmed)) return Number(trimmed.replace(/[.,]/g, ""));
  return /^(0|[1-9]\d*)$/.test(trimmed) && trimmed.length <= 9 ? Number(trimmed) : null;
}
