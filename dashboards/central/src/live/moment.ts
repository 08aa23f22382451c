// SPDX-License-Identifier: Apache-2.0
// The moment that a screen shows: the present, or a time of the event clock as a link has it,
// "2020-06-29T22:00WIB". The zone is a name: an offset's plus sign does not survive a query.
import { zoneHours } from "./pace";

export type Moment =
  | { readonly kind: "present" }
  | { readonly kind: "past"; readonly ms: number }
  // A text that is no moment: the page says so and shows the present.
  | { readonly kind: "unreadable"; readonly text: string };

export const present: Moment = { kind: "present" };

const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?(WIB|WITA|WIT)$/;
const hourMs = 3_600_000;

export function parseMoment(text: string | null): Moment {
  if (text === null || text === "") return present;
  const match = pattern.exec(text);
  if (!match) return { kind: "unreadable", text };
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  // 31 June or 25 o'clock would roll over into another moment.
  const back = new Date(utc).toISOString().slice(0, 16);
  if (back !== text.slice(0, 16) || second > 59) return { kind: "unreadable", text };
  return { kind: "past", ms: utc - zoneHours[match[7] as "WIB" | "WITA" | "WIT"] * hourMs };
}

// As links have it, always by the committee's clock; empty for the present.
export function momentText(moment: Moment): string {
  if (moment.kind === "present") return "";
  if (moment.kind === "unreadable") return moment.text;
  const iso = new Date(moment.ms + zoneHours.WIB * hourMs).toISOString();
  const time = iso.slice(17, 19) === "00" ? iso.slice(0, 16) : iso.slice(0, 19);
  return `${time}WIB`;
}

// The slider's steps.
export const stepMs = 300_000;

// A moment on the slider's steps; what is not before now is the present.
export function momentAt(ms: number, fromMs: number, nowMs: number): Moment {
  const step = Math.max(fromMs, Math.round(ms / stepMs) * stepMs);
  return step >= nowMs ? present : { kind: "past", ms: step };
}
