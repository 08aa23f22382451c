// SPDX-License-Identifier: Apache-2.0
// The curve's drawing: cumulative line, target, estimate of the close (dashed, never ink), the local
// service windows of the three zones, the hours. Labelled directly; a pointer reads any moment.
import { createMemo, createSignal, For, Show } from "solid-js";
import { timeTicks } from "../live/axes";
import type { CurvePoint } from "../live/figures";
import { pointAt } from "../live/nearest";
import { windowOf, zones } from "../live/pace";
import { useScreen } from "../screen";
import { type CurveScale, useCurveScale, windowBand } from "./curve_scale";

const windowDaysMax = 3;
const labelRoom = 150;

function pathOf(points: readonly CurvePoint[], scale: CurveScale): string {
  return points
    .map((p, index) => {
      const to = `${scale.x(p.ms).toFixed(1)} ${scale.y(p.total).toFixed(1)}`;
      return `${index === 0 ? "M" : "L"}${to}`;
    })
    .join("");
}

function Axes(props: { readonly scale: CurveScale }) {
  const { format } = useScreen();
  const { size, span, scale, x, y, aim } = props.scale;
  // The target's own label takes the place of a rule's that it or its line would touch.
  const isBesideTarget = (count: number): boolean => {
    const below = y(count) - y(aim() ?? 0);
    return scale().showsTarget && below > -14 && below < 20;
  };
  const ticks = createMemo(() => timeTicks(span(), Math.max(3, Math.floor(size().width / 72))));
  const tickText = (ms: number): string => {
    const isLong = span().toMs - span().fromMs > 3 * 86_400_000;
    return isLong ? String(format().dayOf(ms) % 100) : format().hour(ms);
  };
  return (
    <>
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
            <line x1={x(ms)} x2={x(ms)} y1={size().height - 20} y2={size().height - 16} />
            <text
              x={x(ms)}
              y={size().height - 4}
              classList={{ first: x(ms) < 20, last: x(ms) > size().width - 28 }}
            >
              {tickText(ms)}
            </text>
          </g>
        )}
      </For>
    </>
  );
}

// When sites are open by their own clock: a bar for each zone and service date.
function Windows(props: { readonly scale: CurveScale }) {
  const { event, texts } = useScreen();
  const { x, y } = props.scale;
  const dates = () => {
    const all = event()?.serviceDates ?? [];
    return all.length <= windowDaysMax ? all : [];
  };
  const top = (index: number) => y(0) + 4 + index * (windowBand.height + windowBand.gap);
  return (
    <For each={zones}>
      {(zone, index) => (
        <For each={dates()}>
          {(date, day) => {
            const window = windowOf(date, zone);
            return (
              <g class="window">
                <rect
                  x={x(window.fromMs)}
                  width={Math.max(0, x(window.toMs) - x(window.fromMs))}
                  y={top(index())}
                  height={windowBand.height}
                >
                  <title>{texts().room.localWindow(zone)}</title>
                </rect>
                <Show when={day() === 0}>
                  <text x={x(window.toMs) + 4} y={top(index()) + windowBand.height + 1}>
                    {zone}
                  </text>
                </Show>
              </g>
            );
          }}
        </For>
      )}
    </For>
  );
}

// From the last count to the close: the band, its middle, the word.
function Estimate(props: { readonly scale: CurveScale }) {
  const { texts, format } = useScreen();
  const { x, y, end, projection, size } = props.scale;
  const fan = () => {
    const from = end();
    const to = projection();
    if (!from || !to || to.closesAtMs <= from.ms) return null;
    const [x0, y0, x1] = [x(from.ms), y(from.total), x(to.closesAtMs)];
    return {
      band: `M${x0} ${y0}L${x1} ${y(to.high)}V${y(to.low)}Z`,
      middle: `M${x0} ${y0}L${x1} ${y(to.mid)}`,
      x: Math.min(x1, size().width - 2),
      top: y(to.high),
      // Near the close the label would stand on the count's; the sentence under the headline stays.
      hasRoom: x1 - x0 > labelRoom,
      text: texts().room.projectionMark(format().integer(to.mid)),
    };
  };
  return (
    <Show when={fan()}>
      {(drawn) => (
        <g class="fan">
          <path class="band" d={drawn().band} />
          <path class="middle" d={drawn().middle} />
          <Show when={drawn().hasRoom}>
            <text x={drawn().x} y={drawn().top - 8}>
              {drawn().text}
            </text>
          </Show>
        </g>
      )}
    </Show>
  );
}

function Target(props: { readonly scale: CurveScale }) {
  const { texts, format } = useScreen();
  const { size, scale, y, aim } = props.scale;
  return (
    <Show when={aim()}>
      {(target) => (
        <Show
          when={scale().showsTarget}
          fallback={
            <text class="aim above" x={size().width} y="10">
              {texts().targetAbove(format().short(target()))}
            </text>
          }
        >
          <g class="aim">
            <line x1="0" x2={size().width} y1={y(target())} y2={y(target())} />
            <text x="0" y={y(target()) - 4}>
              {texts().targetLine(format().short(target()))}
            </text>
          </g>
        </Show>
      )}
    </Show>
  );
}

// The value at the pointer; without one, at the curve's end.
function Reading(props: { readonly scale: CurveScale; readonly at: number | null }) {
  const { format } = useScreen();
  const { x, y, points, end, projection } = props.scale;
  const point = () => (props.at === null ? null : pointAt(points(), props.at)) ?? end();
  const isRead = () => props.at !== null;
  // To the left of the mark where there is room, and always where the estimate goes on at its right.
  const isLeft = () => x(point()?.ms ?? 0) > 120 || projection() !== null;
  return (
    <Show when={point()}>
      {(mark) => (
        <g class="end">
          <circle cx={x(mark().ms)} cy={y(mark().total)} r="4" />
          <text
            x={x(mark().ms) + (isLeft() ? -10 : 10)}
            y={y(mark().total) - 8}
            classList={{ before: isLeft() }}
          >
            {isRead() ? `${format().hour(props.at ?? 0)} · ` : ""}
            {format().integer(mark().total)}
          </text>
        </g>
      )}
    </Show>
  );
}

export function CurveChart() {
  const { topic, texts, format, clockMs } = useScreen();
  const scale = useCurveScale();
  const { size, span, points, x, y } = scale;
  const [readMs, setReadMs] = createSignal<number | null>(null);
  const line = createMemo(() => pathOf(points(), scale));
  const area = createMemo(() => {
    const first = points()[0];
    const last = points().at(-1);
    if (!first || !last) return "";
    return `${line()}L${x(last.ms).toFixed(1)} ${y(0)}L${x(first.ms).toFixed(1)} ${y(0)}Z`;
  });
  const now = () => (clockMs() > span().fromMs && clockMs() < span().toMs ? clockMs() : null);
  function read(event: PointerEvent & { currentTarget: SVGSVGElement }): void {
    const left = event.currentTarget.getBoundingClientRect().left;
    const ms = scale.msAt(event.clientX - left);
    setReadMs(ms <= (points().at(-1)?.ms ?? 0) ? ms : null);
  }
  return (
    <div class="chart" ref={scale.watch}>
      <svg
        role="img"
        aria-label={texts().curveSummary(
          format().integer(scale.total()),
          format().clock(topic()?.sequence.asOfMs ?? 0),
        )}
        viewBox={`0 0 ${size().width} ${size().height}`}
        onPointerMove={read}
        onPointerLeave={() => setReadMs(null)}
      >
        <Axes scale={scale} />
        <Windows scale={scale} />
        <Show when={now()}>
          {(ms) => <line class="now" x1={x(ms())} x2={x(ms())} y1="24" y2={y(0)} />}
        </Show>
        <path class="area" d={area()} />
        <path class="line" d={line()} />
        <Target scale={scale} />
        <Estimate scale={scale} />
        <Reading scale={scale} at={readMs()} />
      </svg>
    </div>
  );
}
