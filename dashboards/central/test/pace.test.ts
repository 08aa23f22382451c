// SPDX-License-Identifier: Apache-2.0
// Fair pace: every region by its own clock.
import { expect, test } from "vitest";
import { zoneOf } from "../src/geography/zones";
import type { RegionRow, Totals } from "../src/live/model";
import { elapsedMin, elapsedShare, paceOf, regionPace, topicElapsed } from "../src/live/pace";
import { totals } from "./builders";

const day = [20200629];
const wib = (hour: number, minute = 0) => Date.UTC(2020, 5, 29, hour - 7, minute);

function row(code: string, acceptors: number, target: number | null): RegionRow {
  return {
    code,
    acceptors,
    target: target === null ? null : { set: "Panitia Pusat", acceptors: target },
    coverage: { reported: 1, expected: 2, closed: 0, outside: 0 },
    targets: [],
    hidden: false,
  };
}

test("Papua, Bali and Jambi have their own clocks", () => {
  expect(["91", "91.71", "96", "82"].map(zoneOf)).toEqual(["WIT", "WIT", "WIT", "WIT"]);
  expect(["51", "63.71", "73"].map(zoneOf)).toEqual(["WITA", "WITA", "WITA"]);
  expect(["11", "15.71", "61", "ID"].map(zoneOf)).toEqual(["WIB", "WIB", "WIB", "WIB"]);
});

test("the window opens at 08.00 and closes at 15.00 of each zone", () => {
  expect(elapsedShare(day, "WIB", wib(8))).toBe(0);
  expect(elapsedShare(day, "WIB", wib(11, 30))).toBe(0.5);
  expect(elapsedShare(day, "WIB", wib(15))).toBe(1);
  expect(elapsedShare(day, "WIT", wib(6))).toBe(0);
  expect(elapsedShare(day, "WIT", wib(9, 30))).toBe(0.5);
  expect(elapsedShare(day, "WITA", wib(14))).toBe(1);
  expect(elapsedShare(day, "WIB", wib(23))).toBe(1);
  expect(elapsedShare([], "WIB", wib(10))).toBe(0);
});

test("several service dates count as one window after the other", () => {
  const dates = [20200629, 20200630];
  expect(elapsedShare(dates, "WIB", wib(15))).toBe(0.5);
  expect(elapsedShare(dates, "WIB", wib(20))).toBe(0.5);
  expect(elapsedShare(dates, "WIB", wib(11, 30) + 86_400_000)).toBe(0.75);
});

test("Papua's 35 % at 10.00 WIB is behind, Jambi's 35 % is ahead", () => {
  const papua = regionPace(row("91", 350, 1_000), day, wib(10));
  const jambi = regionPace(row("15", 350, 1_000), day, wib(10));
  expect(papua).toMatchObject({ kind: "pace", elapsed: 4 / 7 });
  expect(papua.kind === "pace" && papua.value).toBeCloseTo(0.6125, 10);
  expect(jambi.kind === "pace" && jambi.value).toBeCloseTo(1.225, 10);
});

test("after the last window the pace is the achievement", () => {
  expect(regionPace(row("15", 11_093, 11_093), day, wib(22))).toEqual({
    kind: "pace",
    value: 1,
    elapsed: 1,
  });
});

test("no pace without a target, nor in the first half hour", () => {
  expect(regionPace(row("15", 10, null), day, wib(12)).kind).toBe("no_target");
  expect(regionPace(row("15", 10, 100), day, wib(8, 29)).kind).toBe("early");
  expect(regionPace(row("15", 10, 100), day, wib(8, 30)).kind).toBe("pace");
  expect(paceOf(1, 10, elapsedMin).kind).toBe("pace");
});

function nation(rows: readonly RegionRow[]): Totals {
  return { ...totals(), byRegion: new Map(rows.map((r) => [r.code, r])) };
}

test("the nation's elapsed share weighs its provinces by their targets", () => {
  const rows = [row("15", 0, 3_000), row("91", 0, 1_000)];
  // WIB 2/7, WIT 4/7 at 10.00 WIB.
  expect(topicElapsed("ID", nation(rows), day, wib(10))).toBeCloseTo((3 * 2 + 4) / 7 / 4, 10);
});

test("where hardly any province has a target each counts alike", () => {
  const rows = [row("15", 0, 11_093), row("91", 0, null), row("51", 0, null)];
  expect(topicElapsed("ID", nation(rows), day, wib(10))).toBeCloseTo((2 + 4 + 3) / 7 / 3, 10);
  expect(topicElapsed("91", nation(rows), day, wib(10))).toBeCloseTo(4 / 7, 10);
});
