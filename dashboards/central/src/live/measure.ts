// SPDX-License-Identifier: Apache-2.0
// What colour a region takes: the one scale of the page, for achievement or for fair pace, and the
// states that have no place on it. Colour is never alone: every state has a word and, where nothing
// was reported, a hatch.
import { achievementStep } from "./figures";
import type { RegionRow } from "./model";
import type { Pace } from "./pace";

export type Measure = "pace" | "achievement";

export type Shade =
  // The public may not see the count.
  | { readonly kind: "hidden" }
  // No site has reported: hatched.
  | { readonly kind: "silent" }
  // Reports, but no target to measure by.
  | { readonly kind: "no_target" }
  // By pace: the local window has hardly opened.
  | { readonly kind: "early" }
  // On the scale; `ratio` 1 is the target, or on time.
  | { readonly kind: "step"; readonly step: number; readonly ratio: number };

// Steps 0 to 5 by fifths up to the whole, 6 above it.
export function stepOf(ratio: number): number {
  if (ratio > 1) return 6;
  // The same integers decide as in achievementStep.
  return Math.max(0, Math.floor(ratio * 5 + 1e-9));
}

export function shadeOf(row: RegionRow, measure: Measure, pace: Pace): Shade {
  if (row.hidden) return { kind: "hidden" };
  const target = row.target?.acceptors ?? 0;
  const { reported, expected } = row.coverage;
  if (row.acceptors === 0 && (reported === 0 || expected === 0)) return { kind: "silent" };
  if (target <= 0) return { kind: "no_target" };
  if (measure === "achievement") {
    const ratio = row.acceptors / target;
    return { kind: "step", step: achievementStep(row.acceptors, target), ratio };
  }
  if (pace.kind !== "pace") return { kind: "early" };
  return { kind: "step", step: stepOf(pace.value), ratio: pace.value };
}

export function shadeClass(shade: Shade): string {
  return shade.kind === "step" ? `step-${shade.step}` : `shade-${shade.kind.replace("_", "-")}`;
}
