// SPDX-License-Identifier: Apache-2.0
// The rehearsal's watermark: the word across the paper, behind the figures. The strip in the header
// says the same in a sentence for those who do not see it.

export interface WatermarkSizes {
  // Of the pattern that repeats, px.
  readonly width: number;
  readonly height: number;
  // Where the word stands in it, twice: x and the baseline's y.
  readonly at: readonly [readonly [number, number], readonly [number, number]];
}

export function RehearsalMark(props: { readonly word: string; readonly sizes: WatermarkSizes }) {
  const [first, second] = props.sizes.at;
  return (
    <svg class="watermark" aria-hidden="true">
      <defs>
        <pattern
          id="rehearsal"
          width={props.sizes.width}
          height={props.sizes.height}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(-18)"
        >
          <text x={first[0]} y={first[1]}>
            {props.word}
          </text>
          <text x={second[0]} y={second[1]}>
            {props.word}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#rehearsal)" />
    </svg>
  );
}
