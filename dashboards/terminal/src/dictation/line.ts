// SPDX-License-Identifier: Apache-2.0
// A report as one line that can be read out over a telephone; docs/TERMINAL.md specifies it:
// TERMINAL/SEQ/SITE/DDMMYY/CELL/COUNT[/CORRECTION]/CHECK, the check digits by ISO 7064 MOD 97-10.
import type { Content, Entry } from "../outbox/entry";
import { isCalendarDay } from "../rules/judge";
import { limits, wordOf } from "../rules/rules";

export interface Dictated {
  readonly terminal: string;
  readonly seq: number;
  readonly content: Content;
  readonly confirmed: boolean;
}

export type LineFault =
  | "parts"
  | "check"
  | "terminal"
  | "seq"
  | "site"
  | "date"
  | "cell"
  | "count"
  | "correction";

const voids = 1;
const replaces = 2;

const two = (value: number): string => String(value).padStart(2, "0");

export function dictate({ terminal, seq, content, confirmed }: Dictated | Entry): string {
  const { site, serviceDate } = content;
  const date = `${two(serviceDate % 100)}${two(Math.floor(serviceDate / 100) % 100)}${two(
    Math.floor(serviceDate / 10_000) % 100,
  )}`;
  const parts = [terminal, seq, site, date, ...said(content, confirmed)];
  const text = parts.join("/").toUpperCase();
  return `${text}/${two(98 - ((remainder(text) * 100) % 97))}`;
}

function said(content: Content, confirmed: boolean): readonly string[] {
  if (content.kind === "close") return ["T", String(content.ownTotal)];
  const { method, category, postpartum, partner, count, correction } = content;
  const cell = `${two(method)}${category}${postpartum}${partner}`;
  const amount = `${count}${confirmed ? "Y" : ""}`;
  if (correction === null) return [cell, amount];
  const letter = correction.kind === voids ? "B" : "G";
  return [cell, amount, `${letter}${correction.seq}-${correction.reason}`];
}

// The text as a number, modulo 97: each character stands for two decimal digits, 00 to 37, the
// separators too. So every single wrong character and every swap of two neighbours is found.
function remainder(text: string): number {
  let rest = 0;
  for (const letter of text) rest = (rest * 100 + numberOf(letter)) % 97;
  return rest;
}

function numberOf(letter: string): number {
  if (letter >= "0" && letter <= "9") return Number(letter);
  if (letter >= "A" && letter <= "Z") return letter.charCodeAt(0) - 55;
  return letter === "/" ? 36 : 37;
}

// Blanks and the case of letters do not matter: people write down what they hear.
export function readLine(line: string): Dictated | LineFault {
  const text = line.replace(/\s+/g, "").toUpperCase();
  const parts = text.split("/");
  if (parts.length < 7 || parts.length > 8 || !/^[A-Z0-9/-]+$/.test(text)) return "parts";
  const check = parts.at(-1) ?? "";
  const body = text.slice(0, text.lastIndexOf("/"));
  const isRight = /^\d\d$/.test(check) && (remainder(body) * 100 + Number(check)) % 97 === 1;
  if (!isRight || Number(check) < 2 || Number(check) > 98) return "check";
  const [terminal = "", seq = "", site = "", date = "", cell = "", amount = ""] = parts;
  if (!/^[A-Z0-9-]{4,32}$/.test(terminal)) return "terminal";
  const number = plain(seq, limits.seq_min, limits.seq_max);
  if (number === null) return "seq";
  if (!/^[A-Z0-9-]{1,32}$/.test(site)) return "site";
  const serviceDate = dateOf(date);
  if (serviceDate === null) return "date";
  const at = { terminal: terminal.toLowerCase(), seq: number };
  const content = contentOf({
    site,
    serviceDate,
    cell,
    amount,
    correction: parts.length === 8 ? (parts[6] ?? "") : null,
  });
  return typeof content === "string" ? content : { ...at, ...content };
}

// Digits without a leading zero, within the limits; null otherwise.
function plain(text: string, min: number, max: number): number | null {
  if (!/^(0|[1-9]\d{0,9})$/.test(text)) return null;
  const value = Number(text);
  return value >= min && value <= max ? value : null;
}

function dateOf(text: string): number | null {
  if (!/^\d{6}$/.test(text)) return null;
  const [day, month, year] = [text.slice(0, 2), text.slice(2, 4), text.slice(4)].map(Number);
  const date = 20_000_000 + (year ?? 0) * 10_000 + (month ?? 0) * 100 + (day ?? 0);
  return isCalendarDay(date) ? date : null;
}

interface Said {
  readonly site: string;
  readonly serviceDate: number;
  readonly cell: string;
  readonly amount: string;
  readonly correction: string | null;
}

function contentOf(said: Said): Pick<Dictated, "content" | "confirmed"> | LineFault {
  const { site, serviceDate, cell, amount } = said;
  if (cell === "T") {
    if (said.correction !== null) return "correction";
    const ownTotal = plain(amount, limits.own_total_min, limits.own_total_max);
    if (ownTotal === null) return "count";
    return { content: { kind: "close", site, serviceDate, ownTotal }, confirmed: false };
  }
  const dimensions = cellOf(cell);
  if (dimensions === null) return "cell";
  const confirmed = amount.endsWith("Y");
  const count = plain(confirmed ? amount.slice(0, -1) : amount, limits.count_min, limits.count_max);
  if (count === null) return "count";
  const correction = correctionOf(said.correction);
  if (correction === "correction") return correction;
  const content = { kind: "report", site, serviceDate, dateChosen: true } as const;
  return { content: { ...content, ...dimensions, count, correction }, confirmed };
}

function cellOf(text: string) {
  if (!/^\d{5}$/.test(text)) return null;
  const method = Number(text.slice(0, 2));
  const [category = 0, postpartum = 0, partner = 0] = [...text.slice(2)].map(Number);
  const isKnown =
    wordOf("method", method) !== undefined &&
    wordOf("category", category) !== undefined &&
    wordOf("postpartum", postpartum) !== undefined &&
    wordOf("partner", partner) !== undefined;
  return isKnown ? { method, category, postpartum, partner } : null;
}

function correctionOf(text: string | null) {
  if (text === null) return null;
  const found = /^([BG])([1-9]\d{0,9})-([1-4])$/.exec(text);
  const seq = plain(found?.[2] ?? "", limits.seq_min, limits.seq_max);
  if (!found || seq === null) return "correction" as const;
  return { seq, kind: found[1] === "B" ? voids : replaces, reason: Number(found[3]) };
}
