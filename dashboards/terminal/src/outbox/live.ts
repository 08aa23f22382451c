// SPDX-License-Identifier: Apache-2.0
// An open connection: what the server says (or, with null, the passing of time) and what follows.
import { answersTaken, lackingTaken } from "./answers";
import { dayKey, type SiteDay, type Welcome } from "./entry";
import {
  type Answers,
  advice,
  askDebounceMs,
  type Command,
  codes,
  draftRecheckMs,
  heartbeatIntervalMs,
  type InFrame,
  type Link,
  type Now,
  pendingDayMs,
  probeDeadlineMs,
  receiptDeadlineMs,
  type Step,
  type StopReason,
  silenceMs,
  status,
} from "./state";
import { retry } from "./tries";

type LivePhase = Link["phase"] & { kind: "live" };

export function live(state: Link, frame: InFrame | null, now: Now): Step {
  if (frame === null)
    return state.phase.kind === "live" ? timePassed(state, state.phase, now) : quiet(state);
  if (frame.kind === "welcome") return welcomed(state, frame.welcome, now);
  if (state.phase.kind !== "live") return retry(state, now, { hangUp: true });
  const heard = { ...state, phase: { ...state.phase, heardMs: now.ms }, probeMs: null };
  switch (frame.kind) {
    case "receipts":
      return answered(heard, frame.answers, now);
    case "site_days":
      return quiet(daysTaken(heard, frame.days, now));
    case "reconciled":
      return nextPage(lackingTaken({ ...heard, pageOut: false }, frame.lacking), now);
    default:
      return quiet(heard);
  }
}

function quiet(state: Link): Step {
  return { state, commands: [] };
}

function welcomed(state: Link, welcome: Welcome, now: Now): Step {
  if (state.phase.kind !== "greeting") return retry(state, now, { hangUp: true });
  const isDraft = welcome.status === status.draft;
  const open: Link = {
    ...state,
    phase: { kind: "live", heardMs: now.ms, saidMs: now.ms },
    attempt: 0,
    failures: 0,
    posted: false,
    welcome,
    epoch: welcome.epoch,
    mayAsk: true,
    askAtMs: now.ms,
    probeMs: null,
    recheckAtMs: isDraft ? now.ms + draftRecheckMs : null,
  };
  return nextPage(lackingTaken(open, welcome.lacking), now);
}

// One page of held seqs at a time.
function nextPage(before: Step, now: Now): Step {
  const { state } = before;
  const [held, ...pages] = state.pages;
  if (held === undefined || state.pageOut || state.phase.kind !== "live") return before;
  const phase = { ...state.phase, saidMs: now.ms };
  const ask: Command = { kind: "send", frame: { kind: "reconcile", held } };
  return {
    state: { ...state, pages, pageOut: true, phase },
    commands: [...before.commands, ask],
  };
}

function answered(state: Link, answers: Answers, now: Now): Step {
  const whole = answers.rejections.find(({ seq }) => seq === 0);
  if (whole) return frameRefused(state, whole.advice, whole.retryAfterMs, now);
  const taken = answersTaken(state, answers, now);
  if (isRevoked(answers)) return stoppedAs("revoked", taken);
  const after = { ...taken, state: { ...taken.state, askAtMs: now.ms + askDebounceMs } };
  // Another epoch: a backup was restored, and what we hold may be missing. So with a correction
  // whose target is missing, and an event that is not open any more: a new Hello tells.
  const isOtherEpoch = state.epoch !== null && answers.epoch !== state.epoch;
  const isMissing = answers.rejections.some(({ code }) => code === codes.targetMissing);
  const wasOpen = state.welcome?.status === status.open || state.welcome?.status === status.late;
  const hasShut = wasOpen && answers.rejections.some(({ code }) => code === codes.eventNotOpen);
  if (!isOtherEpoch && !isMissing && !hasShut) return after;
  const again = retry(after.state, now, { hangUp: true, ...(isMissing ? {} : { waitMs: 0 }) });
  return { state: again.state, commands: [...after.commands, ...again.commands] };
}

export function isRevoked({ rejections }: Answers): boolean {
  return rejections.some(({ code }) => code === codes.revoked);
}

function stoppedAs(reason: StopReason, { state, commands }: Step): Step {
  const phase = { kind: "stopped", reason } as const;
  return {
    state: { ...state, phase, sent: new Map() },
    commands: [...commands, { kind: "hang_up" }],
  };
}

// The frame as a whole: full servers say when to come again; a server that does not know a kind of
// frame is not asked again on this connection.
function frameRefused(state: Link, what: number, retryAfterMs: number, now: Now): Step {
  if (what !== advice.retryLater) return quiet({ ...state, mayAsk: false });
  return retry(state, now, { hangUp: true, waitMs: retryAfterMs + Math.floor(now.random * 5_000) });
}

function daysTaken(state: Link, fresh: readonly SiteDay[], now: Now): Link {
  const days = new Map(state.days);
  for (const day of fresh) if (!day.pending) days.set(dayKey(day), day);
  const isPending = fresh.some(({ pending }) => pending);
  return { ...state, days, askAtMs: isPending ? now.ms + pendingDayMs : state.askAtMs };
}

function timePassed(state: Link, phase: LivePhase, now: Now): Step {
  const isProbeLost = state.probeMs !== null && now.ms - state.probeMs > probeDeadlineMs;
  const isSilent = now.ms - phase.heardMs > silenceMs;
  const isOverdue = [...state.sent.values()].some((at) => now.ms - at > receiptDeadlineMs);
  if (isProbeLost || isSilent || isOverdue) return retry(state, now, { hangUp: true });
  if (state.recheckAtMs !== null && now.ms >= state.recheckAtMs) {
    return retry(state, now, { hangUp: true, waitMs: 0 });
  }
  const isDue = state.askAtMs !== null && now.ms >= state.askAtMs && state.sent.size === 0;
  const asks = isDue && state.mayAsk && state.watched.length > 0;
  const says = asks || now.ms - phase.saidMs >= heartbeatIntervalMs;
  const commands: Command[] = [];
  if (asks) commands.push({ kind: "send", frame: { kind: "ask", days: state.watched } });
  else if (says) commands.push({ kind: "send", frame: { kind: "heartbeat" } });
  const spoken = says ? { ...phase, saidMs: now.ms } : phase;
  return { state: { ...state, phase: spoken, askAtMs: isDue ? null : state.askAtMs }, commands };
}
