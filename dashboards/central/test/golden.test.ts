// SPDX-License-Identifier: Apache-2.0
// The wire's golden bytes, which C++ decodes too: read here to the same values, written back to the
// same bytes.
import { readdirSync, readFileSync } from "node:fs";
import { type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import { EventKind, EventStatus, Method } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { LiveFrameSchema, ViewerFrameSchema } from "@sejuta/shared/gen/sejuta/v1/live_pb";
import { ServerFrameSchema, TerminalFrameSchema } from "@sejuta/shared/gen/sejuta/v1/terminal_pb";
import { expect, test } from "vitest";
import { applyDelta, applySnapshot, emptyTopic } from "../src/live/reducer";

const folder = new URL("../../../proto/golden/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".binpb"));

function bytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

function schemaOf(name: string): DescMessage | undefined {
  if (/^live_(un)?subscribe/.test(name)) return ViewerFrameSchema;
  if (name.startsWith("live_")) return LiveFrameSchema;
  if (name.startsWith("terminal_")) return TerminalFrameSchema;
  return name.startsWith("server_") ? ServerFrameSchema : undefined;
}

function live(name: string) {
  return fromBinary(LiveFrameSchema, bytes(name)).body;
}

test.each(files.filter((name) => schemaOf(name)))("%s comes back byte for byte", (name) => {
  const schema = schemaOf(name);
  if (!schema) throw new Error(name);
  expect(toBinary(schema, fromBinary(schema, bytes(name)))).toEqual(bytes(name));
});

test("what a viewer asks reads as it was written", () => {
  const { body } = fromBinary(ViewerFrameSchema, bytes("live_subscribe.binpb"));
  expect(body.case).toBe("subscribe");
  expect(body.value?.regions.length).toBeGreaterThan(0);
});

test("the golden delta laid over the golden snapshot gives the state after", () => {
  const first = live("live_snapshot.binpb");
  const second = live("live_delta.binpb");
  if (first.case !== "snapshot" || second.case !== "delta") throw new Error("other frames");
  const before = applySnapshot(emptyTopic("15"), first.value);
  expect(before.shown?.event).toMatchObject({
    kind: EventKind.REHEARSAL,
    status: EventStatus.OPEN,
    serviceDates: [20200629],
    developmentTokens: true,
  });
  expect(before.shown?.sequence).toEqual({
    epoch: 6778045674515660782n,
    revision: 1n,
    asOfMs: 1593392400000,
  });
  const outcome = applyDelta(before, second.value);
  if (outcome.kind !== "applied") throw new Error(outcome.kind);
  const after = outcome.state.shown?.totals;
  expect(after?.acceptors).toBe(5);
  // SUNTIK_3_BULAN fell to zero: its row is gone, as a snapshot would have it.
  expect([...(after?.byMethod ?? [])]).toEqual([
    [Method.IUD, 2],
    [Method.SUNTIK_1_BULAN, 3],
  ]);
  expect(after?.byRegion.get("15.01")?.acceptors).toBe(3);
  expect(after?.byRegion.get("15.71")?.acceptors).toBe(2);
  expect(after?.byMinute.get(26556542)).toBe(-1);
});
