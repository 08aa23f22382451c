// SPDX-License-Identifier: Apache-2.0
// The outbox machine in every interleaving of a small world: reports made, frames delivered or
// lost, sockets cut, the tab killed with writes still under way, restarts, time passing, and a
// ledger restored from an empty backup. In every state: nothing made is lost, a seq never carries
// another content, received means that the server said so. From every state, when things calm
// down: all is on the ledger exactly once and the badge says zero.
import { expect, test } from "vitest";
import type { Entry } from "../src/outbox/entry";
import { initial, step, unsent } from "../src/outbox/machine";
import type { InFrame, Input, Link, OutFrame } from "../src/outbox/state";
import { madeEntry, receiptOf, refusalOf, welcome } from "./builders";

interface Said {
  readonly seq: number;
  readonly content: string;
}

type Up =
  | { readonly kind: "hello" | "reconcile"; readonly held: readonly number[] }
  | { readonly kind: "reports"; readonly said: readonly Said[] };

interface World {
  // Null while the tab is dead.
  readonly link: Link | null;
  readonly disk: ReadonlyMap<number, Entry>;
  // Writes that a kill may lose.
  readonly writes: readonly Entry[];
  readonly socket: "none" | "opening" | "open";
  readonly up: readonly Up[];
  readonly down: readonly InFrame[];
  // Sent over a connection that is gone; may still arrive.
  readonly stray: readonly Up[];
  readonly ledger: ReadonlyMap<number, string>;
  readonly epoch: number;
  // Seqs that the server ever answered with a receipt or a refusal.
  readonly receipted: ReadonlySet<number>;
  readonly refused: ReadonlySet<number>;
  readonly left: {
    readonly makes: number;
    readonly kills: number;
    readonly cuts: number;
    readonly restores: number;
    readonly ticks: number;
  };
}

const calm = { ms: 0, random: 0 };
const longAfter = { ms: 1_000_000, random: 0 };
// The last report breaks a rule that only the server knows.
const refusedSeq = 3;

function timeless(link: Link): Link {
  const phase = { ...link.phase } as Record<string, unknown>;
  for (const key of ["untilMs", "sinceMs", "heardMs", "saidMs"]) if (key in phase) phase[key] = 0;
  return {
    ...link,
    phase: phase as unknown as Link["phase"],
    sent: new Map([...link.sent.keys()].map((seq) => [seq, 0])),
    notBefore: new Map(),
    tries: new Map(),
    attempt: 0,
    failures: 0,
    askAtMs: null,
    probeMs: null,
  };
}

function carried(entry: Entry | undefined): Said {
  if (!entry) throw new Error("sent before it was made");
  return { seq: entry.seq, content: JSON.stringify(entry.content) };
}

function upOf(frame: OutFrame, link: Link): Up[] {
  const seqsOf = (ranges: readonly { first: number; last: number }[]): number[] =>
    ranges.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i),
    );
  if (frame.kind === "hello" || frame.kind === "reconcile") {
    return [{ kind: frame.kind, held: seqsOf(frame.held) }];
  }
  if (frame.kind !== "reports") return [];
  return [{ kind: "reports", said: frame.seqs.map((seq) => carried(link.entries.get(seq))) }];
}

// The machine takes an input; its commands are carried out on the world.
function tell(world: World, input: Input, now = calm): World {
  if (world.link === null) return world;
  const { state, commands } = step(world.link, input, now);
  let next: World = { ...world, link: timeless(state) };
  for (const command of commands) {
    if (command.kind === "dial") next = { ...hungUp(next), socket: "opening" };
    if (command.kind === "hang_up") next = hungUp(next);
    if (command.kind === "store") next = { ...next, writes: [...next.writes, ...command.entries] };
    if (command.kind === "send")
      next = { ...next, up: [...next.up, ...upOf(command.frame, state)] };
  }
  return next;
}

function hungUp(world: World): World {
  const reports = world.up.filter(({ kind }) => kind === "reports");
  const stray = [...world.stray, ...reports].slice(0, 2);
  return { ...world, socket: "none", up: [], down: [], stray };
}

function served(world: World, frame: Up): { world: World; answer: InFrame } {
  const epoch = BigInt(world.epoch);
  if (frame.kind !== "reports") {
    const lost = frame.held.filter((seq) => !world.ledger.has(seq));
    const lacking = lost.map((seq) => ({ first: seq, last: seq }));
    const answer: InFrame =
      frame.kind === "hello"
        ? { kind: "welcome", welcome: { ...welcome, epoch, lacking } }
        : { kind: "reconciled", lacking };
    return { world, answer };
  }
  const ledger = new Map(world.ledger);
  for (const { seq, content } of frame.said) {
    const before = ledger.get(seq);
    if (before !== undefined && before !== content)
      throw new Error(`seq ${seq} with other content`);
    if (seq !== refusedSeq) ledger.set(seq, content);
  }
  const good = frame.said.map(({ seq }) => seq).filter((seq) => seq !== refusedSeq);
  const bad = frame.said.map(({ seq }) => seq).filter((seq) => seq === refusedSeq);
  const answers = {
    epoch,
    receipts: good.map((seq) => receiptOf(seq, epoch)),
    rejections: bad.map((seq) => refusalOf(seq)),
  };
  return {
    world: {
      ...world,
      ledger,
      receipted: new Set([...world.receipted, ...good]),
      refused: new Set([...world.refused, ...bad]),
    },
    answer: { kind: "receipts", answers },
  };
}

const actions: Record<string, (world: World) => World | null> = {
  make: (world) => {
    const { makes } = world.left;
    if (world.link === null || makes === 0) return null;
    const entry = madeEntry(world.disk.size + 1);
    const disk = new Map(world.disk).set(entry.seq, entry);
    const next = { ...world, disk, left: { ...world.left, makes: makes - 1 } };
    return tell(next, { kind: "stored", entries: [entry] });
  },
  open: (world) =>
    world.socket === "opening" ? tell({ ...world, socket: "open" }, { kind: "opened" }) : null,
  serve: (world) => {
    const [frame, ...up] = world.up;
    if (!frame || world.socket !== "open") return null;
    const { world: next, answer } = served({ ...world, up }, frame);
    return { ...next, down: [...next.down, answer] };
  },
  hear: (world) => {
    const [frame, ...down] = world.down;
    return frame ? tell({ ...world, down }, { kind: "frame", frame }) : null;
  },
  stray: (world) => {
    const [frame, ...stray] = world.stray;
    return frame ? served({ ...world, stray }, frame).world : null;
  },
  cut: (world) => {
    const { cuts } = world.left;
    if (cuts === 0 || world.socket === "none") return null;
    const next = hungUp({ ...world, left: { ...world.left, cuts: cuts - 1 } });
    return tell(next, { kind: "closed", code: 1006 });
  },
  tick: (world) => {
    const { ticks } = world.left;
    if (ticks === 0 || world.link === null) return null;
    return tell(
      { ...world, left: { ...world.left, ticks: ticks - 1 } },
      { kind: "tick" },
      longAfter,
    );
  },
  write: (world) => {
    if (world.writes.length === 0) return null;
    const disk = new Map(world.disk);
    for (const entry of world.writes) disk.set(entry.seq, entry);
    return { ...world, disk, writes: [] };
  },
  kill: (world) => {
    const { kills } = world.left;
    if (kills === 0 || world.link === null) return null;
    const left = { ...world.left, kills: kills - 1 };
    return { ...hungUp(world), link: null, writes: [], left };
  },
  start: (world) => {
    if (world.link !== null) return null;
    const next = { ...world, link: initial("hp-1") };
    return tell(next, { kind: "start", entries: [...world.disk.values()] });
  },
  restore: (world) => {
    const { restores } = world.left;
    if (restores === 0) return null;
    const lost = { ...world, ledger: new Map(), epoch: world.epoch + 1 };
    const next = hungUp({ ...lost, left: { ...world.left, restores: restores - 1 } });
    return world.socket === "none" ? next : tell(next, { kind: "closed", code: 1001 });
  },
};

function keyOf(world: World): string {
  return JSON.stringify(world, (_, value) => {
    if (value instanceof Map) return [...value].sort((a, b) => (a[0] > b[0] ? 1 : -1));
    if (value instanceof Set) return [...value].sort();
    return typeof value === "bigint" ? String(value) : value;
  });
}

function mustHold(world: World): void {
  const first = new Map(
    [...world.disk.keys()].map((seq) => [seq, carried(madeEntry(seq)).content]),
  );
  for (const entry of world.disk.values())
    expect(carried(entry).content).toBe(first.get(entry.seq));
  for (const entry of world.link?.entries.values() ?? []) {
    expect(carried(entry).content).toBe(first.get(entry.seq));
    if (entry.state === "received") expect(world.receipted).toContain(entry.seq);
    if (entry.state === "refused") expect(world.refused).toContain(entry.seq);
  }
  if (world.link) expect([...world.link.entries.keys()].sort()).toEqual([...first.keys()].sort());
}

// No more trouble: what is on its way arrives, time passes where something waits for it.
function calmedDown(from: World): World {
  let world: World = { ...from, left: { makes: 0, kills: 0, cuts: 0, restores: 0, ticks: 99 } };
  for (let round = 0; round < 200; round += 1) {
    const next =
      actions.start?.(world) ??
      actions.write?.(world) ??
      actions.stray?.(world) ??
      actions.open?.(world) ??
      actions.serve?.(world) ??
      actions.hear?.(world) ??
      (world.link?.phase.kind === "waiting" || world.link?.sent.size
        ? actions.tick?.(world)
        : null);
    if (!next) return world;
    world = next;
  }
  throw new Error("it never calmed down");
}

function mustEndWell(from: World): void {
  const world = calmedDown(from);
  const good = [...world.disk.keys()].filter((seq) => seq !== refusedSeq).sort();
  expect([...world.ledger.keys()].sort()).toEqual(good);
  expect(unsent(world.link?.entries.values() ?? [])).toBe(0);
  for (const entry of world.disk.values()) {
    expect(entry.state).toBe(entry.seq === refusedSeq ? "refused" : "received");
  }
}

function explore(left: World["left"]): number {
  const start: World = {
    link: null,
    disk: new Map(),
    writes: [],
    socket: "none",
    up: [],
    down: [],
    stray: [],
    ledger: new Map(),
    epoch: 1,
    receipted: new Set(),
    refused: new Set(),
    left,
  };
  const seen = new Set([keyOf(start)]);
  let frontier: World[] = [start];
  while (frontier.length > 0) {
    const reached: World[] = [];
    for (const world of frontier) {
      mustHold(world);
      mustEndWell(world);
      for (const act of Object.values(actions)) {
        const next = act(world);
        if (!next) continue;
        const key = keyOf(next);
        if (seen.has(key)) continue;
        seen.add(key);
        reached.push(next);
      }
    }
    frontier = reached;
  }
  return seen.size;
}

test.each([
  ["three reports, one refused; two kills", { makes: 3, kills: 2, cuts: 0, restores: 0, ticks: 1 }],
  ["two reports; a kill, two cuts", { makes: 2, kills: 1, cuts: 2, restores: 0, ticks: 2 }],
  [
    "two reports; a kill, a restored backup",
    { makes: 2, kills: 1, cuts: 0, restores: 1, ticks: 2 },
  ],
  ["two reports; a cut, a restored backup", { makes: 2, kills: 0, cuts: 1, restores: 1, ticks: 3 }],
])(
  "every interleaving of %s",
  (_, left) => {
    const states = explore(left);
    process.stdout.write(`      ${states} states\n`);
    expect(states).toBeGreaterThan(1_000);
  },
  240_000,
);
