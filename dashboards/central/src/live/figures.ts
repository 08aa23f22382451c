// SPDX-License-Identifier: Apache-2.0
// Figures that the page derives from a topic's totals, purely: rate, curve, shares, order of rows.
import { longActing } from "@sejuta/shared/src/words";
import type { Counts, RegionRow, Totals } from "./model";

export const minuteMs = 60_000;

// Acceptors a minute over the last `window` full rows of the curve; a row stands for `step` minutes.
export function ratePerMinute(byMinute: Counts, nowMs: number, step = 1, window = 5): number {
  const current = Math.floor(nowMs / minuteMs / step) * step;
  const rows = Math.max(1, Math.round(window / step));
  let sum = 0;
  for (let row = 1; row <= rows; row += 1) sum += byMinute.get(current - row * step) ?? 0;
  return Math.round(sum / (rows * step));
}

export interface CurvePoint {
  // Event clock at the end of the minute.
  readonly ms: number;
  // All acceptors up to there.
  readonly total: number;
}

// The cumulative curve; begins with zero at the first minute that has any, and ends at `untilMs`
// where that is later than the last.
export function curve(byMinute: Counts, untilMs = 0, step = 1): readonly CurvePoint[] {
  const minutes = [...byMinute].sort(([a], [b]) => a - b);
  const points: CurvePoint[] = [];
  let total = 0;
  let last = Number.NaN;
  for (const [minute, acceptors] of minutes) {
    if (minute - step !== last) points.push({ ms: minute * minuteMs, total });
    total += acceptors;
    points.push({ ms: (minute + step) * minuteMs, total });
    last = minute;
  }
  const end = points.at(-1);
  if (end && untilMs > end.ms) points.push({ ms: untilMs, total });
  return points;
}

export interface CurveRow {
  // Event clock at the row's start.
  readonly ms: number;
  readonly added: number;
  readonly total: number;
}

// The curve as a table: one row an hour that has any.
export function curveByHour(byMinute: Counts): readonly CurveRow[] {
  const hours = new Map<number, number>();
  for (const [minute, acceptors] of byMinute) {
    const hour = Math.floor(minute / 60);
    hours.set(hour, (hours.get(hour) ?? 0) + acceptors);
  }
  let total = 0;
  return [...hours]
    .sort(([a], [b]) => a - b)
    .map(([hour, added]) => {
      total += added;
      return { ms: hour * 60 * minuteMs, added, total };
    });
}

// MKJP acceptors: its share is of all acceptors of the event, and is not mCPR.
export function longActingAcceptors(byMethod: Counts): number {
  return longActing.reduce((sum, method) => sum + (byMethod.get(method) ?? 0), 0);
}

export function sumOf(counts: Counts, values: readonly number[]): number {
  return values.reduce((sum, value) => sum + (counts.get(value) ?? 0), 0);
}

export type SortKey = "name" | "acceptors" | "target" | "percent" | "pace" | "coverage";
export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : -1;
}

// A region's pace as its place in an order; without one it stands last.
export type PaceValue = (row: RegionRow) => number;

function sortValue(row: RegionRow, key: Exclude<SortKey, "name">, pace: PaceValue): number {
  switch (key) {
    case "pace":
      return pace(row);
    case "acceptors":
      return row.acceptors;
    case "target":
      return row.target?.acceptors ?? -1;
    case "percent":
      return ratio(row.acceptors, row.target?.acceptors ?? 0);
    case "coverage":
      return ratio(row.coverage.reported, row.coverage.expected);
  }
}

// The codes of the child regions in the order asked for; equals stay in the order of their codes.
export function order(
  totals: Totals,
  names: ReadonlyMap<string, string>,
  sort: Sort,
  pace: PaceValue = () => -1,
): readonly string[] {
  const sign = sort.descending ? -1 : 1;
  const name = (code: string): string => names.get(code) ?? code;
  const rows = [...totals.byRegion.values()];
  rows.sort((a, b) => {
    const difference =
      sort.key === "name"
        ? name(a.code).localeCompare(name(b.code), "id")
        : sortValue(a, sort.key, pace) - sortValue(b, sort.key, pace);
    return difference * sign || a.code.localeCompare(b.code);
  });
  return rows.map((row) => row.code);
}

// The length of the bar's scale, in targets: 1.25 until 120 % is passed, then half targets more.
export function barScale(acceptors: number, target: number): number {
  const achieved = target > 0 ? acceptors / target : 0;
  return achieved <= 1.2 ? 1.25 : Math.ceil((achieved + 0.05) * 2) / 2;
}

// The achievement scale's step: 0 below 20 %, … 5 from 100 %, 6 above 100 %.
export function achievementStep(acceptors: number, target: number): number {
  if (!(target > 0)) return 0;
  if (acceptors > target) return 6;
  return Math.max(0, Math.floor((acceptors / target) * 5));
}

// The target set that most child regions are measured by; empty where none has a target.
export function commonSet(totals: Totals): string {
  const times = new Map<string, number>();
  for (const { target } of totals.byRegion.values()) {
    if (target) times.set(target.set, (times.get(target.set) ?? 0) + 1);
  }
  const [most] = [...times].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? "";
}

// The target set of the method groups, which may be another one than the region's own; empty where
// no group has a target.
export function groupSet(totals: Totals): string {
  const [first] = totals.groupTargets.values();
  return first?.set ?? "";
}
