// SPDX-License-Identifier: Apache-2.0
// The live totals as plain, immutable values. The wire's messages become these at the border, so
// nothing behind it knows protobuf; acceptors are checked to be exact integers on the way in.

import type { EventKind, EventStatus } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import type {
  EventInfo as WireEvent,
  Sequence as WireSequence,
  Totals as WireTotals,
} from "@sejuta/shared/gen/sejuta/v1/live_pb";

export interface Sequence {
  readonly epoch: bigint;
  readonly revision: bigint;
  // Event clock; 0 where the ledger has no entry.
  readonly asOfMs: number;
}

export interface EventInfo {
  readonly id: string;
  readonly name: string;
  readonly kind: EventKind;
  readonly status: EventStatus;
  readonly serviceDates: readonly number[];
  readonly developmentTokens: boolean;
  readonly weakerDurability: boolean;
  // Everybody may see everything, without a login.
  readonly openDashboards: boolean;
  // The event that this rehearsal rehearses; empty where it names none.
  readonly rehearses: string;
  readonly indicators: readonly Indicator[];
}

// A figure that the organisers show beside the count, as published.
export interface Indicator {
  readonly name: string;
  readonly value: string;
  readonly target: string;
  readonly lowerIsBetter: boolean;
  // "114.83"; empty where there is no target.
  readonly percent: string;
  readonly source: string;
}

export interface Target {
  readonly set: string;
  readonly acceptors: number;
}

export interface Coverage {
  readonly reported: number;
  readonly expected: number;
  // Expected sites that closed every service date that has begun for them.
  readonly closed: number;
  // Sites that reported though nobody expected them; never in `reported`.
  readonly outside: number;
}

// Where the total will stand at the close, as the server estimates it; an 80 % band.
export interface Projection {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
  readonly closesAtMs: number;
}

export interface RegionRow {
  readonly code: string;
  readonly acceptors: number;
  readonly target: Target | null;
  readonly coverage: Coverage;
  // In every named set, `target` first.
  readonly targets: readonly Target[];
  // Public view: acceptors and coverage.reported are not shown and stand as 0.
  readonly hidden: boolean;
}

// Acceptors by the wire's number of a dimension's value.
export type Counts = ReadonlyMap<number, number>;

export interface Totals {
  readonly acceptors: number;
  readonly target: Target | null;
  readonly coverage: Coverage;
  readonly byMethod: Counts;
  readonly byCategory: Counts;
  readonly byPostpartum: Counts;
  readonly byPlace: Counts;
  readonly byPartner: Counts;
  readonly byRegion: ReadonlyMap<string, RegionRow>;
  // Minutes since 1970 by the event clock; a row stands for `minuteStep` minutes from its own on.
  readonly byMinute: Counts;
  readonly minuteStep: number;
  readonly groupTargets: ReadonlyMap<string, Target>;
  // The targets of every named set, `target` first.
  readonly targets: readonly Target[];
  readonly coverageByPlace: ReadonlyMap<number, Coverage>;
  // Null where too little has been reported to estimate.
  readonly projection: Projection | null;
  // Public view: acceptors and coverage.reported are not shown and stand as 0.
  readonly hidden: boolean;
  // Public view: not shown, and not in byMethod.
  readonly hiddenMethods: ReadonlySet<number>;
}

export interface RegionName {
  readonly code: string;
  readonly name: string;
}

// One region's whole state.
export interface Topic {
  readonly region: string;
  readonly event: EventInfo;
  readonly sequence: Sequence;
  readonly path: readonly RegionName[];
  readonly names: ReadonlyMap<string, string>;
  readonly totals: Totals;
  // Nation or province as everybody may see it.
  readonly publicView: boolean;
}

// A number of the wire that must be exact here.
export function exact(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`not an exact integer: ${value}`);
  return number;
}

export function sequenceOf(wire: WireSequence | undefined): Sequence {
  return {
    epoch: wire?.epoch ?? 0n,
    revision: wire?.revision ?? 0n,
    asOfMs: exact(wire?.asOfMs ?? 0n),
  };
}

export function eventOf(wire: WireEvent | undefined): EventInfo {
  return {
    id: wire?.id ?? "",
    name: wire?.name ?? "",
    kind: wire?.kind ?? 0,
    status: wire?.status ?? 0,
    serviceDates: wire?.serviceDates ?? [],
    developmentTokens: wire?.developmentTokens ?? false,
    weakerDurability: wire?.weakerDurability ?? false,
    openDashboards: wire?.openDashboards ?? false,
    rehearses: wire?.rehearses ?? "",
    indicators: wire?.indicators.map(indicatorOf) ?? [],
  };
}

function indicatorOf(wire: Indicator): Indicator {
  const { name, value, target, lowerIsBetter, percent, source } = wire;
  return { name, value, target, lowerIsBetter, percent, source };
}

interface WireTarget {
  readonly set: string;
  readonly acceptors: bigint;
}

function targetOf(wire: WireTarget | undefined): Target | null {
  return wire ? { set: wire.set, acceptors: exact(wire.acceptors) } : null;
}

// A server before this field sends the chosen target alone.
function targetsOf(wire: WireTotals): readonly Target[] {
  const all = wire.targets.length === 0 && wire.target ? [wire.target] : wire.targets;
  return all.map(({ set, acceptors }) => ({ set, acceptors: exact(acceptors) }));
}

function coverageOf(wire: Partial<Coverage> | undefined): Coverage {
  return {
    reported: wire?.reported ?? 0,
    expected: wire?.expected ?? 0,
    closed: wire?.closed ?? 0,
    outside: wire?.outside ?? 0,
  };
}

interface WireProjection {
  readonly low: bigint;
  readonly mid: bigint;
  readonly high: bigint;
  readonly closesAtMs: bigint;
}

function projectionOf(wire: WireProjection | undefined): Projection | null {
  if (!wire) return null;
  return {
    low: exact(wire.low),
    mid: exact(wire.mid),
    high: exact(wire.high),
    closesAtMs: exact(wire.closesAtMs),
  };
}

// Rows laid over what was there before; a row that is not named keeps its value.
function laid<K, V, R>(
  before: ReadonlyMap<K, V> | undefined,
  rows: readonly R[],
  entry: (row: R) => readonly [K, V],
): ReadonlyMap<K, V> {
  if (before && rows.length === 0) return before;
  const after = new Map(before);
  for (const row of rows) after.set(...entry(row));
  return after;
}

interface CountRow {
  readonly acceptors: bigint;
}

// Counts laid over what was there before; a row that fell to zero is dropped, as a snapshot has it.
function counted<R extends CountRow>(
  before: Counts | undefined,
  rows: readonly R[],
  key: (row: R) => number,
): Counts {
  if (before && rows.length === 0) return before;
  const after = new Map(before);
  for (const row of rows) {
    if (row.acceptors === 0n) after.delete(key(row));
    else after.set(key(row), exact(row.acceptors));
  }
  return after;
}

// A snapshot's totals, or a delta's changed rows over the totals before it. Values on the wire are
// absolute; acceptors, coverage and targets are always set.
export function totalsOf(wire: WireTotals | undefined, before?: Totals): Totals {
  if (!wire) throw new TypeError("a frame without totals");
  return {
    acceptors: exact(wire.acceptors),
    target: targetOf(wire.target),
    coverage: coverageOf(wire.coverage),
    byMethod: counted(before?.byMethod, wire.byMethod, (row) => row.method),
    byCategory: counted(before?.byCategory, wire.byCategory, (row) => row.category),
    byPostpartum: counted(before?.byPostpartum, wire.byPostpartum, (row) => row.postpartum),
    byPlace: counted(before?.byPlace, wire.byPlace, (row) => row.place),
    byPartner: counted(before?.byPartner, wire.byPartner, (row) => row.partner),
    byRegion: laid(before?.byRegion, wire.byRegion, (r) => [
      r.code,
      {
        code: r.code,
        acceptors: exact(r.acceptors),
        target: targetOf(r.target),
        coverage: coverageOf(r.coverage),
        targets: r.targets.map(({ set, acceptors }) => ({ set, acceptors: exact(acceptors) })),
        hidden: r.hidden,
      },
    ]),
    byMinute: counted(before?.byMinute, wire.byMinute, (row) => row.minute),
    minuteStep: Math.max(1, wire.minuteStep),
    groupTargets: laid(before?.groupTargets, wire.groupTargets, (r) => [
      r.group,
      { set: r.set, acceptors: exact(r.acceptors) },
    ]),
    targets: targetsOf(wire),
    coverageByPlace: laid(before?.coverageByPlace, wire.coverageByPlace, (row) => [
      row.place,
      coverageOf(row.coverage),
    ]),
    projection: projectionOf(wire.projection),
    hidden: wire.hidden,
    hiddenMethods: new Set(wire.byMethod.filter((r) => r.hidden).map((r) => r.method)),
  };
}
