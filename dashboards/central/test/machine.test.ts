// SPDX-License-Identifier: Apache-2.0
// Every transition of a screen's live state, with an injected clock and injected chance.
import { describe, expect, test } from "vitest";
import {
  dialDeadlineMs,
  type Effect,
  type Input,
  initial,
  type LiveState,
  silenceRedialMs,
  silenceStaleMs,
  step,
} from "../src/live/machine";
import { deltaFrame, heartbeatFrame, snapshotFrame } from "./builders";

// A machine with a clock that only moves when a test says so.
class Screen {
  state: LiveState;
  effects: Effect[] = [];
  nowMs = 1_000;
  random = 0.5;

  constructor(regions: readonly string[] = ["ID"]) {
    this.state = initial("", regions);
  }

  tell(input: Input): this {
    const next = step(this.state, input, { ms: this.nowMs, random: this.random });
    this.state = next.state;
    this.effects = [...next.effects];
    return this;
  }

  after(ms: number): this {
    this.nowMs += ms;
    return this.tell({ kind: "tick" });
  }

  get phase() {
    return this.state.phase.kind;
  }

  get number() {
    return this.state.topics.get(this.state.wanted[0] ?? "")?.shown?.totals.acceptors;
  }
}

function live(regions?: readonly string[], acceptors = 100): Screen {
  const screen = new Screen(regions);
  screen.tell({ kind: "start" }).tell({ kind: "opened" });
  for (const region of screen.state.wanted) {
    screen.tell({ kind: "frame", frame: snapshotFrame({ region, revision: 1n, acceptors }) });
  }
  return screen.tell({ kind: "frame", frame: heartbeatFrame() });
}

describe("connecting", () => {
  test("dials at the start and subscribes to all that is wanted once the socket is open", () => {
    const screen = new Screen(["15", "ID"]);
    expect(screen.tell({ kind: "start" }).effects).toEqual([{ kind: "dial" }]);
    expect(screen.phase).toBe("connecting");
    expect(screen.tell({ kind: "opened" }).effects).toEqual([
      { kind: "subscribe", event: "", regions: ["15", "ID"] },
    ]);
  });

  test("becomes live with the first snapshot of its own region, not of the nation's", () => {
    const screen = new Screen(["15", "ID"]).tell({ kind: "start" }).tell({ kind: "opened" });
    screen.tell({ kind: "frame", frame: snapshotFrame({ region: "ID", revision: 1n }) });
    expect(screen.phase).toBe("connecting");
    screen.tell({ kind: "frame", frame: snapshotFrame({ region: "15", revision: 1n }) });
    expect(screen.phase).toBe("live");
  });

  test("gives a dial up after its deadline and tries again after a jittered wait", () => {
    const screen = new Screen().tell({ kind: "start" });
    expect(screen.after(dialDeadlineMs).effects).toEqual([]);
    expect(screen.after(1).effects).toEqual([{ kind: "hang_up" }]);
    expect(screen.state.phase).toEqual({
      kind: "connecting",
      dial: { kind: "waiting", untilMs: screen.nowMs + 250 },
    });
    expect(screen.after(249).effects).toEqual([]);
    expect(screen.after(1).effects).toEqual([{ kind: "dial" }]);
  });

  test("waits longer from try to try, up to the cap", () => {
    const screen = new Screen().tell({ kind: "start" });
    const waits = Array.from({ length: 8 }, () => {
      screen.tell({ kind: "closed", code: 1006 });
      const { phase } = screen.state;
      if (phase.kind !== "connecting" || phase.dial.kind !== "waiting") throw new Error(phase.kind);
      const wait = phase.dial.untilMs - screen.nowMs;
      screen.after(wait);
      return wait;
    });
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 7500, 7500, 7500]);
  });
});

describe("live", () => {
  test("stays live on heartbeats and turns stale after five silent seconds", () => {
    const screen = live();
    expect(screen.after(silenceStaleMs).phase).toBe("live");
    expect(screen.after(1).state.phase).toMatchObject({ kind: "stale", reason: "silent" });
    expect(screen.number).toBe(100);
    expect(screen.tell({ kind: "frame", frame: heartbeatFrame() }).phase).toBe("live");
  });

  test("deltas alone do not prove freshness: only heartbeats do", () => {
    const screen = live();
    screen.nowMs += silenceStaleMs;
    screen.tell({ kind: "frame", frame: deltaFrame({ base: 1n, revision: 2n, acceptors: 110 }) });
    expect(screen.after(1).phase).toBe("stale");
    expect(screen.number).toBe(110);
  });

  test("turns stale while the server itself has not heard its ledger for over five seconds", () => {
    const screen = live();
    screen.tell({ kind: "frame", frame: heartbeatFrame(5) });
    expect(screen.phase).toBe("live");
    screen.tell({ kind: "frame", frame: heartbeatFrame(6) });
    expect(screen.state.phase).toMatchObject({ kind: "stale", reason: "ledger" });
    screen.tell({ kind: "frame", frame: heartbeatFrame(0) });
    expect(screen.phase).toBe("live");
  });

  test("a connection silent for fifteen seconds is dropped for a new one", () => {
    const screen = live();
    screen.after(silenceStaleMs + 1);
    expect(screen.after(silenceRedialMs - silenceStaleMs).effects).toEqual([{ kind: "hang_up" }]);
    expect(screen.phase).toBe("reconnecting");
  });

  test("asks once for a topic whose deltas leave a gap, and shows its snapshot", () => {
    const screen = live();
    const gap = deltaFrame({ base: 5n, revision: 6n, acceptors: 600 });
    expect(screen.tell({ kind: "frame", frame: gap }).effects).toEqual([
      { kind: "subscribe", event: "", regions: ["ID"] },
    ]);
    const next = deltaFrame({ base: 6n, revision: 7n, acceptors: 700 });
    expect(screen.tell({ kind: "frame", frame: next }).effects).toEqual([]);
    expect(screen.number).toBe(100);
    screen.tell({ kind: "frame", frame: snapshotFrame({ revision: 7n, acceptors: 700 }) });
    expect(screen.number).toBe(700);
  });

  test("shows a restored ledger's snapshot although its number is lower", () => {
    const screen = live();
    const reset = deltaFrame({ base: 1n, revision: 2n, epoch: 9n, acceptors: 3 });
    expect(screen.tell({ kind: "frame", frame: reset }).effects).toHaveLength(1);
    expect(screen.number).toBe(100);
    const fresh = snapshotFrame({ revision: 2n, epoch: 9n, acceptors: 3 });
    expect(screen.tell({ kind: "frame", frame: fresh }).number).toBe(3);
  });

  test("ignores frames of topics it has left, and kinds it does not know", () => {
    const screen = live();
    const before = screen.state;
    screen.tell({ kind: "frame", frame: snapshotFrame({ region: "32", revision: 1n }) });
    screen.tell({ kind: "frame", frame: deltaFrame({ region: "32", base: 1n, revision: 2n }) });
    screen.tell({
      kind: "frame",
      frame: { $typeName: "sejuta.v1.LiveFrame", body: { case: undefined } },
    });
    expect(screen.state).toBe(before);
  });
});

describe("reconnecting", () => {
  test("the number never leaves the screen between a loss and the next snapshot", () => {
    const screen = live();
    const seen: (number | undefined)[] = [];
    const look = () => seen.push(screen.number);
    screen.tell({ kind: "closed", code: 1001 });
    look();
    for (let round = 0; round < 3; round += 1) {
      screen.after(20_000);
      look();
      screen.tell({ kind: "closed", code: 1006 });
      look();
    }
    expect(screen.phase).toBe("reconnecting");
    screen.after(20_000).tell({ kind: "opened" });
    look();
    screen.tell({ kind: "frame", frame: heartbeatFrame() });
    look();
    expect(screen.phase).toBe("reconnecting");
    expect(new Set(seen)).toEqual(new Set([100]));
    screen.tell({ kind: "frame", frame: snapshotFrame({ revision: 4n, acceptors: 140 }) });
    expect([screen.phase, screen.number]).toEqual(["live", 140]);
  });

  test("a delta of the new connection is not laid over the old connection's state", () => {
    const screen = live().tell({ kind: "closed", code: 1006 }).after(20_000);
    screen.tell({ kind: "opened" });
    screen.tell({ kind: "frame", frame: deltaFrame({ base: 1n, revision: 2n, acceptors: 999 }) });
    expect(screen.number).toBe(100);
  });

  test("the first heartbeat after a reconnect forgives the tries before it", () => {
    const screen = live().tell({ kind: "closed", code: 1006 }).after(20_000);
    screen.tell({ kind: "closed", code: 1006 }).after(20_000).tell({ kind: "opened" });
    screen.tell({ kind: "frame", frame: snapshotFrame({ revision: 4n }) });
    expect(screen.state.attempt).toBe(2);
    expect(screen.tell({ kind: "frame", frame: heartbeatFrame() }).state.attempt).toBe(0);
  });

  test("garbage ends the connection, and is tried again", () => {
    const screen = live();
    expect(screen.tell({ kind: "garbage" }).effects).toEqual([{ kind: "hang_up" }]);
    expect(screen.phase).toBe("reconnecting");
  });

  test("does not wait any longer when the network comes back", () => {
    const screen = live().tell({ kind: "closed", code: 1013 });
    expect(screen.tell({ kind: "hurry" }).effects).toEqual([{ kind: "dial" }]);
    expect(screen.tell({ kind: "hurry" }).effects).toEqual([]);
  });

  test.each([1000, 1001, 1006, 1011, 1013, 4005, 4006])("close code %i is tried again", (code) => {
    expect(live().tell({ kind: "closed", code }).phase).toBe("reconnecting");
  });
});

describe("stopped", () => {
  test.each([
    [4008, "region_unknown"],
    [4003, "event_unknown"],
    [1003, "refused"],
    [1009, "refused"],
    [4004, "refused"],
    [4007, "refused"],
  ] as const)("close code %i stops as %s and no tick dials again", (code, reason) => {
    const screen = live().tell({ kind: "closed", code });
    expect(screen.state.phase).toEqual({ kind: "stopped", reason });
    expect(screen.after(3_600_000).effects).toEqual([]);
    expect(screen.number).toBe(100);
  });

  test("a person may ask to connect again", () => {
    const screen = live().tell({ kind: "closed", code: 4004 });
    expect(screen.tell({ kind: "hurry" }).effects).toEqual([{ kind: "dial" }]);
    expect(screen.phase).toBe("reconnecting");
  });

  test("going to another region dials anew", () => {
    const screen = live(["15.99", "ID"]).tell({ kind: "closed", code: 4008 });
    expect(screen.tell({ kind: "want", regions: ["ID"] }).effects).toEqual([{ kind: "dial" }]);
  });

  test("a late close of a socket that was given up changes nothing", () => {
    const screen = live().tell({ kind: "closed", code: 1006 });
    const before = screen.state;
    expect(screen.tell({ kind: "closed", code: 4008 }).state).toBe(before);
  });
});

describe("going to another region", () => {
  test("asks for what is new, gives back what is left, and keeps the nation", () => {
    const screen = live(["15", "ID"]);
    screen.tell({ kind: "want", regions: ["15.71", "ID"] });
    expect(screen.effects).toEqual([
      { kind: "unsubscribe", regions: ["15"] },
      { kind: "subscribe", event: "", regions: ["15.71", "ID"].slice(0, 1) },
    ]);
    expect([...screen.state.topics.keys()]).toEqual(["15.71", "ID"]);
    expect(screen.phase).toBe("live");
  });

  test("up to the nation needs no new snapshot", () => {
    const screen = live(["15", "ID"]).tell({ kind: "want", regions: ["ID"] });
    expect(screen.effects).toEqual([{ kind: "unsubscribe", regions: ["15"] }]);
    expect(screen.number).toBe(100);
  });

  test("while dialling begins the dial anew, while waiting waits on", () => {
    const dialling = new Screen().tell({ kind: "start" });
    expect(dialling.tell({ kind: "want", regions: ["15", "ID"] }).effects).toEqual([
      { kind: "hang_up" },
      { kind: "dial" },
    ]);
    const waiting = live().tell({ kind: "closed", code: 1006 });
    expect(waiting.tell({ kind: "want", regions: ["15", "ID"] }).effects).toEqual([]);
    expect(waiting.state.wanted).toEqual(["15", "ID"]);
  });
});
