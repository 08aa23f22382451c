// SPDX-License-Identifier: Apache-2.0
// The dot map: a point for each regency over the outline of Indonesia, in the colours of the tiles.
// A province's own map is the same drawing, nearer. Dots pulse once where reports arrive.

import { box, outline } from "virtual:geography/map";
import { createEffect, createMemo, For, on, Show } from "solid-js";
import { regencyPoints } from "../geography/points";
import { shadeClass } from "../live/measure";
import type { RegionRow } from "../live/model";
import { addressOf } from "../route";
import { useScreen } from "../screen";
import { createCalm } from "./calm";
import { pulse } from "./motion";
import { useOwnMap } from "./own_map";
import { useRegionWords } from "./region_words";

const nearPadding = 40;
const nearWidthMin = 260;
const sentenceIntervalMs = 5_000;

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const whole: Frame = { x: 0, y: 0, width: box.width, height: box.height };

// The frame around a province's points, never so near that the outline shows its steps.
export function frameOf(codes: readonly string[]): Frame {
  const places = codes.flatMap((code) => {
    const place = regencyPoints.get(code);
    return place ? [place] : [];
  });
  if (places.length === 0) return whole;
  const xs = places.map(([x]) => x);
  const ys = places.map(([, y]) => y);
  const width = Math.max(nearWidthMin, Math.max(...xs) - Math.min(...xs) + 2 * nearPadding);
  const height = Math.max(width * 0.5, Math.max(...ys) - Math.min(...ys) + 2 * nearPadding);
  const x = (Math.max(...xs) + Math.min(...xs) - width) / 2;
  const y = (Math.max(...ys) + Math.min(...ys) - height) / 2;
  return { x, y, width, height };
}

function Dot(props: {
  readonly code: string;
  readonly name: string;
  readonly row: RegionRow | undefined;
  readonly radius: number;
}) {
  const { go, route } = useScreen();
  const words = useRegionWords();
  const place = () => regencyPoints.get(props.code);
  const look = createMemo(() => (props.row ? shadeClass(words.shade(props.row)) : "shade-unknown"));
  const calm = createCalm(() => props.row, sentenceIntervalMs);
  const sentence = () => {
    const row = calm();
    return row ? words.sentence(props.name, row) : props.name;
  };
  const to = () => ({ ...route(), view: "room" as const, region: props.code, site: "" });
  let circle: SVGCircleElement | undefined;
  createEffect(
    on(
      () => props.row?.acceptors,
      (now, before) => {
        if (circle && before !== undefined && now !== undefined && now > before) pulse(circle);
      },
      { defer: true },
    ),
  );
  return (
    <Show when={place()}>
      {(at) => (
        // The group tells the compiler that the link is SVG's own.
        <g>
          <a
            href={addressOf(to())}
            tabindex="-1"
            onClick={(event) => {
              event.preventDefault();
              go(to());
            }}
          >
            <circle
              ref={circle}
              class={`dot ${look()}`}
              data-dot={props.code}
              cx={at()[0]}
              cy={at()[1]}
              r={props.radius}
            >
              <title>{sentence()}</title>
            </circle>
          </a>
        </g>
      )}
    </Show>
  );
}

export function DotMap(props: {
  readonly label: string;
  readonly rows: ReadonlyMap<string, RegionRow>;
  readonly codes: readonly string[];
  readonly name: (code: string) => string;
  readonly isNear: boolean;
}) {
  const frame = createMemo(() => (props.isNear ? frameOf(props.codes) : whole));
  const own = useOwnMap();
  // A hundredth of the drawing's width, near or far.
  const radius = () => (props.isNear ? frame().width / 55 : 8.5);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a drawing
    <svg
      class="dots"
      role="group"
      aria-label={props.label}
      viewBox={`${frame().x} ${frame().y} ${frame().width} ${frame().height}`}
      style={{ "--stroke": `${frame().width / 1600}px` }}
    >
      <path class="outline" d={own()?.path ?? outline} />
      <For each={props.codes}>
        {(code) => (
          <Dot code={code} name={props.name(code)} row={props.rows.get(code)} radius={radius()} />
        )}
      </For>
    </svg>
  );
}
