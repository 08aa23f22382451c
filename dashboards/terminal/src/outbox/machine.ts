// SPDX-License-Identifier: Apache-2.0
// The outbox and its connection as one pure step: (state, input, now) → state and commands. It owns
// no socket, clock or store; connect/ carries the commands out. Nothing is sent before it is stored,
// nothing is taken away by sending, and only the server's receipt makes an entry received.
import { answersTaken } from "./answers";
import { dayKey, type Entry, type SiteDate } from "./entry";
import { isRevoked, live } from "./live";
import { pagesOf, rangesOf } from "./pages";
import { isHeldBack, sendable } from "./select";
import {
  dialDeadlineMs,
  type Input,
  type Link,
  type Now,
  postAfterFailures,
  postDeadlineMs,
  type Step,
  withEntries,
} from "./state";
import { isOpen, onClosed, retry } from "./tries";

export function initial(terminal: string): Link {
  return {
    terminal,
    phase: { kind: "waiting", untilMs: 0 },
    attempt: 0,
    failures: 0,
    posted: false,
    server: 0,
    entries: new Map(),
    sent: new Map(),
    notBefore: new Map(),
    tries: new Map(),
    pages: [],
    pageOut: false,
    welcome: null,
    epoch: null,
    days: new Map(),
    watched: [],
    askAtMs: null,
    mayAsk: true,
    probeMs: null,
    recheckAtMs: null,
  };
}

export function step(state: Link, input: Input, now: Now): Step {
  switch (input.kind) {
    case "start":
      return connect(withEntries(state, input.entries), now);
    case "stored":
      return settle(withEntries(state, input.entries.filter(isNews(state))), now);
    case "watch":
      return watch(state, input.days, now);
    case "opened":
      return state.phase.kind === "dialling" ? greet(state, now) : quiet(state);
    case "frame":
      return isOpen(state.phase) ? settleAll(live(state, input.frame, now), now) : quiet(state);
    case "garbage":
      return isOpen(state.phase) ? retry(state, now, { hangUp: true }) : quiet(state);
    case "closed":
      return onClosed(state, input.code, now);
    case "posted":
      return onPosted(state, input, now);
    case "hurry":
      return hurry(state, now);
    case "tick":
      return onTick(state, now);
  }
}

function quiet(state: Link): Step {
  return { state, commands: [] };
}

// A receipt that came meanwhile is newer than what another tab stored.
function isNews(state: Link): (entry: Entry) => boolean {
  return ({ seq }) => state.entries.get(seq)?.state !== "received";
}

// What may be sent now goes out.
function settle(state: Link, now: Now): Step {
  return settleAll(quiet(state), now);
}

function settleAll(before: Step, now: Now): Step {
  if (before.state.phase.kind !== "live") return before;
  const { state, commands } = sendable(before.state, now);
  return { state, commands: [...before.commands, ...commands] };
}

function connect(state: Link, now: Now): Step {
  const phase = { kind: "dialling", sinceMs: now.ms } as const;
  return {
    state: { ...state, phase, sent: new Map(), pages: [], pageOut: false },
    commands: [{ kind: "dial", server: state.server }],
  };
}

// The socket is open: say who we are and the first page of what we hold receipts for.
function greet(state: Link, now: Now): Step {
  const held = [...state.entries.values()]
    .filter((entry) => entry.state === "received")
    .map((entry) => entry.seq)
    .sort((a, b) => a - b);
  const [first = [], ...pages] = pagesOf(rangesOf(held));
  return {
    state: { ...state, phase: { kind: "greeting", sinceMs: now.ms }, pages, pageOut: false },
    commands: [{ kind: "send", frame: { kind: "hello", held: first } }],
  };
}

function watch(state: Link, days: readonly SiteDate[], now: Now): Step {
  const known = new Set(state.watched.map(dayKey));
  const isSame = days.length === known.size && days.every((day) => known.has(dayKey(day)));
  if (isSame && state.phase.kind !== "live") return quiet(state);
  return quiet({ ...state, watched: days, askAtMs: state.askAtMs ?? now.ms });
}

// The network came back, the tab was shown, a person asked: do not wait any longer. An open
// connection has to prove that it is one.
function hurry(state: Link, now: Now): Step {
  const { phase } = state;
  if (phase.kind === "waiting" || phase.kind === "stopped") return connect(state, now);
  if (phase.kind !== "live" || state.probeMs !== null) return quiet(state);
  return {
    state: {
      ...state,
      phase: { ...phase, saidMs: now.ms },
      probeMs: now.ms,
      askAtMs: now.ms,
    },
    commands: [{ kind: "send", frame: { kind: "heartbeat" } }],
  };
}

// Where WebSockets do not get through but something waits, the next try is a POST.
function tryAgain(state: Link, now: Now): Step {
  const isPostsTurn = state.failures >= postAfterFailures && !state.posted;
  const seqs = isPostsTurn ? postable(state, now) : [];
  if (seqs.length === 0) return connect({ ...state, posted: false }, now);
  return {
    state: { ...state, posted: true, phase: { kind: "posting", sinceMs: now.ms, seqs } },
    commands: [{ kind: "post", seqs }],
  };
}

function postable(state: Link, now: Now): number[] {
  return [...state.entries.values()]
    .filter((entry) => entry.content.kind === "report" && !isHeldBack(state, entry, now))
    .map((entry) => entry.seq)
    .sort((a, b) => a - b)
    .slice(0, 64);
}

function onPosted(state: Link, input: Input & { kind: "posted" }, now: Now): Step {
  const { phase } = state;
  if (phase.kind !== "posting") return quiet(state);
  const isRefused = input.status === 401 || input.status === 403;
  if (isRefused || (input.answers && isRevoked(input.answers))) {
    const reason = isRefused ? "token_refused" : "revoked";
    return quiet({ ...state, phase: { kind: "stopped", reason } });
  }
  if (input.status !== 200 || input.answers === null) return retry(state, now, { hangUp: false });
  const taken = answersTaken({ ...state, attempt: 0, posted: false }, input.answers, now);
  const more = postable(taken.state, now).length > 0;
  const untilMs = now.ms + (more ? 0 : dialDeadlineMs);
  const isAnswered = taken.commands.length > 0;
  if (!isAnswered) return retry(state, now, { hangUp: false });
  return {
    ...taken,
    state: { ...taken.state, posted: !more, phase: { kind: "waiting", untilMs } },
  };
}

function onTick(state: Link, now: Now): Step {
  const { phase } = state;
  switch (phase.kind) {
    case "stopped":
      return quiet(state);
    case "waiting":
      return now.ms >= phase.untilMs ? tryAgain(state, now) : quiet(state);
    case "dialling":
    case "greeting":
      return now.ms - phase.sinceMs > dialDeadlineMs
        ? retry(state, now, { hangUp: true })
        : quiet(state);
    case "posting":
      return now.ms - phase.sinceMs > postDeadlineMs
        ? retry(state, now, { hangUp: false })
        : quiet(state);
    case "live":
      return settleAll(live(state, null, now), now);
  }
}

// Everything that has neither a receipt nor a final refusal: what the badge counts.
export function unsent(entries: Iterable<Entry>): number {
  let count = 0;
  for (const { state } of entries) if (state === "waiting" || state === "asking") count += 1;
  return count;
}
