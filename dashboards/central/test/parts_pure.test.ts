// SPDX-License-Identifier: Apache-2.0
// The desks' pure parts: shades, sites, movements, target sets, CSV, milestones, rotation, small
// cells, regencies, readings of the curve.
import { describe, expect, test } from "vitest";
import { csvOf } from "../src/live/csv";
import { shadeClass, shadeOf, stepOf } from "../src/live/measure";
import { milestonePassed, milestonesOf } from "../src/live/milestones";
import type { RegionRow } from "../src/live/model";
import { fallGroups, movementsOf } from "../src/live/movements";
import { pointAt } from "../src/live/nearest";
import { nextProvince, provinceRowsOf } from "../src/live/regencies";
import { milestoneMs, momentAt, sceneAt, sceneMs } from "../src/live/rotation";
import { sitesOf } from "../src/live/sites";
import { setColumns } from "../src/live/target_sets";
import { settingsOf } from "../src/parts/own_map";
import { totals } from "./builders";

const sequence = { epoch: "0000000000000007", revision: 12, as_of_ms: 1_593_442_800_000 };

function row(acceptors: number, target: number | null, reported = 1): RegionRow {
  return {
    code: "15",
    acceptors,
    target: target === null ? null : { set: "Panitia Pusat", acceptors: target },
    coverage: { reported, expected: 2, closed: 0, outside: 0 },
    targets: [],
    hidden: false,
  };
}

describe("shades", () => {
  const pace = (value: number) => ({ kind: "pace" as const, value, elapsed: 0.5 });
  test("steps are fifths, and gold only above the whole", () => {
    expect([-0.1, 0, 0.1999, 0.2, 0.6, 0.99, 1, 1.0001].map(stepOf)).toEqual([
      0, 0, 0, 1, 3, 4, 5, 6,
    ]);
  });
  test("achievement and pace take the same scale", () => {
    expect(shadeOf(row(40, 100), "achievement", pace(0.8))).toMatchObject({ step: 2 });
    expect(shadeOf(row(40, 100), "pace", pace(0.8))).toMatchObject({ step: 4, ratio: 0.8 });
  });
  test("silence, a missing target and an early hour are no colours", () => {
    expect(shadeClass(shadeOf(row(0, 100, 0), "pace", pace(0)))).toBe("shade-silent");
    expect(shadeClass(shadeOf(row(0, 100, 1), "achievement", pace(0)))).toBe("step-0");
    expect(shadeClass(shadeOf(row(5, null), "pace", { kind: "no_target" }))).toBe(
      "shade-no-target",
    );
    expect(shadeClass(shadeOf(row(5, 100), "pace", { kind: "early" }))).toBe("shade-early");
  });
  test("a hidden count is neither silence nor a nought on the scale", () => {
    const hidden = { ...row(0, 100, 0), hidden: true };
    expect(shadeClass(shadeOf(hidden, "achievement", pace(0)))).toBe("shade-hidden");
  });
});

describe("sites", () => {
  const site = {
    code: "S1571-PMB-001",
    place: "pmb",
    regency: "15.71",
    expected: true,
    reported: false,
    closed: false,
    acceptors: 0,
    last_event_time_ms: null,
    silent_minutes: 95,
    weight: 12.5,
    flags: [],
  };
  test("a list is read with its sequence; a missing name is none", () => {
    const list = sitesOf({ sequence, region: "15", total: 1, sites: [site] });
    expect(list.sequence).toEqual({ epoch: 7n, revision: 12n, asOfMs: 1_593_442_800_000 });
    expect(list.sites[0]).toMatchObject({ name: "", silentMinutes: 95, weight: 12.5 });
  });
  test("flags carry their reason in both languages", () => {
    const flags = [{ flag: "jump", text_id: "Lonjakan", text_en: "Jump" }];
    const list = sitesOf({ sequence, region: "15", total: 1, sites: [{ ...site, flags }] });
    expect(list.sites[0]?.flags).toEqual([{ flag: "jump", id: "Lonjakan", en: "Jump" }]);
  });
  test.each([
    ["no object", []],
    ["no sequence", { region: "15", total: 0, sites: [] }],
    ["a broken count", { sequence, region: "15", total: 1, sites: [{ ...site, acceptors: 1.5 }] }],
    ["no flags", { sequence, region: "15", total: 1, sites: [{ ...site, flags: null }] }],
  ])("%s is a fault, not a strange number", (_name, body) => {
    expect(() => sitesOf(body)).toThrow(TypeError);
  });
});

describe("movements", () => {
  const fall = (acceptors: number, minute: number, region = "15.08", reason = "salah_entry") => ({
    event_time_ms: minute * 60_000,
    region,
    site: "S1508-PKM-001",
    acceptors,
    kind: "void",
    reason,
    terminal: "t-71",
    seq: minute,
  });
  test("a hundred voids of one regency for one reason are one sentence of 5,000", () => {
    const falls = Array.from({ length: 100 }, (_, index) => fall(-50, index));
    const { falls: read } = movementsOf({
      sequence,
      since_ms: 0,
      contributors: [{ region: "15.07", name: "Tanjung Jabung Timur", acceptors: 123 }],
      falls: [...falls, fall(-7, 3, "15.01"), fall(-9, 4, "15.08", "salah_kutip")],
    });
    expect(fallGroups(read)).toEqual([
      {
        region: "15.08",
        reason: "salah_entry",
        acceptors: -5_000,
        reports: 100,
        lastMs: 5_940_000,
      },
      { region: "15.08", reason: "salah_kutip", acceptors: -9, reports: 1, lastMs: 240_000 },
      { region: "15.01", reason: "salah_entry", acceptors: -7, reports: 1, lastMs: 180_000 },
    ]);
  });
});

describe("target sets", () => {
  const set = (name: string, acceptors: bigint) => ({ set: name, acceptors });
  const province = totals({
    acceptors: 10n,
    target: set("Pusat", 8_150n),
    targets: [set("Pusat", 8_150n), set("Provinsi", 9_000n), set("MURI", 1n)],
    byRegion: [
      { code: "34.01", targets: [set("Pusat", 4_000n), set("Provinsi", 5_000n)] },
      { code: "34.02", targets: [set("Pusat", 4_151n), set("Provinsi", 4_000n)] },
    ],
  });
  test("each set is a column, its residue shown as printed figures leave it", () => {
    const columns = setColumns(province);
    expect(columns.map((column) => [column.set, column.own, column.residue])).toEqual([
      ["Pusat", 8_150, -1],
      ["Provinsi", 9_000, 0],
    ]);
  });
});

test("CSV: quotes, whole numbers, the frame on each line, no formulas", () => {
  const table = {
    head: ["name", "acceptors", "note"],
    rows: [
      ['Kab. "Bungo", Jambi', 11_093, null],
      ["=HYPERLINK(1)", -50, "a\nb"],
    ],
  };
  expect(csvOf(table, { as_of: "2020-06-29T22:00WIB", sequence: "4711" })).toBe(
    "name,acceptors,note,as_of,sequence\r\n" +
      '"Kab. ""Bungo"", Jambi",11093,,2020-06-29T22:00WIB,4711\r\n' +
      `'=HYPERLINK(1),-50,"a\nb",2020-06-29T22:00WIB,4711\r\n`,
  );
});

describe("milestones", () => {
  test("of a million they are 250,000, half and the million", () => {
    expect(milestonesOf(1_000_000).map(({ acceptors }) => acceptors)).toEqual([
      250_000, 500_000, 1_000_000,
    ]);
    expect(milestonesOf(0)).toEqual([]);
  });
  test("each is told once, the highest where several are passed, never the past's", () => {
    const none = new Set<number>();
    expect(milestonePassed(null, 1_355_294, 1_000_000, none)).toBeNull();
    expect(milestonePassed(249_999, 250_000, 1_000_000, none)?.part).toBe(0.25);
    expect(milestonePassed(250_000, 250_001, 1_000_000, none)).toBeNull();
    expect(milestonePassed(200_000, 600_000, 1_000_000, none)?.part).toBe(0.5);
    expect(milestonePassed(999_000, 1_000_000, 1_000_000, new Set([1]))).toBeNull();
  });
  test("a milestone stands for eight seconds, scenes for twenty", () => {
    const milestone = { part: 1 as const, acceptors: 1_000_000 };
    expect(momentAt({ milestone, sinceMs: 100 }, 100 + milestoneMs - 1)).toBe(milestone);
    expect(momentAt({ milestone, sinceMs: 100 }, 100 + milestoneMs)).toBeNull();
    expect([0, sceneMs - 1, sceneMs, 2 * sceneMs, 3 * sceneMs].map(sceneAt)).toEqual([
      "million",
      "million",
      "country",
      "race",
      "million",
    ]);
  });
});

describe("regencies of the nation", () => {
  const nation = totals({
    byRegion: [
      { code: "15", acceptors: 100n, coverage: { reported: 1 } },
      { code: "32", acceptors: 500n, coverage: { reported: 1 } },
    ],
  });
  const known = (acceptors: number, reported = 1) => ({
    acceptors,
    reported,
    rows: [],
    names: new Map<string, string>(),
  });
  test("first what is not known, then what moved most, then nothing", () => {
    expect(nextProvince(nation, new Map())).toBe("15");
    expect(nextProvince(nation, new Map([["15", known(100)]]))).toBe("32");
    expect(
      nextProvince(
        nation,
        new Map([
          ["15", known(99)],
          ["32", known(400)],
        ]),
      ),
    ).toBe("32");
    expect(
      nextProvince(
        nation,
        new Map([
          ["15", known(100, 0)],
          ["32", known(500)],
        ]),
      ),
    ).toBe("15");
    expect(
      nextProvince(
        nation,
        new Map([
          ["15", known(100)],
          ["32", known(500)],
        ]),
      ),
    ).toBeNull();
  });
  test("rows are read from GET /v1/totals/{province}", () => {
    const rows = provinceRowsOf({
      total: 7,
      coverage: { reported: 1, expected: 3 },
      by_region: {
        "15.71": {
          name: "Kota Jambi",
          total: 7,
          target: null,
          coverage: { reported: 1, expected: 3 },
        },
      },
    });
    expect(rows.names.get("15.71")).toBe("Kota Jambi");
    expect(rows.rows[0]).toMatchObject({ code: "15.71", acceptors: 7, target: null });
    expect(() => provinceRowsOf({ total: "7" })).toThrow(TypeError);
  });
});

test("the curve is read at the last point before a moment", () => {
  const points = [
    { ms: 10, total: 0 },
    { ms: 20, total: 5 },
    { ms: 30, total: 9 },
  ];
  expect([9, 10, 25, 30, 99].map((ms) => pointAt(points, ms)?.total ?? null)).toEqual([
    null,
    0,
    5,
    9,
    9,
  ]);
});

test("an operator's map is a path of this server, or none", () => {
  expect(settingsOf({ geojson: null })).toBeNull();
  expect(settingsOf({ geojson: "/peta.geojson", attribution: "BIG" })).toEqual({
    geojson: "/peta.geojson",
    attribution: "BIG",
  });
  expect(() => settingsOf({ geojson: "https://elsewhere" })).toThrow(TypeError);
  expect(() => settingsOf([1].length)).toThrow(TypeError);
});
