// SPDX-License-Identifier: Apache-2.0
// Numbers, percentages, dates and clock times as people read them, in Indonesian and English,
// through Intl. Every clock time carries the name of its zone.
import { percentHundredths, percentText } from "./percent";

export type Language = "id" | "en";
export type ZoneName = "WIB" | "WITA" | "WIT";

const zoneIds: Record<ZoneName, string> = {
  WIB: "Asia/Jakarta",
  WITA: "Asia/Makassar",
  WIT: "Asia/Jayapura",
};

const zoneHours: Record<ZoneName, number> = { WIB: 7, WITA: 8, WIT: 9 };

export interface Format {
  readonly language: Language;
  // 1.355.294
  integer(value: number): string;
  // 48 213: an identifier in groups, so that nobody takes it for a count.
  serial(value: bigint): string;
  // 135,53 %; an en dash where there is no denominator.
  percent(part: number, whole: number): string;
  // 1 juta; 11.093 where rounding would lie.
  short(value: number): string;
  // 22.00.04 WIB
  clock(ms: number, zone?: ZoneName): string;
  // 22.00
  hour(ms: number, zone?: ZoneName): string;
  // 29 Juni 2020
  day(yyyymmdd: number): string;
  // yyyymmdd of an instant in a zone
  dayOf(ms: number, zone?: ZoneName): number;
}

function dateOf(yyyymmdd: number): Date {
  const year = Math.floor(yyyymmdd / 10_000);
  const month = Math.floor(yyyymmdd / 100) % 100;
  return new Date(Date.UTC(year, month - 1, yyyymmdd % 100));
}

// The day that an instant falls on; Indonesia's zones have no summer time.
function dayOf(ms: number, zone: ZoneName): number {
  const local = new Date(ms + zoneHours[zone] * 3_600_000);
  return local.getUTCFullYear() * 10_000 + (local.getUTCMonth() + 1) * 100 + local.getUTCDate();
}

function groupDigits(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

function timeFormat(locale: string, zone: ZoneName, seconds: boolean): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" as const } : {}),
    hourCycle: "h23",
    timeZone: zoneIds[zone],
  });
}

function perZone<T>(make: (zone: ZoneName) => T): Record<ZoneName, T> {
  return { WIB: make("WIB"), WITA: make("WITA"), WIT: make("WIT") };
}

function shortNumber(language: Language, integer: Intl.NumberFormat, value: number): string {
  const million = language === "id" ? "juta" : "million";
  const isRound = value >= 1_000_000 && value % 100_000 === 0;
  if (!isRound) return integer.format(value);
  const locale = language === "id" ? "id-ID" : "en-GB";
  return `${new Intl.NumberFormat(locale).format(value / 1_000_000)}\u00a0${million}`;
}

export function makeFormat(language: Language): Format {
  const locale = language === "id" ? "id-ID" : "en-GB";
  const decimalMark = language === "id" ? "," : ".";
  const percentSign = language === "id" ? "\u00a0%" : "%";
  const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const clocks = perZone((zone) => timeFormat(locale, zone, true));
  const hours = perZone((zone) => timeFormat(locale, zone, false));
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  return {
    language,
    integer: (value) => integers.format(value),
    serial: groupDigits,
    percent(part, whole) {
      const hundredths = percentHundredths(part, whole);
      if (hundredths === null) return "–";
      const text = percentText(hundredths, decimalMark);
      const [head = "0", tail = "00"] = text.split(decimalMark);
      return `${integers.format(Number(head))}${decimalMark}${tail}${percentSign}`;
    },
    short: (value) => shortNumber(language, integers, value),
    clock: (ms, zone = "WIB") => `${clocks[zone].format(ms)}\u00a0${zone}`,
    hour: (ms, zone = "WIB") => hours[zone].format(ms),
    day: (yyyymmdd) => days.format(dateOf(yyyymmdd)),
    dayOf: (ms, zone = "WIB") => dayOf(ms, zone),
  };
}
