// SPDX-License-Identifier: Apache-2.0
// Thousands of viewers ask for topics and then never read: their sockets fill, and the server must
// neither keep what they do not take nor let the terminals wait for them.
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { eventId, until, within } from "../../integration/server/support.mjs";
import { encode, Viewer } from "../../integration/server/wire.mjs";
import { Load } from "../support/load.mjs";
import { watchMemory } from "../support/process.mjs";

const regions = ["ID", "15", "32", "15.71", "15.01", "32.01", "32.04", "32.73"]; // as many as may be
const kibPerViewer = 96; // 64 KiB unsent and its own state; the kernel's buffers are not its own
const slowdown = 4;

// A client's frame: masked, as RFC 6455 asks.
function masked(payload) {
  const mask = Buffer.from([1, 2, 3, 4]);
  const body = Buffer.from(payload.map((byte, i) => byte ^ mask[i % 4]));
  const head =
    payload.length < 126
      ? [0x82, 0x80 | payload.length]
      : [0x82, 0x80 | 126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from(head), mask, body]);
}

const upgrade = (address) =>
  [
    ...["GET /v1/live HTTP/1.1", `Host: ${address}`, "Upgrade: websocket", "Connection: Upgrade"],
    ...["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"],
    ...["Sec-WebSocket-Protocol: sejuta.live.v1", "", ""],
  ].join("\r\n");

// Upgrades, subscribes, and from then on reads nothing.
async function idle(fault, server) {
  const socket = connect({ host: server.host, port: server.port });
  fault.after(() => socket.destroy());
  const opened = new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("readable", resolve); // the answer to the upgrade; it stays unread
  });
  socket.write(upgrade(server.address));
  await within("the upgrade", opened);
  socket.on("error", () => {});
  socket.pause();
  const value = { event: eventId, regions };
  socket.write(masked(encode("ViewerFrame", { case: "subscribe", value })));
  return socket;
}

// Milliseconds that so many receipts take.
async function pace(load) {
  const started = Date.now();
  await load.answers(3_000, 60_000);
  return Date.now() - started;
}

export const idleViewers = {
  name: "idle-viewers",
  about: "thousands of viewers that subscribe and do not read, while terminals report",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    const server = await fault.server();
    const load = await Load.start(fault, {
      ...{ terminals: 24, window: 24, perSecond: 10_000, corrections: 5 },
      address: () => server.address,
    });
    await load.answers(1_000);
    const alone = await pace(load);
    const memory = watchMemory(() => [server.pid]);
    const before = await memory.now();
    const count = fault.full ? 8_000 : 1_200;
    for (let made = 0; made < count; made += 100)
      await Promise.all(Array.from({ length: 100 }, () => idle(fault, server)));
    await until("all viewers", async () => {
      const text = await (await server.get("/metrics")).text();
      return Number(text.match(/^edge_websockets\{thread="0"\} (\d+)/m)[1]) >= count;
    });
    const beside = await pace(load);
    await pause(fault.full ? 60_000 : 2_000);
    const later = [await pace(load), await pace(load)];
    // One that reads sees the truth beside them.
    const viewer = await Viewer.open(server, ["ID"]);
    await viewer.wait("a snapshot", () => viewer.frames.some((frame) => frame.case === "snapshot"));
    await viewer.close();
    const peak = await memory.stop();
    await load.settle();
    fault.did(`${count} viewers that do not read`);
    fault.figure("ms for 3,000 receipts alone", alone);
    // The middle one of three: what the viewers do to the terminals lasts, a stall of the machine
    // does not.
    const slowed = [beside, ...later].sort((a, b) => a - b)[1];
    fault.figure("ms beside them", slowed);
    fault.figure("MiB before", before);
    fault.figure("MiB at most", peak);
    const most = (count * kibPerViewer) / 1024;
    fault.check(peak - before <= most, `the server grew by ${peak - before} MiB; ${most} may be`);
    fault.check(
      slowed <= slowdown * alone + 1_000,
      `3,000 receipts took ${slowed} ms instead of ${alone}`,
    );
    await fault.truth(load.book, server);
  },
};
