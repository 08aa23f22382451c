// SPDX-License-Identifier: Apache-2.0
// Makes the page's geography at build time from what the repository has: the outline of Indonesia
// cut out of world-atlas, the point of each regency from data/regions/*/points.csv, the time zone
// of each province. Everything is projected here, so the page needs no projection to draw it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type GeoProjection, geoEquirectangular } from "d3-geo";
import type { Feature, MultiPolygon, Position } from "geojson";
import { feature } from "topojson-client";
import type { Plugin } from "vite";

// The drawing's box; wide enough for a wall.
const box = { width: 2000, height: 750 };
const pad = 12;
// In the drawing's units: nearer points join, smaller islands are left out.
const tolerance = 1.1;
const islandAreaMin = 5;

const require = createRequire(import.meta.url);
const regionSets = ["2020-06", "2025"];
const regionFile = (set: string, name: string): string =>
  fileURLToPath(new URL(`../../../data/regions/${set}/${name}`, import.meta.url));

// The tables have no quoted cells; a quote would be a change to see here first.
function rowsOf(file: string): readonly string[][] {
  const text = readFileSync(file, "utf8");
  if (text.includes('"')) throw new Error(`${file}: a quoted cell`);
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
}

function indonesia(): MultiPolygon {
  const atlas = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
  const found = atlas.objects.countries.geometries.find(
    (country: { properties: { name: string } }) => country.properties.name === "Indonesia",
  );
  const { geometry } = feature(atlas, found) as unknown as Feature;
  if (geometry.type !== "MultiPolygon")
    throw new Error("world-atlas: Indonesia is no MultiPolygon");
  return geometry;
}

type Point = readonly [x: number, y: number];

function areaOf(ring: readonly Point[]): number {
  let twice = 0;
  ring.forEach(([x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

// Douglas and Peucker: keeps what lies further than the tolerance from the straight line.
function simplified(line: readonly Point[]): readonly Point[] {
  const first = line[0];
  const last = line.at(-1);
  if (!first || !last || line.length < 3) return line;
  let farthest = 0;
  let at = 0;
  line.forEach((point, index) => {
    const off = distance(point, first, last);
    if (off > farthest) {
      farthest = off;
      at = index;
    }
  });
  if (farthest <= tolerance) return [first, last];
  return [...simplified(line.slice(0, at + 1)).slice(0, -1), ...simplified(line.slice(at))];
}

// A closed ring as a path of whole numbers: the first point, then steps.
function pathOf(ring: readonly Point[]): string {
  const whole = simplified(ring).map(([x, y]) => [Math.round(x), Math.round(y)] as const);
  let path = "";
  let [px, py] = [0, 0];
  for (const [x, y] of whole) {
    path += path === "" ? `M${x} ${y}l` : `${x - px} ${y - py} `;
    [px, py] = [x, y];
  }
  return `${path.trimEnd()}z`;
}

function project(projection: GeoProjection, ring: readonly Position[]): readonly Point[] {
  return ring.flatMap(([lon, lat]) => {
    const point = projection([lon ?? 0, lat ?? 0]);
    return point ? [point] : [];
  });
}

function projectionOf(shape: MultiPolygon): GeoProjection {
  return geoEquirectangular().fitExtent(
    [
      [pad, pad],
      [box.width - pad, box.height - pad],
    ],
    shape,
  );
}

function mapModule(): string {
  const shape = indonesia();
  const projection = projectionOf(shape);
  const outline = shape.coordinates
    .map(([ring]) => project(projection, ring ?? []))
    .filter((ring) => areaOf(ring) >= islandAreaMin)
    .map(pathOf)
    .join("");
  const points = new Map<string, string>();
  for (const set of regionSets) {
    for (const [code = "", lat, lon] of rowsOf(regionFile(set, "points.csv"))) {
      const [x, y] = projection([Number(lon), Number(lat)]) ?? [0, 0];
      points.set(code, `${code.replace(".", "")} ${Math.round(x)} ${Math.round(y)}`);
    }
  }
  return [
    `export const box = ${JSON.stringify(box)};`,
    `export const scale = ${projection.scale()};`,
    `export const translate = ${JSON.stringify(projection.translate())};`,
    `export const outline = ${JSON.stringify(outline)};`,
    `export const points = ${JSON.stringify([...points.values()].join(";"))};`,
  ].join("\n");
}

// Each province lies in one zone; the build fails where a new region set says otherwise.
function zonesModule(): string {
  const zones = new Map<string, string>();
  for (const set of regionSets) {
    for (const [code = "", , , zone = ""] of rowsOf(regionFile(set, "regions.csv"))) {
      if (code === "ID") continue;
      const province = code.slice(0, 2);
      const known = zones.get(province);
      if (known !== undefined && known !== zone) throw new Error(`${province} has two zones`);
      zones.set(province, zone);
    }
  }
  const of = (zone: string): string =>
    [...zones]
      .filter(([, z]) => z === zone)
      .map(([code]) => code)
      .join(" ");
  return `export const wita = "${of("WITA")}";\nexport const wit = "${of("WIT")}";`;
}

const modules: Readonly<Record<string, () => string>> = {
  "virtual:geography/map": mapModule,
  "virtual:geography/zones": zonesModule,
};

export function geography(): Plugin {
  return {
    name: "geography",
    resolveId: (id) => (id in modules ? `\0${id}` : null),
    load: (id) => (id.startsWith("\0") ? (modules[id.slice(1)]?.() ?? null) : null),
  };
}
