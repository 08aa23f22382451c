// SPDX-License-Identifier: Apache-2.0
// A topic's state from snapshots and deltas, purely. What is tracked follows the server; what is
// shown never goes back within an epoch: a snapshot from a server that lags is followed silently
// until it has caught up with what people have already seen.
import type { Delta, Snapshot } from "@sejuta/shared/gen/sejuta/v1/live_pb";
import { eventOf, type Sequence, sequenceOf, type Topic, totalsOf } from "./model";

export interface TopicState {
  readonly region: string;
  // The newest state that people have seen; null before the first snapshot.
  readonly shown: Topic | null;
  // What the next delta must build on; null while a snapshot is awaited.
  readonly tracked: Topic | null;
}

export type DeltaOutcome =
  | { readonly kind: "applied"; readonly state: TopicState }
  // Known already, or a snapshot is on its way: nothing to do.
  | { readonly kind: "ignored" }
  // It does not build on what is tracked: ask for the topic again.
  | {
      readonly kind: "resubscribe";
      readonly reason: "epoch" | "gap";
      readonly state: TopicState;
    };

export function emptyTopic(region: string): TopicState {
  return { region, shown: null, tracked: null };
}

// The connection is gone: the next delta cannot be trusted, the numbers stay.
export function detached(state: TopicState): TopicState {
  return { ...state, tracked: null };
}

function isOlder(candidate: Sequence, shown: Sequence): boolean {
  return candidate.epoch === shown.epoch && candidate.revision < shown.revision;
}

function track(state: TopicState, topic: Topic): TopicState {
  const keep = state.shown !== null && isOlder(topic.sequence, state.shown.sequence);
  return { ...state, tracked: topic, shown: keep ? state.shown : topic };
}

export function applySnapshot(state: TopicState, snapshot: Snapshot): TopicState {
  return track(state, {
    region: snapshot.region,
    event: eventOf(snapshot.event),
    sequence: sequenceOf(snapshot.sequence),
    path: snapshot.path.map(({ code, name }) => ({ code, name })),
    names: new Map(snapshot.regionNames.map(({ code, name }) => [code, name])),
    totals: totalsOf(snapshot.totals),
    publicView: snapshot.publicView,
  });
}

export function applyDelta(state: TopicState, delta: Delta): DeltaOutcome {
  const { tracked } = state;
  if (tracked === null) return { kind: "ignored" };
  const sequence = sequenceOf(delta.sequence);
  if (sequence.epoch !== tracked.sequence.epoch) {
    return { kind: "resubscribe", reason: "epoch", state: detached(state) };
  }
  if (delta.baseRevision !== tracked.sequence.revision) {
    if (sequence.revision <= tracked.sequence.revision) return { kind: "ignored" };
    return { kind: "resubscribe", reason: "gap", state: detached(state) };
  }
  // The same object as long as it says the same: what is drawn from it is not drawn again.
  const event =
    delta.eventStatus === tracked.event.status
      ? tracked.event
      : { ...tracked.event, status: delta.eventStatus };
  const totals = totalsOf(delta.changed, tracked.totals);
  return { kind: "applied", state: track(state, { ...tracked, event, sequence, totals }) };
}
