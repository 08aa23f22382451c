// SPDX-License-Identifier: Apache-2.0
// A site's desk as GET /v1/desk/site/{code} tells it, and what the desk's other calls answer.
import { integerOf, integerOrNull, type Json, listOf, objectOf, textOf, textOrEmpty } from "./json";

// One cell and its count, in the wire's words ("suntik_1_bulan", "ganti_cara").
export interface ReportLine {
  readonly method: string;
  readonly category: string;
  readonly postpartum: string;
  readonly partner: string;
  readonly count: number;
}

export interface DeskTerminal {
  readonly terminal: string;
  // Null where it has not been connected yet.
  readonly firstSeenMs: number | null;
  readonly revoked: boolean;
}

export interface DeskReport {
  readonly terminal: string;
  readonly seq: number;
  readonly serviceDate: number;
  readonly eventMs: number;
  // "counted", "voided", "replaced".
  readonly state: string;
  // The seq that it takes back; 0 for none.
  readonly corrects: number;
  readonly acceptors: number;
  readonly lines: readonly ReportLine[];
}

export interface SiteDesk {
  readonly site: string;
  readonly name: string;
  readonly place: string;
  readonly regency: string;
  readonly active: boolean;
  readonly may: readonly string[];
  readonly terminals: readonly DeskTerminal[];
  // The newest first, not all of them where they are many.
  readonly reports: readonly DeskReport[];
  readonly reportsTotal: number;
}

export function lineOf(json: Json): ReportLine {
  return {
    method: textOf(json.method, "method"),
    category: textOf(json.category, "category"),
    postpartum: textOf(json.postpartum, "postpartum"),
    partner: textOf(json.partner, "partner"),
    count: integerOf(json.count, "count"),
  };
}

function terminalOf(json: Json): DeskTerminal {
  return {
    terminal: textOf(json.terminal, "terminal"),
    firstSeenMs: integerOrNull(json.first_seen_ms, "first_seen_ms") || null,
    revoked: json.revoked === true,
  };
}

function reportOf(json: Json): DeskReport {
  return {
    terminal: textOf(json.terminal, "terminal"),
    seq: integerOf(json.seq, "seq"),
    serviceDate: integerOf(json.service_date, "service_date"),
    eventMs: integerOf(json.event_time_ms, "event_time_ms"),
    state: textOf(json.state, "state"),
    corrects: integerOrNull(json.corrects, "corrects") ?? 0,
    acceptors: integerOf(json.acceptors, "acceptors"),
    lines: listOf(json.lines, "lines", lineOf),
  };
}

export function siteDeskOf(body: unknown): SiteDesk {
  const json = objectOf(body, "desk");
  const reports = listOf(json.reports, "reports", reportOf);
  return {
    site: textOf(json.site, "site"),
    name: textOrEmpty(json.name),
    place: textOf(json.place, "place"),
    regency: textOf(json.regency, "regency"),
    active: json.active === true,
    may: Array.isArray(json.may) ? json.may.filter((each) => typeof each === "string") : [],
    terminals: listOf(json.terminals, "terminals", terminalOf),
    reports,
    reportsTotal: integerOrNull(json.reports_total, "reports_total") ?? reports.length,
  };
}

export interface SiteCode {
  readonly site: string;
  // In groups: "ABCD-EFGH-JKMN".
  readonly code: string;
  readonly expiresAtMs: number;
}

export function siteCodeOf(body: unknown): SiteCode {
  const json = objectOf(body, "code");
  return {
    site: textOf(json.site, "site"),
    code: textOf(json.code, "code"),
    expiresAtMs: integerOf(json.expires_at_ms, "expires_at_ms"),
  };
}

// What became of one dictated line; docs/PROTOCOL.md has the states and the reasons.
export interface DictatedLine {
  // From 1, blank lines counted.
  readonly line: number;
  readonly state: string;
  readonly reason: string;
  readonly textId: string;
  readonly textEn: string;
  readonly again: boolean;
}

export function dictatedLinesOf(body: unknown): readonly DictatedLine[] {
  return listOf(objectOf(body, "dictated").lines, "lines", (json) => ({
    line: integerOf(json.line, "line"),
    state: textOf(json.state, "state"),
    reason: textOrEmpty(json.reason),
    textId: textOrEmpty(json.text_id),
    textEn: textOrEmpty(json.text_en),
    again: json.again === true,
  }));
}

// The lines that were refused, to be mended and entered again.
export function refusedText(text: string, lines: readonly DictatedLine[]): string {
  const refused = new Set(lines.filter((each) => each.state === "refused").map((l) => l.line));
  return text
    .split("\n")
    .filter((_, index) => refused.has(index + 1))
    .join("\n");
}
