// SPDX-License-Identifier: Apache-2.0
// The tile map: one equal tile for each province, in a grid of 12 by 7 that keeps what people know
// of the map (Sumatra slants down, Java lies along the foot, Papua closes the east). The places of
// the provinces of 2020 are the same ones, with Papua's four new ones left empty.

export interface Tile {
  readonly code: string;
  readonly column: number;
  readonly row: number;
}

export interface TileGrid {
  readonly columns: number;
  readonly rows: number;
  readonly tiles: readonly Tile[];
}

// Code, column, row, the short name in use.
const provinces: readonly (readonly [code: string, column: number, row: number, short: string])[] =
  [
    ["11", 0, 0, "Aceh"],
    ["12", 1, 1, "Sumut"],
    ["13", 1, 2, "Sumbar"],
    ["14", 2, 2, "Riau"],
    ["21", 3, 2, "Kepri"],
    ["17", 1, 3, "Bengkulu"],
    ["15", 2, 3, "Jambi"],
    ["19", 3, 3, "Babel"],
    ["16", 2, 4, "Sumsel"],
    ["18", 2, 5, "Lampung"],
    ["36", 3, 5, "Banten"],
    ["31", 4, 5, "DKI"],
    ["33", 5, 5, "Jateng"],
    ["35", 6, 5, "Jatim"],
    ["32", 4, 6, "Jabar"],
    ["34", 5, 6, "DIY"],
    ["51", 7, 6, "Bali"],
    ["52", 8, 6, "NTB"],
    ["53", 9, 6, "NTT"],
    ["61", 4, 2, "Kalbar"],
    ["62", 4, 3, "Kalteng"],
    ["63", 5, 3, "Kalsel"],
    ["64", 5, 2, "Kaltim"],
    ["65", 5, 1, "Kaltara"],
    ["71", 8, 1, "Sulut"],
    ["75", 7, 1, "Gorontalo"],
    ["72", 7, 2, "Sulteng"],
    ["76", 7, 3, "Sulbar"],
    ["74", 8, 3, "Sultra"],
    ["73", 7, 4, "Sulsel"],
    ["82", 9, 2, "Malut"],
    ["81", 9, 4, "Maluku"],
    ["96", 10, 2, "PBD"],
    ["92", 10, 3, "Pabar"],
    ["91", 11, 3, "Papua"],
    ["94", 10, 4, "Papteng"],
    ["95", 11, 4, "Papeg"],
    ["93", 11, 5, "Papsel"],
  ];
const places = new Map(
  provinces.map(([code, column, row, short]) => [code, { column, row, short }]),
);

export const provinceColumns = 12;
const provinceRows = 7;

// The short name on a tile; for a region that has none, its own name.
export function shortName(code: string, name: string): string {
  return places.get(code)?.short ?? name;
}

// A province that the grid does not know (another region set) stands in a row below it.
export function provinceTiles(codes: readonly string[]): TileGrid {
  const strangers = codes.filter((code) => !places.has(code));
  const tiles = codes.map((code) => {
    const place = places.get(code);
    if (place) return { code, column: place.column, row: place.row };
    const index = strangers.indexOf(code);
    return {
      code,
      column: index % provinceColumns,
      row: provinceRows + Math.floor(index / provinceColumns),
    };
  });
  const extra = Math.ceil(strangers.length / provinceColumns);
  return { columns: provinceColumns, rows: provinceRows + extra, tiles };
}

export type Place = readonly [x: number, y: number];

// A province's regencies in rows from north to south, each row from west to east: equal tiles that
// lie about where people look for them. Regencies without a point come last, by code.
export function regencyTiles(
  codes: readonly string[],
  points: ReadonlyMap<string, Place>,
  columns: number,
): TileGrid {
  const byCode = [...codes].sort();
  const known = byCode.filter((code) => points.has(code));
  const x = (code: string): number => points.get(code)?.[0] ?? 0;
  const y = (code: string): number => points.get(code)?.[1] ?? 0;
  known.sort((a, b) => y(a) - y(b));
  const rows = Math.ceil(codes.length / columns);
  const ordered: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    const line = known.slice(row * columns, (row + 1) * columns);
    ordered.push(...line.sort((a, b) => x(a) - x(b)));
  }
  ordered.push(...byCode.filter((code) => !points.has(code)));
  const tiles = ordered.map((code, index) => ({
    code,
    column: index % columns,
    row: Math.floor(index / columns),
  }));
  return { columns, rows, tiles };
}
