// SPDX-License-Identifier: Apache-2.0
// What the curve's drawing measures by: its size, the span of the day, both scales, the points.
import { createMemo, createSignal, onCleanup, onMount } from "solid-js";
import { countScale, spanOf } from "../live/axes";
import { type CurvePoint, curve, minuteMs } from "../live/figures";
import type { Counts } from "../live/model";
import { useScreen } from "../screen";
import { createCalm } from "./calm";

// Below the zero line stand the three local windows, then the hours.
export const windowBand = { height: 6, gap: 5 };
export const margin = { top: 24, bottom: 24 + 3 * (windowBand.height + windowBand.gap) };
const lineIntervalMs = 1_000;
const none: Counts = new Map();

export function useCurveScale() {
  const { topic, liveTopic, live, event, target, isPast, clockMs } = useScreen();
  const [size, setSize] = createSignal({ width: 640, height: 320 });
  function watch(frame: HTMLElement): void {
    onMount(() => {
      if (typeof ResizeObserver !== "function") return;
      const observer = new ResizeObserver(([entry]) => {
        if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
      });
      observer.observe(frame);
      onCleanup(() => observer.disconnect());
    });
  }
  const totals = () => topic()?.totals;
  // The span is the present's also in the past: the axis stays while the slider moves.
  const spanMinutes = createMemo(() => {
    const minutes = liveTopic()?.totals.byMinute ?? totals()?.byMinute ?? none;
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const minute of minutes.keys()) {
      if (minute < first) first = minute;
      if (minute > last) last = minute;
    }
    return `${first} ${last + (totals()?.minuteStep ?? 1)}`;
  });
  const span = createMemo(() => {
    const [first = Number.NaN, last = Number.NaN] = spanMinutes().split(" ").map(Number);
    return spanOf(event()?.serviceDates ?? [], first * minuteMs, last * minuteMs);
  });
  // Up to the last proof that nothing newer exists: a pause is drawn as a pause.
  const untilMs = (): number =>
    Math.min(isPast() ? clockMs() : (live().heard?.checkedAtMs ?? 0), span().toMs);
  // A thousand points once a second; the end of the line is always the shown total.
  const drawn = createCalm(
    () => ({
      byMinute: totals()?.byMinute ?? none,
      untilMs: untilMs(),
      step: totals()?.minuteStep ?? 1,
    }),
    lineIntervalMs,
  );
  const points = createMemo(() => curve(drawn().byMinute, drawn().untilMs, drawn().step));
  const total = () => totals()?.acceptors ?? 0;
  const end = createMemo((): CurvePoint | null => {
    const last = points().at(-1);
    return last ? { ms: last.ms, total: total() } : null;
  });
  const aim = () => target()?.acceptors ?? null;
  const projection = () => totals()?.projection ?? null;
  // The line may be a second behind a total that fell: it must fit all the same.
  const scale = createMemo(() =>
    countScale(Math.max(total(), points().at(-1)?.total ?? 0), aim(), projection()?.high ?? 0),
  );
  return {
    watch,
    size,
    span,
    points,
    end,
    scale,
    total,
    aim,
    projection,
    x: (ms: number): number =>
      (size().width * (ms - span().fromMs)) / (span().toMs - span().fromMs),
    y: (count: number): number => {
      const room = size().height - margin.top - margin.bottom;
      return margin.top + room * (1 - count / scale().top);
    },
    msAt: (x: number): number => span().fromMs + (x / size().width) * (span().toMs - span().fromMs),
  };
}

export type CurveScale = ReturnType<typeof useCurveScale>;
