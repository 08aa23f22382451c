// SPDX-License-Identifier: Apache-2.0
// The event's clock as far as the terminal knows it, and the service date that follows from it.
// The device's own clock may be wrong by days: the last Welcome's skew corrects it.
import type { SiteInfo, Welcome } from "../outbox/entry";
import { dayAt } from "../rules/judge";

// A skew below this is nothing that people need to know.
export const skewTellMs = 5 * 60_000;

export function eventNowMs(welcome: Welcome | null, deviceNowMs: number): number {
  if (welcome === null) return deviceNowMs;
  const { serverTimeMs, deviceTimeMs, clockSpeed } = welcome;
  return serverTimeMs + (deviceNowMs - deviceTimeMs) * clockSpeed;
}

export interface ServiceDay {
  readonly serviceDate: number;
  // True where the date is not simply "today": the server then keeps it as it is.
  readonly chosen: boolean;
}

// The day to report for. `chosen` is what a person picked, or null. Today where the event has it,
// otherwise its last date that has begun, otherwise its first.
export function serviceDay(
  welcome: Welcome | null,
  site: SiteInfo | undefined,
  chosen: number | null,
  deviceNowMs: number,
): ServiceDay {
  const today = dayAt(eventNowMs(welcome, deviceNowMs), site?.zoneOffsetMinutes ?? 420);
  const dates = welcome?.serviceDates ?? [];
  if (chosen !== null && chosen !== today && (dates.length === 0 || dates.includes(chosen))) {
    return { serviceDate: chosen, chosen: true };
  }
  if (dates.length === 0 || dates.includes(today)) return { serviceDate: today, chosen: false };
  const begun = dates.filter((date) => date <= today).at(-1);
  return { serviceDate: begun ?? dates[0] ?? today, chosen: true };
}

// How wrong the device's clock is, where people should know; a rehearsal's clock is mapped on
// purpose.
export function tellableSkewMs(welcome: Welcome | null): number | null {
  const isReal = welcome?.kind === 1;
  return welcome && isReal && Math.abs(welcome.skewMs) > skewTellMs ? welcome.skewMs : null;
}
