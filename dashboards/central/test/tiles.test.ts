// SPDX-License-Identifier: Apache-2.0
// Layout data: every province has its own tile, every regency its point.
import { readFileSync } from "node:fs";
import { box, outline } from "virtual:geography/map";
import { expect, test } from "vitest";
import { regencyPoints } from "../src/geography/points";
import { provinceColumns, provinceTiles, regencyTiles, shortName } from "../src/geography/tiles";

function codes(set: string, length: number): string[] {
  const file = new URL(`../../../data/regions/${set}/regions.csv`, import.meta.url);
  return readFileSync(file, "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.split(",")[0] ?? "")
    .filter((code) => code.length === length && code !== "ID");
}

test.each([
  ["2020-06", 34],
  ["2025", 38],
])("the provinces of %s have %i tiles, none over another, all with a short name", (set, count) => {
  const { tiles, rows, columns } = provinceTiles(codes(set, 2));
  expect(tiles).toHaveLength(count);
  expect(columns).toBe(provinceColumns);
  expect(rows).toBe(7);
  expect(new Set(tiles.map(({ column, row }) => `${column} ${row}`)).size).toBe(count);
  for (const { column, row } of tiles) {
    expect(column >= 0 && column < columns && row >= 0 && row < rows).toBe(true);
  }
  const short = tiles.map(({ code }) => shortName(code, "?"));
  expect(short).not.toContain("?");
  expect(new Set(short).size).toBe(count);
  expect(Math.max(...short.map((name) => name.length))).toBeLessThanOrEqual(10);
});

test("tiles keep the map's order: west of each other, north of each other", () => {
  const at = new Map(provinceTiles(codes("2025", 2)).tiles.map((tile) => [tile.code, tile]));
  const column = (code: string) => at.get(code)?.column ?? -1;
  const row = (code: string) => at.get(code)?.row ?? -1;
  for (const [west, east] of [
    ["11", "12"],
    ["15", "32"],
    ["32", "33"],
    ["33", "35"],
    ["35", "51"],
    ["61", "64"],
    ["73", "81"],
    ["92", "91"],
  ] as const) {
    expect(column(west), `${west} lies west of ${east}`).toBeLessThan(column(east));
  }
  for (const [north, south] of [
    ["11", "13"],
    ["13", "17"],
    ["16", "18"],
    ["18", "32"],
    ["65", "63"],
    ["71", "73"],
    ["91", "93"],
  ] as const) {
    expect(row(north), `${north} lies north of ${south}`).toBeLessThan(row(south));
  }
});

test("a province of another region set stands below the grid and is not lost", () => {
  const { tiles, rows } = provinceTiles(["11", "88", "89"]);
  expect(rows).toBe(8);
  expect(tiles.slice(1)).toEqual([
    { code: "88", column: 0, row: 7 },
    { code: "89", column: 1, row: 7 },
  ]);
});

test.each(["2020-06", "2025"])("all 514 regencies of %s have a point inside the drawing", (set) => {
  const all = codes(set, 5);
  expect(all).toHaveLength(514);
  for (const code of all) {
    const [x = -1, y = -1] = regencyPoints.get(code) ?? [];
    expect(x > 0 && x < box.width && y > 0 && y < box.height, code).toBe(true);
  }
});

test("the outline is a path of whole numbers that spans the drawing", () => {
  expect(outline).toMatch(/^(M\d+ \d+l[-\d ]+z)+$/);
  const starts = [...outline.matchAll(/M(\d+) /g)].map((match) => Number(match[1]));
  expect(Math.min(...starts)).toBeLessThan(120);
  expect(Math.max(...starts)).toBeGreaterThan(1_850);
});

test("regencies stand from north to south, each row from west to east, each once", () => {
  const points = new Map<string, readonly [number, number]>([
    ["15.01", [10, 90]],
    ["15.02", [50, 10]],
    ["15.03", [20, 12]],
    ["15.04", [80, 80]],
  ]);
  const { tiles, rows } = regencyTiles(["15.01", "15.02", "15.03", "15.04", "15.99"], points, 2);
  expect(rows).toBe(3);
  expect(tiles.map(({ code }) => code)).toEqual(["15.03", "15.02", "15.01", "15.04", "15.99"]);
  expect(tiles[4]).toEqual({ code: "15.99", column: 0, row: 2 });
});
