// SPDX-License-Identifier: Apache-2.0
// How long to wait before the next try: full jitter, so that thousands of screens that lost one
// server at the same moment do not come back at the same moment.

export const backoffBaseMs = 500;
export const backoffCapMs = 15_000;

// `attempt` counts from 0; `random` is in [0, 1); a server that is full asks for a higher cap.
export function backoffMs(attempt: number, random: number, capMs = backoffCapMs): number {
  const ceiling = Math.min(capMs, backoffBaseMs * 2 ** Math.min(attempt, 16));
  return Math.floor(random * ceiling);
}
