// SPDX-License-Identifier: Apache-2.0
// The sites of a region as GET /v1/sites/{region} tells them: who has not reported, who should be
// looked at, and why.

import { integerOf, integerOrNull, type Json, listOf, objectOf, textOf, textOrEmpty } from "./json";
import type { Sequence } from "./model";

export interface Flag {
  // "jump", "round_numbers", …: see docs/PROTOCOL.md.
  readonly flag: string;
  readonly id: string;
  readonly en: string;
}

export interface Site {
  readonly code: string;
  // puskesmas, pmb, imp, rs, kb_bergerak.
  readonly place: string;
  readonly regency: string;
  // Empty where the register has none.
  readonly name: string;
  readonly expected: boolean;
  readonly reported: boolean;
  readonly closed: boolean;
  readonly acceptors: number;
  readonly lastEventMs: number | null;
  // Since its window opened; null where it has reported or the window has not opened.
  readonly silentMinutes: number | null;
  readonly weight: number | null;
  readonly flags: readonly Flag[];
}

export interface Sites {
  readonly sequence: Sequence;
  readonly region: string;
  // All that match; `sites` holds at most 1,000 of them.
  readonly total: number;
  readonly sites: readonly Site[];
}

export function sequenceOfJson(value: unknown): Sequence {
  const json = objectOf(value, "sequence");
  return {
    epoch: BigInt(`0x${textOf(json.epoch, "sequence.epoch")}`),
    revision: BigInt(integerOf(json.revision, "sequence.revision")),
    asOfMs: integerOf(json.as_of_ms, "sequence.as_of_ms"),
  };
}

function flagOf(json: Json): Flag {
  const flag = textOf(json.flag, "flag");
  return { flag, id: textOf(json.text_id, "text_id"), en: textOf(json.text_en, "text_en") };
}

function siteOf(json: Json): Site {
  return {
    code: textOf(json.code, "code"),
    place: textOf(json.place, "place"),
    regency: textOf(json.regency, "regency"),
    name: textOrEmpty(json.name),
    expected: json.expected === true,
    reported: json.reported === true,
    closed: json.closed === true,
    acceptors: integerOf(json.acceptors, "acceptors"),
    // 0 where nothing has come.
    lastEventMs: integerOrNull(json.last_event_time_ms, "last_event_time_ms") || null,
    silentMinutes: integerOrNull(json.silent_minutes, "silent_minutes"),
    weight: typeof json.weight === "number" ? json.weight : null,
    flags: listOf(json.flags, "flags", flagOf),
  };
}

export function sitesOf(body: unknown): Sites {
  const json = objectOf(body, "sites");
  return {
    sequence: sequenceOfJson(json.sequence),
    region: textOf(json.region, "region"),
    total: integerOf(json.total, "total"),
    sites: listOf(json.sites, "sites", siteOf),
  };
}
