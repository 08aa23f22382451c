// SPDX-License-Identifier: Apache-2.0
// The whole of a screen's live state as one pure step: (state, input, now, random) → state and
// effects. It owns no socket, clock or timer; connect/ carries the effects out. Numbers, once
// shown, leave the screen only for newer ones.

import type { LiveFrame, LiveHeartbeat } from "@sejuta/shared/gen/sejuta/v1/live_pb";
import { backoffMs } from "@sejuta/shared/src/backoff";
import { exact, type Topic } from "./model";
import { applyDelta, applySnapshot, detached, emptyTopic, type TopicState } from "./reducer";

export const silenceStaleMs = 5_000;
export const silenceRedialMs = 15_000;
export const dialDeadlineMs = 10_000;
export const ledgerAgeStaleSeconds = 5;

// Why a screen does not try again by itself.
export type StopReason =
  | "region_unknown"
  | "event_unknown"
  | "refused"
  // Regencies without a login, or a login that has ended.
  | "login_needed"
  // Another region than the account's.
  | "not_in_scope";

export type Phase =
  // The first dial; nothing was shown yet.
  | { readonly kind: "connecting"; readonly dial: Dial }
  | { readonly kind: "live"; readonly heardMs: number }
  // Connected, but the numbers may be old: no heartbeat, or the server has not heard its ledger.
  | { readonly kind: "stale"; readonly reason: "silent" | "ledger"; readonly heardMs: number }
  | { readonly kind: "reconnecting"; readonly dial: Dial }
  | { readonly kind: "stopped"; readonly reason: StopReason };

export type Dial =
  | { readonly kind: "waiting"; readonly untilMs: number }
  // A socket is being opened, or is open and its first snapshot awaited.
  | { readonly kind: "dialling"; readonly sinceMs: number };

export interface Heard {
  // Event clock of the last proof that nothing newer exists.
  readonly checkedAtMs: number;
  // Event clock of the server at that moment.
  readonly serverTimeMs: number;
}

export interface LiveState {
  readonly phase: Phase;
  // Tries since the last heartbeat.
  readonly attempt: number;
  readonly event: string;
  // What the screen shows, this region first.
  readonly wanted: readonly string[];
  readonly topics: ReadonlyMap<string, TopicState>;
  readonly heard: Heard | null;
}

export type Input =
  | { readonly kind: "start" }
  | { readonly kind: "opened" }
  | { readonly kind: "frame"; readonly frame: LiveFrame }
  // Bytes that are no LiveFrame, or one that contradicts itself.
  | { readonly kind: "garbage" }
  | { readonly kind: "closed"; readonly code: number }
  | { readonly kind: "tick" }
  // The network came back, the tab was shown, a person asked: do not wait any longer.
  | { readonly kind: "hurry" }
  | { readonly kind: "want"; readonly regions: readonly string[] };

export type Effect =
  | { readonly kind: "dial" }
  // Drop the socket; no "closed" follows.
  | { readonly kind: "hang_up" }
  | { readonly kind: "subscribe"; readonly event: string; readonly regions: readonly string[] }
  | { readonly kind: "unsubscribe"; readonly regions: readonly string[] };

export interface Step {
  readonly state: LiveState;
  readonly effects: readonly Effect[];
}

export interface Now {
  // Monotonic milliseconds.
  readonly ms: number;
  // In [0, 1).
  readonly random: number;
}

const stopping: ReadonlyMap<number, StopReason> = new Map([
  [1002, "refused"],
  [1003, "refused"],
  [1009, "refused"],
  [4003, "event_unknown"],
  [4004, "refused"],
  [4007, "refused"],
  [4008, "region_unknown"],
  [4010, "login_needed"],
  [4011, "not_in_scope"],
]);

export function initial(event: string, regions: readonly string[]): LiveState {
  return {
    phase: { kind: "connecting", dial: { kind: "waiting", untilMs: 0 } },
    attempt: 0,
    event,
    wanted: regions,
    topics: new Map(regions.map((region) => [region, emptyTopic(region)])),
    heard: null,
  };
}

// What a region's part of the screen shows, or null before its first snapshot.
export function shownTopic(state: LiveState, region: string): Topic | null {
  return state.topics.get(region)?.shown ?? null;
}

export function step(state: LiveState, input: Input, now: Now): Step {
  switch (input.kind) {
    case "start":
      return dial(state, now);
    case "opened":
      return isDialling(state.phase) ? subscribe(state, state.wanted) : quiet(state);
    case "frame":
      return isSocketOpen(state.phase) ? onFrame(state, input.frame, now) : quiet(state);
    case "garbage":
      return isSocketOpen(state.phase) ? retry(state, now, true) : quiet(state);
    case "closed":
      return onClosed(state, input.code, now);
    case "tick":
      return onTick(state, now);
    case "hurry":
      return isWaiting(state.phase) || state.phase.kind === "stopped"
        ? dial(state, now)
        : quiet(state);
    case "want":
      return want(state, input.regions, now);
  }
}

function quiet(state: LiveState): Step {
  return { state, effects: [] };
}

function isDialling(phase: Phase): boolean {
  return "dial" in phase && phase.dial.kind === "dialling";
}

function isWaiting(phase: Phase): boolean {
  return "dial" in phase && phase.dial.kind === "waiting";
}

function isSocketOpen(phase: Phase): boolean {
  return phase.kind === "live" || phase.kind === "stale" || isDialling(phase);
}

function hasNumbers(state: LiveState): boolean {
  return [...state.topics.values()].some((topic) => topic.shown !== null);
}

function subscribe(state: LiveState, regions: readonly string[]): Step {
  if (regions.length === 0) return quiet(state);
  return { state, effects: [{ kind: "subscribe", event: state.event, regions }] };
}

function dialPhase(state: LiveState, dial: Dial): Phase {
  return { kind: hasNumbers(state) ? "reconnecting" : "connecting", dial };
}

function dial(state: LiveState, now: Now): Step {
  const phase = dialPhase(state, { kind: "dialling", sinceMs: now.ms });
  return { state: { ...state, phase }, effects: [{ kind: "dial" }] };
}

// Gives the connection up and waits, with full jitter, for the next try.
function retry(state: LiveState, now: Now, hangUp: boolean): Step {
  const untilMs = now.ms + backoffMs(state.attempt, now.random);
  const topics = new Map([...state.topics].map(([code, topic]) => [code, detached(topic)]));
  const phase = dialPhase(state, { kind: "waiting", untilMs });
  return {
    state: { ...state, phase, topics, attempt: state.attempt + 1 },
    effects: hangUp ? [{ kind: "hang_up" }] : [],
  };
}

function onClosed(state: LiveState, code: number, now: Now): Step {
  if (!isSocketOpen(state.phase)) return quiet(state);
  const reason = stopping.get(code);
  if (reason === undefined) return retry(state, now, false);
  const step = retry(state, now, false);
  return { ...step, state: { ...step.state, phase: { kind: "stopped", reason }, attempt: 0 } };
}

function onTick(state: LiveState, now: Now): Step {
  const { phase } = state;
  switch (phase.kind) {
    case "stopped":
      return quiet(state);
    case "connecting":
    case "reconnecting":
      if (phase.dial.kind === "waiting") {
        return now.ms >= phase.dial.untilMs ? dial(state, now) : quiet(state);
      }
      return now.ms - phase.dial.sinceMs > dialDeadlineMs ? retry(state, now, true) : quiet(state);
    case "live":
      if (now.ms - phase.heardMs <= silenceStaleMs) return quiet(state);
      return quiet({ ...state, phase: { ...phase, kind: "stale", reason: "silent" } });
    case "stale":
      return now.ms - phase.heardMs > silenceRedialMs ? retry(state, now, true) : quiet(state);
  }
}

function onFrame(state: LiveState, frame: LiveFrame, now: Now): Step {
  switch (frame.body.case) {
    case "heartbeat":
      return quiet(onHeartbeat(state, frame.body.value, now));
    case "snapshot": {
      const { region } = frame.body.value;
      const topic = state.topics.get(region);
      if (!topic) return quiet(state);
      return quiet(arrived(withTopic(state, applySnapshot(topic, frame.body.value)), now));
    }
    case "delta": {
      const topic = state.topics.get(frame.body.value.region);
      if (!topic) return quiet(state);
      const outcome = applyDelta(topic, frame.body.value);
      if (outcome.kind === "ignored") return quiet(state);
      const after = withTopic(state, outcome.state);
      return outcome.kind === "applied" ? quiet(after) : subscribe(after, [topic.region]);
    }
    case undefined:
      // A kind of frame that a newer server knows: not for this page.
      return quiet(state);
  }
}

function withTopic(state: LiveState, topic: TopicState): LiveState {
  return { ...state, topics: new Map(state.topics).set(topic.region, topic) };
}

// The screen is live once its own region has its first snapshot of this connection.
function arrived(state: LiveState, now: Now): LiveState {
  const [own] = state.wanted;
  if (!isDialling(state.phase) || own === undefined || !state.topics.get(own)?.tracked)
    return state;
  return { ...state, phase: { kind: "live", heardMs: now.ms } };
}

function onHeartbeat(state: LiveState, beat: LiveHeartbeat, now: Now): LiveState {
  const heard = {
    checkedAtMs: exact(beat.checkedAtMs),
    serverTimeMs: exact(beat.serverTimeMs),
  };
  if (isDialling(state.phase)) return { ...state, heard };
  const phase: Phase =
    beat.ledgerAgeSeconds > ledgerAgeStaleSeconds
      ? { kind: "stale", reason: "ledger", heardMs: now.ms }
      : { kind: "live", heardMs: now.ms };
  return { ...state, heard, phase, attempt: 0 };
}

// The person went to another region: new topics are asked for, left ones given back.
function want(state: LiveState, regions: readonly string[], now: Now): Step {
  const added = regions.filter((region) => !state.topics.has(region));
  const left = state.wanted.filter((region) => !regions.includes(region));
  const topics = new Map(
    regions.map((region) => [region, state.topics.get(region) ?? emptyTopic(region)]),
  );
  const next = { ...state, wanted: regions, topics };
  if (next.phase.kind === "stopped") return dial(next, now);
  if (!isSocketOpen(next.phase) || isDialling(next.phase)) return redial(next, now);
  const effects: Effect[] = [];
  if (left.length > 0) effects.push({ kind: "unsubscribe", regions: left });
  if (added.length > 0) effects.push({ kind: "subscribe", event: state.event, regions: added });
  return { state: next, effects };
}

// While no snapshot has come the subscription may or may not have been sent: begin the dial anew.
function redial(state: LiveState, now: Now): Step {
  if (isWaiting(state.phase)) return quiet(state);
  const fresh = dial(state, now);
  return { ...fresh, effects: [{ kind: "hang_up" }, ...fresh.effects] };
}
