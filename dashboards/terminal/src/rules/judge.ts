// SPDX-License-Identifier: Apache-2.0
// The verdict on a report or a closed day before it is sent: the same as the server's, in the same
// order. Pure; what only the ledger knows (a conflict, a correction's target) is not judged here.
import { limits, methodRules, order, type RejectionWord, wordOf } from "./rules";

// The words of a report, nothing checked: numbers as they stand on the wire.
export interface SentReport {
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
  readonly correction: {
    readonly seq: number;
    readonly kind: number;
    readonly reason: number;
  } | null;
}

export interface SentClose {
  readonly seq: number;
  readonly site: string;
  readonly serviceDate: number;
  readonly ownTotal: number;
  readonly deviceTimeMs: number;
}

export interface JudgedSite {
  readonly code: string;
  // Number of the wire's Place.
  readonly place: number;
  readonly zoneOffsetMinutes: number;
}

// What the verdict depends on beside the words.
export interface Circumstances {
  readonly sites: readonly JudgedSite[];
  // yyyymmdd; empty where the terminal does not know them yet: then dates are left to the server.
  readonly serviceDates: readonly number[];
  // 0 where the event has none.
  readonly ceiling: number;
  // The event clock now, milliseconds since 1970.
  readonly nowMs: number;
  // The device's clock minus the event clock.
  readonly skewMs: number;
}

type Broken = (code: RejectionWord) => boolean;

// The first rule that is broken, or null where the server will take it.
export function judgeReport(sent: SentReport, at: Circumstances): RejectionWord | null {
  return order.report.find(brokenBy(sent, at)) ?? null;
}

export function judgeClose(sent: SentClose, at: Circumstances): RejectionWord | null {
  const { seq, site, serviceDate, ownTotal, deviceTimeMs } = sent;
  const whole = { ...anyReport, seq, site, serviceDate, deviceTimeMs, dateChosen: true };
  const broken = brokenBy(whole, at);
  const first = order.close_day.find((code) =>
    code === "own_total_out_of_range"
      ? !isWithin(ownTotal, limits.own_total_min, limits.own_total_max)
      : broken(code),
  );
  return first ?? null;
}

const anyReport = {
  method: 1,
  category: 1,
  postpartum: 1,
  partner: 1,
  count: 1,
  confirmed: false,
  correction: null,
};

function brokenBy(sent: SentReport, at: Circumstances): Broken {
  const site = at.sites.find(({ code }) => code === sent.site);
  const date = judgedDate(sent, site, at);
  return (code) => {
    switch (code) {
      case "seq_out_of_range":
        return !isSeq(sent.seq);
      case "count_out_of_range":
        return !isWithin(sent.count, limits.count_min, limits.count_max);
      case "count_above_ceiling":
        return at.ceiling !== 0 && sent.count > at.ceiling && !sent.confirmed;
      case "device_time_out_of_range":
        return !isWithin(sent.deviceTimeMs, limits.device_time_min_ms, limits.device_time_max_ms);
      case "site_unknown":
        return site === undefined;
      case "method_unknown":
        return wordOf("method", sent.method) === undefined;
      case "category_unknown":
        return wordOf("category", sent.category) === undefined;
      case "postpartum_unknown":
        return wordOf("postpartum", sent.postpartum) === undefined;
      case "partner_unknown":
        return wordOf("partner", sent.partner) === undefined;
      case "method_not_at_place":
        return !isGivenAt(sent.method, site?.place ?? 0);
      case "mal_needs_kb_pp":
      case "mop_not_postpartum":
        return postpartumFault(sent.method, sent.postpartum) === code;
      case "service_date_invalid":
        return !isCalendarDay(sent.serviceDate);
      case "service_date_outside_event":
        return at.serviceDates.length > 0 && !at.serviceDates.includes(date);
      case "service_date_in_future":
        return beginsMs(date, site?.zoneOffsetMinutes ?? 0) > at.nowMs;
      default:
        return correctionFault(sent) === code;
    }
  };
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}

function isSeq(seq: number): boolean {
  return isWithin(seq, limits.seq_min, limits.seq_max);
}

export function isGivenAt(method: number, place: number): boolean {
  const word = wordOf("place", place);
  return word !== undefined && (methodRules[method - 1]?.places.includes(word) ?? false);
}

// How this method refuses this postpartum, or null where they go together.
export function postpartumFault(method: number, postpartum: number): RejectionWord | null {
  const rule = methodRules[method - 1];
  const word = wordOf("postpartum", postpartum);
  if (!rule?.otherwise || word === undefined || rule.postpartum.includes(word)) return null;
  return rule.otherwise;
}

function correctionFault({ seq, correction }: SentReport): RejectionWord | null {
  if (correction === null) return null;
  if (!isSeq(correction.seq) || correction.seq === seq) return "correction_target_gone";
  if (wordOf("correction_kind", correction.kind) === undefined) return "correction_kind_unknown";
  if (wordOf("correction_reason", correction.reason) === undefined) {
    return "correction_reason_unknown";
  }
  return null;
}

// A chosen date is kept; otherwise it is the day at the site's zone when the report was made.
function judgedDate(sent: SentReport, site: JudgedSite | undefined, at: Circumstances): number {
  if (sent.dateChosen || !site) return sent.serviceDate;
  return dayAt(Math.min(sent.deviceTimeMs - at.skewMs, at.nowMs), site.zoneOffsetMinutes);
}

// yyyymmdd of an instant in a zone without summer time.
export function dayAt(ms: number, zoneOffsetMinutes: number): number {
  const local = new Date(ms + zoneOffsetMinutes * 60_000);
  return local.getUTCFullYear() * 10_000 + (local.getUTCMonth() + 1) * 100 + local.getUTCDate();
}

function partsOf(yyyymmdd: number): [year: number, month: number, day: number] {
  return [Math.floor(yyyymmdd / 10_000), Math.floor(yyyymmdd / 100) % 100, yyyymmdd % 100];
}

// When a date begins in a zone, milliseconds since 1970.
export function beginsMs(yyyymmdd: number, zoneOffsetMinutes: number): number {
  const [year, month, day] = partsOf(yyyymmdd);
  return Date.UTC(year, month - 1, day) - zoneOffsetMinutes * 60_000;
}

export function isCalendarDay(yyyymmdd: number): boolean {
  if (!isWithin(yyyymmdd, limits.service_date_min, limits.service_date_max)) return false;
  const [year, month, day] = partsOf(yyyymmdd);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
