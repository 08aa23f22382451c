// SPDX-License-Identifier: Apache-2.0
// The regencies of the whole nation for the dot map, purely: the live stream of the nation has its
// provinces only, so each province is asked for by itself, and only where its live total says that
// what is known is old.

import { integerOf, objectOf, textOf, textOrEmpty } from "./json";
import type { RegionRow, Totals } from "./model";

export interface ProvinceRows {
  // The province's own total when its rows were read.
  readonly acceptors: number;
  readonly reported: number;
  readonly rows: readonly RegionRow[];
  readonly names: ReadonlyMap<string, string>;
}

function rowOf(code: string, value: unknown): RegionRow {
  const json = objectOf(value, code);
  const coverage = objectOf(json.coverage, "coverage");
  const target = json.target ? objectOf(json.target, "target") : null;
  return {
    code,
    acceptors: integerOf(json.total, "total"),
    target: target && {
      set: textOf(target.set, "target.set"),
      acceptors: integerOf(target.value, "target.value"),
    },
    coverage: {
      reported: integerOf(coverage.reported, "reported"),
      expected: integerOf(coverage.expected, "expected"),
      closed: 0,
      outside: 0,
    },
    targets: [],
    hidden: false,
  };
}

// GET /v1/totals/{province}.
export function provinceRowsOf(body: unknown): ProvinceRows {
  const json = objectOf(body, "totals");
  const regions = objectOf(json.by_region, "by_region");
  const coverage = objectOf(json.coverage, "coverage");
  const codes = Object.keys(regions);
  return {
    acceptors: integerOf(json.total, "total"),
    reported: integerOf(coverage.reported, "reported"),
    rows: codes.map((code) => rowOf(code, regions[code])),
    names: new Map(
      codes.map((code) => [code, textOrEmpty(objectOf(regions[code], code).name) || code]),
    ),
  };
}

// The province to ask for next: one that is not known yet, else the one whose total moved most
// since it was read; null where all is known.
export function nextProvince(
  nation: Totals,
  known: ReadonlyMap<string, ProvinceRows>,
): string | null {
  let most = 0;
  let next: string | null = null;
  for (const { code, acceptors, coverage } of nation.byRegion.values()) {
    const before = known.get(code);
    if (!before) return code;
    const moved =
      Math.abs(acceptors - before.acceptors) + Math.abs(coverage.reported - before.reported);
    if (moved > most) {
      most = moved;
      next = code;
    }
  }
  return next;
}
