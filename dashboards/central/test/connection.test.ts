// SPDX-License-Identifier: Apache-2.0
// The thin shell: what the machine decides reaches the socket, what the socket says reaches it.
import { expect, test } from "vitest";
import { connectLive } from "../src/connect/live_connection";
import type { LiveState } from "../src/live/machine";
import { heartbeatFrame, snapshot, snapshotFrame } from "./builders";
import { FakeWorld } from "./fake_world";

function connect(regions: readonly string[] = ["15", "ID"]) {
  const world = new FakeWorld();
  const states: LiveState[] = [];
  const connection = connectLive("", regions, world, (state) => states.push(state));
  return { world, states, connection };
}

test("an open socket is asked for the regions in one frame", () => {
  const { world } = connect();
  world.socket.accept();
  expect(world.socket.binaryType).toBe("arraybuffer");
  expect(world.socket.sent.map((frame) => frame.body)).toMatchObject([
    { case: "subscribe", value: { event: "", regions: ["15", "ID"] } },
  ]);
});

test("frames become state; text, noise and impossible numbers end the connection", () => {
  const noises: unknown[] = ["text", new Uint8Array([255, 255, 255]).buffer];
  for (const noise of noises) {
    const { world, connection } = connect(["ID"]);
    world.socket.accept();
    world.socket.receive(snapshotFrame({ revision: 1n, acceptors: 7 }));
    expect(connection.state().phase.kind).toBe("live");
    const first = world.socket;
    first.receiveRaw(noise);
    expect(connection.state().phase.kind).toBe("reconnecting");
    expect(first.readyState).toBe(3);
  }
  const { world, connection } = connect(["ID"]);
  world.socket.accept();
  const huge = snapshot({ revision: 1n, totals: { acceptors: 2n ** 60n } });
  world.socket.receive({
    $typeName: "sejuta.v1.LiveFrame",
    body: { case: "snapshot", value: huge },
  });
  expect(connection.state().phase).toMatchObject({ dial: { kind: "waiting" } });
});

test("a lost connection is dialled again and the old socket is never heard again", () => {
  const { world, connection } = connect(["ID"]);
  world.socket.accept();
  world.socket.receive(snapshotFrame({ revision: 1n, acceptors: 7 }));
  world.socket.receive(heartbeatFrame());
  const old = world.socket;
  world.pass(5_001);
  world.pass(10_000);
  expect(connection.state().phase.kind).toBe("reconnecting");
  world.pass(15_000);
  expect(world.sockets).toHaveLength(2);
  old.receive(snapshotFrame({ revision: 9n, acceptors: 9_999 }));
  expect(connection.state().topics.get("ID")?.shown?.totals.acceptors).toBe(7);
});

test("stopping closes the socket and the ticking", () => {
  const { world, connection } = connect();
  world.socket.accept();
  connection.stop();
  expect([world.isTicking, world.socket.readyState]).toEqual([false, 3]);
});
