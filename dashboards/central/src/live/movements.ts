// SPDX-License-Identifier: Apache-2.0
// What moved a total, as GET /v1/movements/{region} tells it: who added most, and every fall with
// the correction that made it.

import { integerOf, integerOrNull, type Json, listOf, objectOf, textOf, textOrEmpty } from "./json";
import type { Sequence } from "./model";
import { sequenceOfJson } from "./sites";

export interface Contributor {
  readonly region: string;
  readonly name: string;
  readonly acceptors: number;
}

export interface Fall {
  readonly eventMs: number;
  readonly region: string;
  readonly site: string;
  // Below zero.
  readonly acceptors: number;
  // "void", "replace", "unexplained".
  readonly kind: string;
  // "salah_entry", …; empty where none was recorded.
  readonly reason: string;
  readonly terminal: string;
  readonly seq: number;
}

export interface Movements {
  readonly sequence: Sequence;
  readonly sinceMs: number;
  readonly contributors: readonly Contributor[];
  readonly falls: readonly Fall[];
}

function contributorOf(json: Json): Contributor {
  return {
    region: textOf(json.region, "region"),
    name: textOrEmpty(json.name),
    acceptors: integerOf(json.acceptors, "acceptors"),
  };
}

function fallOf(json: Json): Fall {
  return {
    eventMs: integerOf(json.event_time_ms, "event_time_ms"),
    region: textOf(json.region, "region"),
    site: textOrEmpty(json.site),
    acceptors: integerOf(json.acceptors, "acceptors"),
    kind: textOf(json.kind, "kind"),
    reason: textOrEmpty(json.reason),
    terminal: textOrEmpty(json.terminal),
    seq: integerOrNull(json.seq, "seq") ?? 0,
  };
}

export function movementsOf(body: unknown): Movements {
  const json = objectOf(body, "movements");
  return {
    sequence: sequenceOfJson(json.sequence),
    sinceMs: integerOf(json.since_ms, "since_ms"),
    contributors: listOf(json.contributors, "contributors", contributorOf),
    falls: listOf(json.falls, "falls", fallOf),
  };
}

// One line of the log: the corrections of one region for one reason, added up.
export interface FallGroup {
  readonly region: string;
  readonly reason: string;
  // Below zero.
  readonly acceptors: number;
  readonly reports: number;
  // The newest correction of the group.
  readonly lastMs: number;
}

// The deepest fall first. Five hundred voids of one clerk are one sentence, not five hundred.
export function fallGroups(falls: readonly Fall[]): readonly FallGroup[] {
  const groups = new Map<string, FallGroup>();
  for (const fall of falls) {
    const key = `${fall.region} ${fall.reason}`;
    const before = groups.get(key);
    groups.set(key, {
      region: fall.region,
      reason: fall.reason,
      acceptors: (before?.acceptors ?? 0) + fall.acceptors,
      reports: (before?.reports ?? 0) + 1,
      lastMs: Math.max(before?.lastMs ?? 0, fall.eventMs),
    });
  }
  return [...groups.values()].sort((a, b) => a.acceptors - b.acceptors || b.lastMs - a.lastMs);
}
