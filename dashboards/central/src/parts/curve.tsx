// SPDX-License-Identifier: Apache-2.0
// The course of the day: acceptors up to each minute of the event clock, labelled directly, zero
// shown, the same figures as a table behind one button.
import { createMemo, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { countScale, spanOf, timeTicks } from "../live/axes";
import { curve, curveByHour, minuteMs } from "../live/figures";
import { useScreen } from "../screen";

const margin = { top: 24, right: 8, bottom: 24, left: 0 };

function Chart() {
  const { topic, texts, format, live } = useScreen();
  const [size, setSize] = createSignal({ width: 640, height: 320 });
  let frame: HTMLDivElement | undefined;
  onMount(() => {
    if (!frame || typeof ResizeObserver !== "function") return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(frame);
    onCleanup(() => observer.disconnect());
  });

  const total = () => topic()?.totals.acceptors ?? 0;
  const target = () => topic()?.totals.target?.acceptors ?? null;
  const byMinute = () => topic()?.totals.byMinute ?? new Map<number, number>();
  const span = createMemo(() => {
    const minutes = [...byMinute().keys()];
    const dates = topic()?.event.serviceDates ?? [];
    if (minutes.length === 0) return spanOf(dates, Number.NaN, Number.NaN);
    const first = minutes.reduce((a, b) => Math.min(a, b));
    const last = minutes.reduce((a, b) => Math.max(a, b));
    return spanOf(dates, first * minuteMs, (last + 1) * minuteMs);
  });
  // Up to the last proof that nothing newer exists: a pause is drawn as a pause.
  const points = createMemo(() =>
    curve(byMinute(), Math.min(live().heard?.checkedAtMs ?? 0, span().toMs)),
  );
  const scale = createMemo(() => countScale(total(), target()));
  const x = (ms: number): number => {
    const { fromMs, toMs } = span();
    const room = size().width - margin.left - margin.right;
    return margin.left + (room * (ms - fromMs)) / (toMs - fromMs);
  };
  const y = (count: number): number => {
    const room = size().height - margin.top - margin.bottom;
    return margin.top + room * (1 - count / scale().top);
  };
  // The target's own label takes the place of a rule's that it or its line would touch.
  const isBesideTarget = (count: number): boolean => {
    const below = y(count) - y(target() ?? 0);
    return scale().showsTarget && below > -14 && below < 20;
  };
  const line = createMemo(() =>
    points()
      .map((p, index) => `${index === 0 ? "M" : "L"}${x(p.ms).toFixed(1)} ${y(p.total).toFixed(1)}`)
      .join(""),
  );
  const area = createMemo(() => {
    const all = points();
    const first = all[0];
    const last = all.at(-1);
    if (!first || !last) return "";
    return `${line()}L${x(last.ms).toFixed(1)} ${y(0)}L${x(first.ms).toFixed(1)} ${y(0)}Z`;
  });
  const ticks = createMemo(() => timeTicks(span(), Math.max(3, Math.floor(size().width / 72))));
  const tickText = (ms: number): string => {
    const isLong = span().toMs - span().fromMs > 3 * 86_400_000;
    return isLong ? String(format().dayOf(ms) % 100) : format().hour(ms);
  };
  const last = () => points().at(-1);
  const isLeftOfLast = () => x(last()?.ms ?? 0) > 120;
  const now = () => {
    const ms = live().heard?.serverTimeMs ?? 0;
    return ms > span().fromMs && ms < span().toMs ? ms : null;
  };

  return (
    <div class="chart" ref={frame}>
      <svg
        role="img"
        aria-label={texts().curveSummary(
          format().integer(total()),
          format().clock(topic()?.sequence.asOfMs ?? 0),
        )}
        viewBox={`0 0 ${size().width} ${size().height}`}
      >
        <For each={scale().ticks}>
          {(count) => (
            <g class="rule" classList={{ zero: count === 0 }}>
              <line x1="0" x2={size().width} y1={y(count)} y2={y(count)} />
              <Show when={!isBesideTarget(count)}>
                <text x="0" y={y(count) - 4}>
                  {format().integer(count)}
                </text>
              </Show>
            </g>
          )}
        </For>
        <For each={ticks()}>
          {(ms) => (
            <g class="tick">
              <line x1={x(ms)} x2={x(ms)} y1={y(0)} y2={y(0) + 4} />
              <text
                x={x(ms)}
                y={y(0) + 18}
                classList={{ first: x(ms) < 20, last: x(ms) > size().width - 28 }}
              >
                {tickText(ms)}
              </text>
            </g>
          )}
        </For>
        <Show when={now()}>
          {(ms) => <line class="now" x1={x(ms())} x2={x(ms())} y1={margin.top} y2={y(0)} />}
        </Show>
        <path class="area" d={area()} />
        <path class="line" d={line()} />
        <Show when={target()}>
          {(aim) => (
            <Show
              when={scale().showsTarget}
              fallback={
                <text class="aim above" x={size().width} y="10">
                  {texts().targetAbove(format().short(aim()))}
                </text>
              }
            >
              <g class="aim">
                <line x1="0" x2={size().width} y1={y(aim())} y2={y(aim())} />
                <text x="0" y={y(aim()) - 4}>
                  {texts().targetLine(format().short(aim()))}
                </text>
              </g>
            </Show>
          )}
        </Show>
        <Show when={last()}>
          {(end) => (
            <g class="end">
              <circle cx={x(end().ms)} cy={y(end().total)} r="4" />
              <text
                x={x(end().ms) + (isLeftOfLast() ? -10 : 10)}
                y={y(end().total) - 8}
                classList={{ before: isLeftOfLast() }}
              >
                {format().integer(end().total)}
              </text>
            </g>
          )}
        </Show>
      </svg>
    </div>
  );
}

function HourTable() {
  const { topic, texts, format } = useScreen();
  const rows = createMemo(() => curveByHour(topic()?.totals.byMinute ?? new Map()));
  const isOneDay = () => topic()?.event.serviceDates.length === 1;
  const label = (ms: number): string => {
    const hour = `${format().hour(ms)} WIB`;
    return isOneDay() ? hour : `${format().day(format().dayOf(ms))} ${hour}`;
  };
  return (
    <section class="chart hours" tabindex="0" aria-label={`${texts().curve}: ${texts().showTable}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts().hour}</th>
            <th scope="col">{texts().added}</th>
            <th scope="col">{texts().cumulative}</th>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {(row) => (
              <tr>
                <th scope="row">{label(row.ms)}</th>
                <td>{format().integer(row.added)}</td>
                <td>{format().integer(row.total)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </section>
  );
}

export function Curve() {
  const { texts } = useScreen();
  const [isTable, setTable] = createSignal(false);
  return (
    <section class="curve" aria-labelledby="curve-title">
      <div class="title">
        <h2 id="curve-title">{texts().curve}</h2>
        <span class="quiet">WIB</span>
        <button type="button" aria-pressed={isTable()} onClick={() => setTable(!isTable())}>
          {isTable() ? texts().showChart : texts().showTable}
        </button>
      </div>
      <Show when={isTable()} fallback={<Chart />}>
        <HourTable />
      </Show>
    </section>
  );
}
