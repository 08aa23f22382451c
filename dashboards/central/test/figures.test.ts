// SPDX-License-Identifier: Apache-2.0
// Derived figures: rate, curve, shares, order, scales.
import { Method } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { describe, expect, test } from "vitest";
import { countScale, niceStep, spanOf, timeTicks } from "../src/live/axes";
import {
  achievementStep,
  barScale,
  curve,
  curveByHour,
  longActingAcceptors,
  order,
  ratePerMinute,
} from "../src/live/figures";
import { applySnapshot, emptyTopic } from "../src/live/reducer";
import { snapshot } from "./builders";

const hour = 3_600_000;
const midnight = Date.UTC(2020, 5, 28, 17);

test("the rate is of the last five full minutes; the running one does not count", () => {
  const byMinute = new Map([
    [94, 1000],
    [95, 10],
    [99, 40],
    [100, 9999],
  ]);
  expect(ratePerMinute(byMinute, 100 * 60_000 + 30_000)).toBe(10);
});

test("the curve adds up, rests where nothing came, and falls with a correction", () => {
  const points = curve(
    new Map([
      [12, -3],
      [10, 5],
    ]),
  );
  expect(points).toEqual([
    { ms: 600_000, total: 0 },
    { ms: 660_000, total: 5 },
    { ms: 720_000, total: 5 },
    { ms: 780_000, total: 2 },
  ]);
  expect(
    curveByHour(
      new Map([
        [61, 2],
        [59, 1],
        [60, 1],
      ]),
    ),
  ).toEqual([
    { ms: 0, added: 1, total: 1 },
    { ms: hour, added: 3, total: 4 },
  ]);
});

test("MKJP is IUD, implan, MOW and MOP", () => {
  const counts = new Map<number, number>(
    Object.values(Method).flatMap((m) => (typeof m === "number" ? [[m, 10 ** m] as const] : [])),
  );
  const expected = 10 ** Method.IUD + 10 ** Method.IMPLAN + 10 ** Method.MOW + 10 ** Method.MOP;
  expect(longActingAcceptors(counts)).toBe(expected);
});

describe("the order of regions", () => {
  const topic = applySnapshot(
    emptyTopic("ID"),
    snapshot({
      revision: 1n,
      totals: {
        byRegion: [
          { code: "15", acceptors: 50n, target: { set: "p", acceptors: 40n } },
          { code: "32", acceptors: 90n, target: { set: "p", acceptors: 100n } },
          { code: "11", acceptors: 50n },
        ],
      },
    }),
  ).shown;
  if (!topic) throw new Error("no topic");
  const codes = (key: "name" | "acceptors" | "percent", descending: boolean) =>
    order(topic.totals, topic.names, { key, descending });

  test("follows the key; equals stay by code; no target comes after every target", () => {
    expect(codes("acceptors", true)).toEqual(["32", "11", "15"]);
    expect(codes("percent", true)).toEqual(["15", "32", "11"]);
    expect(codes("name", false)).toEqual(["11", "15", "32"]);
  });
});

describe("scales", () => {
  test("the bar keeps 100 % in place until 120 % is passed", () => {
    expect(barScale(0, 100)).toBe(1.25);
    expect(barScale(120, 100)).toBe(1.25);
    expect(barScale(121, 100)).toBe(1.5);
    expect(barScale(135, 100)).toBe(1.5);
    expect(barScale(310, 100)).toBe(3.5);
  });

  test("the achievement steps: gold only above the target", () => {
    expect([0, 19, 20, 99, 100, 101].map((n) => achievementStep(n, 100))).toEqual([
      0, 0, 1, 4, 5, 6,
    ]);
    expect(achievementStep(5, 0)).toBe(0);
  });

  test("one service day spans 06.00 to 24.00 WIB and stretches for what lies outside", () => {
    const usual = spanOf([20200629], midnight + 8 * hour, midnight + 22 * hour);
    expect(usual).toEqual({ fromMs: midnight + 6 * hour, toMs: midnight + 24 * hour });
    const wide = spanOf([20200629], midnight - 0.5 * hour, midnight + 24.2 * hour);
    expect(wide).toEqual({ fromMs: midnight - hour, toMs: midnight + 25 * hour });
    const empty = spanOf([20200629], Number.NaN, Number.NaN);
    expect(empty).toEqual(usual);
  });

  test("ticks stand on whole hours of WIB", () => {
    const span = { fromMs: midnight + 6 * hour, toMs: midnight + 24 * hour };
    const hours = timeTicks(span, 7).map((ms) => (ms - midnight) / hour);
    expect(hours).toEqual([6, 9, 12, 15, 18, 21, 24]);
  });

  test("the count's scale shows zero, and the target once it is in sight", () => {
    expect(niceStep(1_000_000, 4)).toBe(500_000);
    expect(countScale(11_093, 1_000_000)).toMatchObject({ showsTarget: false, top: 15_000 });
    expect(countScale(300_000, 1_000_000)).toMatchObject({ showsTarget: true });
    expect(countScale(0, null).ticks[0]).toBe(0);
  });
});
