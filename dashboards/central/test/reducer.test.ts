// SPDX-License-Identifier: Apache-2.0
// A topic follows snapshots and deltas by epoch and sequence, and never shows an old number again.
import { Method } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { describe, expect, test } from "vitest";
import {
  applyDelta,
  applySnapshot,
  detached,
  emptyTopic,
  type TopicState,
} from "../src/live/reducer";
import { delta, snapshot } from "./builders";

function at(revision: bigint, acceptors: number, epoch = 7n): TopicState {
  return applySnapshot(emptyTopic("ID"), snapshot({ revision, acceptors, epoch }));
}

function shown(state: TopicState): number | undefined {
  return state.shown?.totals.acceptors;
}

describe("a snapshot", () => {
  test("is shown with its names, path and event", () => {
    const state = at(3n, 120);
    expect(shown(state)).toBe(120);
    expect(state.shown?.names.get("15")).toBe("Jambi");
    expect(state.shown?.path).toEqual([{ code: "ID", name: "Indonesia" }]);
    expect(state.shown?.event.developmentTokens).toBe(true);
  });

  test("replaces rows rather than adding to them", () => {
    const first = applySnapshot(
      emptyTopic("ID"),
      snapshot({ revision: 1n, totals: { byMethod: [{ method: Method.PIL, acceptors: 5n }] } }),
    );
    const second = applySnapshot(
      first,
      snapshot({ revision: 2n, totals: { byMethod: [{ method: Method.IUD, acceptors: 1n }] } }),
    );
    expect([...(second.shown?.totals.byMethod ?? [])]).toEqual([[Method.IUD, 1]]);
  });

  test("of the same epoch but an older revision does not take the newer number away", () => {
    const state = applySnapshot(at(9n, 900), snapshot({ revision: 4n, acceptors: 400 }));
    expect(shown(state)).toBe(900);
    expect(state.tracked?.totals.acceptors).toBe(400);
  });

  test("of another epoch is shown even where its revision and number are lower", () => {
    const state = applySnapshot(at(9n, 900), snapshot({ revision: 2n, acceptors: 200, epoch: 8n }));
    expect(shown(state)).toBe(200);
  });

  test("without totals or with an inexact number is refused", () => {
    const broken = snapshot({ revision: 1n });
    delete broken.totals;
    expect(() => applySnapshot(emptyTopic("ID"), broken)).toThrow(TypeError);
    const huge = snapshot({ revision: 1n, totals: { acceptors: 2n ** 53n } });
    expect(() => applySnapshot(emptyTopic("ID"), huge)).toThrow(RangeError);
  });
});

describe("a delta", () => {
  test("that builds on what is tracked lays its absolute rows over it", () => {
    const before = applySnapshot(
      emptyTopic("ID"),
      snapshot({
        revision: 1n,
        acceptors: 6,
        totals: {
          byMethod: [
            { method: Method.PIL, acceptors: 5n },
            { method: Method.IUD, acceptors: 1n },
          ],
        },
      }),
    );
    const outcome = applyDelta(
      before,
      delta({
        base: 1n,
        revision: 2n,
        acceptors: 8,
        totals: { byMethod: [{ method: Method.PIL, acceptors: 7n }] },
      }),
    );
    if (outcome.kind !== "applied") throw new Error(outcome.kind);
    expect(shown(outcome.state)).toBe(8);
    expect([...(outcome.state.shown?.totals.byMethod ?? [])]).toEqual([
      [Method.PIL, 7],
      [Method.IUD, 1],
    ]);
    expect(before.shown?.totals.byMethod.get(Method.PIL)).toBe(5);
  });

  test("that falls is applied too: corrections are visible", () => {
    const outcome = applyDelta(at(5n, 500), delta({ base: 5n, revision: 6n, acceptors: 450 }));
    expect(outcome.kind === "applied" && shown(outcome.state)).toBe(450);
  });

  test("that leaves a gap asks for the topic again and keeps the number", () => {
    const outcome = applyDelta(at(5n, 500), delta({ base: 6n, revision: 7n, acceptors: 700 }));
    if (outcome.kind !== "resubscribe") throw new Error(outcome.kind);
    expect(outcome.reason).toBe("gap");
    expect(shown(outcome.state)).toBe(500);
    expect(outcome.state.tracked).toBeNull();
  });

  test("of another epoch asks for the topic again and keeps the number", () => {
    const other = delta({ base: 5n, revision: 6n, acceptors: 1, epoch: 8n });
    const outcome = applyDelta(at(5n, 500), other);
    if (outcome.kind !== "resubscribe") throw new Error(outcome.kind);
    expect(outcome.reason).toBe("epoch");
    expect(shown(outcome.state)).toBe(500);
  });

  test("that arrives late, out of order, is ignored", () => {
    const late = delta({ base: 3n, revision: 5n, acceptors: 1 });
    expect(applyDelta(at(5n, 500), late)).toEqual({ kind: "ignored" });
  });

  test("is ignored while a snapshot is awaited", () => {
    const next = delta({ base: 5n, revision: 6n, acceptors: 600 });
    expect(applyDelta(detached(at(5n, 500)), next)).toEqual({ kind: "ignored" });
  });

  test("follows a lagging server silently until it has caught up", () => {
    const lagging = applySnapshot(at(9n, 900), snapshot({ revision: 4n, acceptors: 400 }));
    const behind = applyDelta(lagging, delta({ base: 4n, revision: 8n, acceptors: 800 }));
    if (behind.kind !== "applied") throw new Error(behind.kind);
    expect(shown(behind.state)).toBe(900);
    const ahead = applyDelta(behind.state, delta({ base: 8n, revision: 10n, acceptors: 1000 }));
    expect(ahead.kind === "applied" && shown(ahead.state)).toBe(1000);
  });
});
