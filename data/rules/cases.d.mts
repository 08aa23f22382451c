// SPDX-License-Identifier: Apache-2.0
// The types of cases.mjs for the terminal's test.
export interface Case {
  readonly seq: number;
  readonly site: string;
  readonly serviceDate: number;
  readonly dateChosen: boolean;
  readonly method: number;
  readonly category: number;
  readonly postpartum: number;
  readonly partner: number;
  readonly count: number;
  readonly confirmed: boolean;
  readonly deviceTimeMs: number;
  readonly skewMs: number;
  readonly correction: { readonly seq: number; readonly kind: number; readonly reason: number } | null;
}

export const world: {
  readonly nowMs: number;
  readonly ceiling: number;
  readonly serviceDates: readonly number[];
  readonly sites: readonly {
    readonly code: string;
    readonly place: number;
    readonly zoneOffsetMinutes: number;
  }[];
};

export function makeCases(seed?: number): readonly Case[];
export function fixtureOf(cases: readonly Case[], verdicts: readonly number[]): string;
