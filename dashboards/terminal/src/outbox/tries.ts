// SPDX-License-Identifier: Apache-2.0
// Giving a connection up: when the next try comes, to which server, and what a try cannot mend.
import { backoffCapMs, backoffMs } from "@sejuta/shared/src/backoff";
import type { Link, Now, Phase, Step, StopReason } from "./state";

const fullServerCapMs = 60_000;
const goingAwayCapMs = 5_000;

// Close codes of docs/PROTOCOL.md after which the same Hello would end the same way.
const stopping: ReadonlyMap<number, StopReason> = new Map([
  [1002, "app_refused"],
  [1003, "app_refused"],
  [1009, "app_refused"],
  [4002, "token_refused"],
  [4003, "event_unknown"],
  [4004, "app_refused"],
  [4009, "revoked"],
]);

export function isOpen({ kind }: Phase): boolean {
  return kind === "dialling" || kind === "greeting" || kind === "live";
}

export interface Retry {
  readonly hangUp: boolean;
  readonly waitMs?: number;
}

// Waits with full jitter. A connection that never came to its Welcome was a failure of its server:
// the next one's turn.
export function retry(state: Link, now: Now, { hangUp, waitMs }: Retry): Step {
  const isFailure = state.phase.kind === "dialling" || state.phase.kind === "greeting";
  const servers = 1 + (state.welcome?.alternatives.length ?? 0);
  const untilMs = now.ms + (waitMs ?? backoffMs(state.attempt, now.random));
  return {
    state: {
      ...state,
      phase: { kind: "waiting", untilMs },
      attempt: state.attempt + 1,
      failures: state.failures + (isFailure ? 1 : 0),
      server: isFailure ? (state.server + 1) % servers : state.server,
      sent: new Map(),
      pages: [],
      pageOut: false,
      probeMs: null,
      recheckAtMs: null,
    },
    commands: hangUp ? [{ kind: "hang_up" }] : [],
  };
}

export function onClosed(state: Link, code: number, now: Now): Step {
  if (!isOpen(state.phase)) return { state, commands: [] };
  const given = retry(state, now, { hangUp: false, waitMs: waitAfter(state, code, now) });
  const reason = stopping.get(code);
  if (reason === undefined) return given;
  return { ...given, state: { ...given.state, phase: { kind: "stopped", reason }, attempt: 0 } };
}

function waitAfter(state: Link, code: number, { random }: Now): number {
  if (code === 1001) return Math.floor(random * goingAwayCapMs);
  return backoffMs(state.attempt, random, code === 1013 ? fullServerCapMs : backoffCapMs);
}
