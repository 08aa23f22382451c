// SPDX-License-Identifier: Apache-2.0
// What was refused because its number has other content, as GET /v1/conflicts/{region} tells it:
// both contents, the newest first.
import { lineOf, type ReportLine } from "./desk";
import { integerOf, integerOrNull, type Json, listOf, objectOf, textOf, textOrEmpty } from "./json";
import type { Sequence } from "./model";
import { sequenceOfJson } from "./sites";

export interface ConflictContent {
  // "report" or "close".
  readonly kind: string;
  readonly site: string;
  readonly serviceDate: number;
  // Of a report what it adds, of a void what it takes away, of a close the own total.
  readonly acceptors: number;
  // The seq that a correction is of; 0 for none.
  readonly corrects: number;
  readonly lines: readonly ReportLine[];
}

export interface Conflict {
  readonly terminal: string;
  readonly seq: number;
  readonly site: string;
  // Empty where the register has none.
  readonly name: string;
  readonly eventMs: number;
  // Null where the ledger has lost it, or it is of another region.
  readonly recorded: ConflictContent | null;
  readonly refused: ConflictContent;
}

export interface Conflicts {
  readonly sequence: Sequence;
  // All of the region; `conflicts` are the newest of them.
  readonly total: number;
  readonly conflicts: readonly Conflict[];
}

function contentOf(json: Json): ConflictContent {
  const kind = textOf(json.kind, "kind");
  return {
    kind,
    site: textOf(json.site, "site"),
    serviceDate: integerOf(json.service_date, "service_date"),
    acceptors: integerOf(kind === "close" ? json.own_total : json.acceptors, "acceptors"),
    corrects: integerOrNull(json.corrects, "corrects") ?? 0,
    lines: kind === "close" ? [] : listOf(json.lines, "lines", lineOf),
  };
}

function conflictOf(json: Json): Conflict {
  return {
    terminal: textOf(json.terminal, "terminal"),
    seq: integerOf(json.seq, "seq"),
    site: textOf(json.site, "site"),
    name: textOrEmpty(json.name),
    eventMs: integerOf(json.event_time_ms, "event_time_ms"),
    recorded: json.recorded === null ? null : contentOf(objectOf(json.recorded, "recorded")),
    refused: contentOf(objectOf(json.refused, "refused")),
  };
}

export function conflictsOf(body: unknown): Conflicts {
  const json = objectOf(body, "conflicts");
  return {
    sequence: sequenceOfJson(json.sequence),
    total: integerOf(json.total, "total"),
    conflicts: listOf(json.conflicts, "conflicts", conflictOf),
  };
}
