// SPDX-License-Identifier: Apache-2.0
// Fair pace: what part of its target a region has reached, over the part of its own local service
// windows that has passed. 100 % is "on time by its own clock", wherever that clock stands; after
// the last window it is the achievement itself.
import type { ZoneName } from "@sejuta/shared/src/format";
import { zoneOf } from "../geography/zones";
import type { RegionRow, Totals } from "./model";

// The local window in which a service day is counted to pass, as the committee announces it.
// Reports before and after count all the same.
export const serviceWindow = { fromHour: 8, toHour: 15 } as const;

// Below this part of all windows (half an hour of one day) a pace says nothing yet.
export const elapsedMin = 1 / 14;

const hourMs = 3_600_000;
export const zoneHours: Readonly<Record<ZoneName, number>> = { WIB: 7, WITA: 8, WIT: 9 };
export const zones: readonly ZoneName[] = ["WIB", "WITA", "WIT"];

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

// The service window of a date (yyyymmdd) in a zone.
export function windowOf(date: number, zone: ZoneName): Window {
  const midnight =
    Date.UTC(Math.floor(date / 10_000), (Math.floor(date / 100) % 100) - 1, date % 100) -
    zoneHours[zone] * hourMs;
  return {
    fromMs: midnight + serviceWindow.fromHour * hourMs,
    toMs: midnight + serviceWindow.toHour * hourMs,
  };
}

// The part of all windows of a zone that has passed, 0 to 1.
export function elapsedShare(dates: readonly number[], zone: ZoneName, nowMs: number): number {
  if (dates.length === 0) return 0;
  const passed = dates.reduce((sum, date) => {
    const { fromMs, toMs } = windowOf(date, zone);
    return sum + Math.min(1, Math.max(0, (nowMs - fromMs) / (toMs - fromMs)));
  }, 0);
  return passed / dates.length;
}

export type Pace =
  // A region without a target has no pace.
  | { readonly kind: "no_target" }
  // Its window has not opened, or only just.
  | { readonly kind: "early" }
  // `value` 1 is on time.
  | { readonly kind: "pace"; readonly value: number; readonly elapsed: number };

export function paceOf(acceptors: number, target: number, elapsed: number): Pace {
  if (!(target > 0)) return { kind: "no_target" };
  if (elapsed < elapsedMin) return { kind: "early" };
  return { kind: "pace", value: acceptors / target / elapsed, elapsed };
}

export function regionPace(row: RegionRow, dates: readonly number[], nowMs: number): Pace {
  return paceOf(
    row.acceptors,
    row.target?.acceptors ?? 0,
    elapsedShare(dates, zoneOf(row.code), nowMs),
  );
}

// The nation's elapsed share is that of its provinces, weighed by their targets; where hardly any
// province has one, the three zones count by their provinces. A province's own is its zone's.
export function topicElapsed(
  region: string,
  totals: Totals,
  dates: readonly number[],
  nowMs: number,
): number {
  if (region !== "ID") return elapsedShare(dates, zoneOf(region), nowMs);
  const rows = [...totals.byRegion.values()];
  if (rows.length === 0) return elapsedShare(dates, "WIB", nowMs);
  const withTarget = rows.filter((row) => row.target !== null).length;
  const isWeighed = withTarget * 2 >= rows.length;
  let weight = 0;
  let passed = 0;
  for (const row of rows) {
    const own = isWeighed ? (row.target?.acceptors ?? 0) : 1;
    weight += own;
    passed += own * elapsedShare(dates, zoneOf(row.code), nowMs);
  }
  return weight === 0 ? 0 : passed / weight;
}
