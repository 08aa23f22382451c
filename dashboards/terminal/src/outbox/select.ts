// SPDX-License-Identifier: Apache-2.0
// Which entries go out now, in which frames. In the order of their seqs; nothing that waits for
// something else holds up what is behind it.
import type { Entry } from "./entry";
import {
  type Command,
  inFlightMax,
  type Link,
  type Now,
  reportsPerFrameMax,
  type Step,
  status,
} from "./state";

// A correction goes once its target is on the ledger.
function waitsForTarget(state: Link, entry: Entry): boolean {
  if (entry.content.kind !== "report" || entry.content.correction === null) return false;
  const target = state.entries.get(entry.content.correction.seq);
  return target?.state === "waiting" || target?.state === "asking";
}

// Before the event is open only what the ledger had before is taken.
function waitsForEvent(state: Link, entry: Entry): boolean {
  return state.welcome?.status === status.draft && entry.receipt === null;
}

export function isHeldBack(state: Link, entry: Entry, now: Now): boolean {
  return (
    entry.state !== "waiting" ||
    state.sent.has(entry.seq) ||
    (state.notBefore.get(entry.seq) ?? 0) > now.ms ||
    waitsForTarget(state, entry) ||
    waitsForEvent(state, entry)
  );
}

// Sends what may go, as far as the window is open.
export function sendable(state: Link, now: Now): Step {
  if (state.phase.kind !== "live") return { state, commands: [] };
  const room = inFlightMax - state.sent.size;
  const chosen = [...state.entries.values()]
    .filter((entry) => !isHeldBack(state, entry, now))
    .sort((a, b) => a.seq - b.seq)
    .slice(0, Math.max(0, room));
  if (chosen.length === 0) return { state, commands: [] };
  const sent = new Map(state.sent);
  for (const { seq } of chosen) sent.set(seq, now.ms);
  const phase = { ...state.phase, saidMs: now.ms };
  return { state: { ...state, sent, phase }, commands: framesOf(chosen) };
}

function framesOf(entries: readonly Entry[]): Command[] {
  const commands: Command[] = [];
  const reports = entries.filter(({ content }) => content.kind === "report");
  for (let at = 0; at < reports.length; at += reportsPerFrameMax) {
    const seqs = reports.slice(at, at + reportsPerFrameMax).map(({ seq }) => seq);
    commands.push({ kind: "send", frame: { kind: "reports", seqs } });
  }
  for (const { content, seq } of entries) {
    if (content.kind === "close") commands.push({ kind: "send", frame: { kind: "close", seq } });
  }
  return commands;
}
