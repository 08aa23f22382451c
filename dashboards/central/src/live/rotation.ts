// SPDX-License-Identifier: Apache-2.0
// Which scene the wall shows when, purely: three scenes of twenty seconds, and a milestone that takes
// one scene's place for eight.
import type { Milestone } from "./milestones";

export const scenes = ["million", "country", "race"] as const;
export type SceneName = (typeof scenes)[number];
export const sceneMs = 20_000;
export const milestoneMs = 8_000;

export interface Moment {
  readonly milestone: Milestone;
  readonly sinceMs: number;
}

// The scene at a time since the wall began.
export function sceneAt(elapsedMs: number): SceneName {
  const index = Math.floor(Math.max(0, elapsedMs) / sceneMs) % scenes.length;
  return scenes[index] ?? "million";
}

// The milestone that is still on, or null.
export function momentAt(moment: Moment | null, nowMs: number): Milestone | null {
  if (moment === null || nowMs - moment.sinceMs >= milestoneMs) return null;
  return moment.milestone;
}
