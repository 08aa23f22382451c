// SPDX-License-Identifier: Apache-2.0
// Scales and ticks of the day's curve, purely: which span of the event clock is drawn, which hours
// are named, where the target stands.

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const wibMs = 7 * hourMs;
const dayBeginsHour = 6;

function midnightWib(yyyymmdd: number): number {
  const year = Math.floor(yyyymmdd / 10_000);
  const month = Math.floor(yyyymmdd / 100) % 100;
  return Date.UTC(year, month - 1, yyyymmdd % 100) - wibMs;
}

// One service day is drawn from 06.00 to 24.00 WIB, several from the first midnight to the last;
// numbers outside stretch it by whole hours.
export function spanOf(dates: readonly number[], firstMs: number, lastMs: number): Span {
  const first = dates[0];
  const last = dates.at(-1);
  const floor = Math.floor(firstMs / hourMs) * hourMs;
  const ceiling = Math.ceil(lastMs / hourMs) * hourMs;
  if (first === undefined || last === undefined) {
    return { fromMs: floor, toMs: Math.max(ceiling, floor + hourMs) };
  }
  const begins = midnightWib(first) + (first === last ? dayBeginsHour * hourMs : 0);
  const ends = midnightWib(last) + dayMs;
  return {
    fromMs: Number.isFinite(floor) ? Math.min(begins, floor) : begins,
    toMs: Number.isFinite(ceiling) ? Math.max(ends, ceiling) : ends,
  };
}

// Instants to name below the curve: whole hours (or days) of WIB, at most `room` of them.
export function timeTicks(span: Span, room: number): readonly number[] {
  const steps = [1, 2, 3, 6, 12, 24, 48, 96, 168].map((hours) => hours * hourMs);
  const length = span.toMs - span.fromMs;
  const step = steps.find((candidate) => length / candidate <= room) ?? length;
  const ticks: number[] = [];
  const first = Math.ceil((span.fromMs + wibMs) / step) * step - wibMs;
  for (let ms = first; ms <= span.toMs; ms += step) ticks.push(ms);
  return ticks;
}

// 1, 2 or 5 times a power of ten, so that at most `room` steps cover `top`.
export function niceStep(top: number, room: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(top, 1) / room));
  const step = [1, 2, 5, 10].find((m) => m * power * room >= top) ?? 10;
  return Math.max(1, step * power);
}

export interface CountScale {
  readonly top: number;
  readonly ticks: readonly number[];
  // Whether the target lies within the scale.
  readonly showsTarget: boolean;
}

// Zero is always drawn, and so is an estimate of the close. The target joins the scale once 30 % of
// it is reached or estimated: before, the curve would lie flat on the axis.
export function countScale(total: number, target: number | null, estimate = 0): CountScale {
  const reach = Math.max(total, estimate);
  const showsTarget = target !== null && target > 0 && reach >= 0.3 * target;
  const highest = Math.max(reach, showsTarget ? target : 0, 10);
  const step = niceStep(highest * 1.08, 4);
  const count = Math.ceil((highest * 1.08) / step);
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step);
  return { top: count * step, ticks, showsTarget };
}
