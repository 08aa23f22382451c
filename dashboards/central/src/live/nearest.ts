// SPDX-License-Identifier: Apache-2.0
// The curve's value at a moment, for the reading under a finger or the pointer.
import type { CurvePoint } from "./figures";

// The last point at or before a moment; null before the first. Points are in order of time.
export function pointAt(points: readonly CurvePoint[], ms: number): CurvePoint | null {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.ms ?? Number.POSITIVE_INFINITY) <= ms) low = middle + 1;
    else high = middle;
  }
  return points[low - 1] ?? null;
}
