// SPDX-License-Identifier: Apache-2.0
// Bytes that no honest client sends, on plain sockets: each is refused in the words of its
// protocol, nothing is smuggled, the server neither stops nor grows.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import {
  assertCounted,
  eventId,
  folder,
  Server,
  seeded,
  sejuta,
  until,
  within,
} from "./support.mjs";
import { encode, raw, report, reportsFrame, Terminal } from "./wire.mjs";

const lines = (...all) => Buffer.from(`${all.join("\r\n")}\r\n\r\n`);
const upgrade = (more = [], path = "/v1/terminal") =>
  lines(
    `GET ${path} HTTP/1.1`,
    "Host: sejuta",
    "Connection: Upgrade",
    "Upgrade: websocket",
    ...(more.some((line) => line.startsWith("Sec-WebSocket-Version"))
      ? []
      : ["Sec-WebSocket-Version: 13"]),
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: sejuta.terminal.v1",
    ...more,
  );
const whole = (heard) => heard.includes("\r\n\r\n");
// The status of the first answer, and how many answers came.
async function asked(server, bytes, options) {
  const heard = (await raw(server, bytes, options)).toString("latin1");
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(heard)?.[1] ?? 0);
  return { status, heard, answers: heard.split("HTTP/1.1 ").length - 1 };
}

async function residentBytes(pid) {
  const text = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)[1]) * 1024;
}

// After each attack: alive, and nothing was recorded that nobody reported.
async function assertUnmoved(server, reports) {
  assert.equal((await server.get("/healthz")).status, 200);
  await assertCounted(server, reports, reports);
}

test("upgrades that are not quite RFC 6455 are refused", async (t) => {
  const server = await Server.start(t);
  const good = await asked(server, upgrade(), { enough: whole });
  assert.equal(good.status, 101);
  const wanted = createHash("sha1")
    .update("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
    .digest("base64");
  assert.ok(good.heard.includes(wanted));
  assert.match(good.heard, /sec-websocket-protocol: sejuta\.terminal\.v1/i);
  const body = Buffer.from("x".repeat(10));
  for (const [what, bytes, statuses] of [
    ["a body", Buffer.concat([upgrade(["Content-Length: 10"]), body]), [400]],
    ["Transfer-Encoding", upgrade(["Transfer-Encoding: chunked"]), [400]],
    ["version 8", upgrade(["Sec-WebSocket-Version: 8"]), [400, 426]],
    ["no such path", upgrade([], "/v1/nothing"), [400, 404]],
    ["POST", Buffer.from(upgrade().toString().replace("GET", "POST")), [400, 401, 404, 405]],
    [
      "no key",
      Buffer.from(
        upgrade()
          .toString()
          .replace(/Sec-WebSocket-Key.*\r\n/, ""),
      ),
      [400],
    ],
    ["HTTP/1.0", Buffer.from(upgrade().toString().replace("HTTP/1.1", "HTTP/1.0")), [400, 505]],
    [
      "another subprotocol",
      Buffer.from(upgrade().toString().replace("sejuta.terminal.v1", "sejuta.terminal.v9")),
      [400],
    ],
  ]) {
    const { status, answers } = await asked(server, bytes, { enough: whole });
    assert.ok(statuses.includes(status), `${what}: ${status}`);
    assert.equal(answers, 1, what);
  }
  await assertUnmoved(server, 0);
});

test("no second request hides in the body of a first", async (t) => {
  const server = await Server.start(t);
  const frame = reportsFrame([report(1)]);
  const post = (...headers) =>
    lines(
      `POST /v1/reports?event=${eventId}&device_time_ms=${Date.now()} HTTP/1.1`,
      "Host: sejuta",
      "Authorization: Bearer dev:stranger-1:S1571-PMB-001",
      "Content-Type: application/x-protobuf",
      ...headers,
    );
  const hidden = lines("GET /version HTTP/1.1", "Host: sejuta");
  const length = `Content-Length: ${frame.length}`;
  for (const [what, head] of [
    ["two lengths", post(length, "Content-Length: 0")],
    ["two lengths in one", post(`${length}, 0`)],
    ["length and chunked", post(length, "Transfer-Encoding: chunked")],
    ["chunked and length", post("Transfer-Encoding: chunked", length)],
    ["a length that is none", post("Content-Length: +5")],
    ["a negative length", post("Content-Length: -1")],
    ["an endless length", post("Content-Length: 99999999999999999999")],
    ["a huge length", post("Content-Length: 1000000000")],
    ["an unknown coding", post("Transfer-Encoding: gzip")],
    ["a space before the colon", post(`Content-Length : ${frame.length}`)],
    ["a folded line", post("X-Fold: a\r\n b", length)],
  ]) {
    const bytes = Buffer.concat([head, Buffer.from("0\r\n\r\n"), frame, hidden]);
    const { status, answers, heard } = await asked(server, bytes);
    assert.ok([400, 411, 413, 501].includes(status), `${what}: ${heard.slice(0, 200)}`);
    assert.equal(answers, 1, `${what}: the connection must end after the first answer`);
  }
  await assertUnmoved(server, 0);
  // The control: the same frame with one true length is recorded.
  const honest = Buffer.concat([post(length), frame]);
  assert.equal((await asked(server, honest, { enough: whole })).status, 200);
  await assertUnmoved(server, 1);
});

test("no path leads out of the dashboards", async (t) => {
  const home = await folder(t);
  await mkdir(join(home, "site"));
  await writeFile(join(home, "site/index.html"), "<!doctype html>");
  await writeFile(join(home, "beside.html"), "root:beside the dashboards");
  const args = ["--dev-tokens", "--dashboards", join(home, "site")];
  const server = await Server.start(t, { args });
  // The control: what lies inside is served.
  assert.equal(await (await server.get("/")).text(), "<!doctype html>");
  for (const path of [
    "/../beside.html",
    "/%2e%2e/beside.html",
    "/..%2fbeside.html",
    "/../../etc/passwd",
    "/../../../../../../../../etc/passwd",
    "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/%252e%252e/%252e%252e/etc/passwd",
    "/assets/../../../../../../etc/passwd",
    "/assets/..%5c..%5c..%5cetc%5cpasswd",
    "//etc/passwd",
    "/etc/passwd",
    "/assets/%00/../../etc/passwd",
    "/index.html%00.css",
    "/.%2e/.%2e/.%2e/.%2e/etc/passwd",
    "/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
    "file:///etc/passwd",
    "http://sejuta/../../etc/passwd",
    "/v1/totals/../../../etc/passwd",
    "/v1/totals/%00",
    `/v1/totals/${"9".repeat(4000)}`,
  ]) {
    const bytes = lines(`GET ${path} HTTP/1.1`, "Host: sejuta", "Connection: close");
    const { status, heard } = await asked(server, bytes);
    assert.ok([400, 404, 414].includes(status), `${path.slice(0, 80)}: ${status}`);
    assert.ok(!heard.includes("root:"), path);
  }
  await assertUnmoved(server, 0);
});

test("heads that are too long, broken or never end get one answer", async (t) => {
  const server = await Server.start(t);
  const get = (...more) => lines("GET /healthz HTTP/1.1", "Host: sejuta", ...more);
  const close = "Connection: close";
  assert.equal((await asked(server, get(close, `X-Fill: ${"f".repeat(7000)}`))).status, 200);
  assert.equal((await asked(server, get(close, `X-Fill: ${"f".repeat(9000)}`))).status, 431);
  const endless = Buffer.from(`GET /healthz HTTP/1.1\r\nX-Fill: ${"f".repeat(200_000)}`);
  assert.equal((await asked(server, endless)).status, 431);
  for (const [what, bytes] of [
    ["no HTTP", Buffer.from("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "latin1")],
    ["a line of its own", lines("HELLO")],
    ["HTTP/9.9", lines("GET /healthz HTTP/9.9", "Host: sejuta")],
    ["NUL in a header", get("X-Nul: a\0b")],
    ["noise", Buffer.concat([randomBytes(512), Buffer.from("\r\n\r\n")])],
  ]) {
    const { status, answers } = await asked(server, bytes);
    assert.ok(status === 0 || (status >= 400 && status <= 505), `${what}: ${status}`);
    assert.ok(answers <= 1, what);
  }
  await assertUnmoved(server, 0);
});

// After the upgrade, so many bytes; the close code that comes back, 0 for none.
async function framed(server, bytes) {
  const heard = await raw(server, Buffer.concat([upgrade(), bytes]));
  const after = heard.subarray(heard.indexOf("\r\n\r\n") + 4);
  return after.length >= 4 && after[0] === 0x88 ? after.readUInt16BE(2) : 0;
}

test("frames that break RFC 6455 end their connection only, and the memory stays", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  const before = await residentBytes(server.pid);
  const mask = [1, 2, 3, 4];
  const masked = (first, ...payload) =>
    Buffer.from([first, 0x80 | payload.length, ...mask, ...payload.map((b, i) => b ^ mask[i % 4])]);
  const header64 = (high, low) => {
    const head = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, ...mask]);
    head.writeUInt32BE(high, 2);
    head.writeUInt32BE(low, 6);
    return head;
  };
  for (const [what, bytes, codes] of [
    ["not masked", Buffer.from([0x82, 0x01, 0x00]), [1002]],
    ["a length with the high bit", header64(0x80000000, 0), [1002, 1009]],
    ["a length of all ones", header64(0xffffffff, 0xffffffff), [1002, 1009]],
    ["a length of 4 GiB", header64(1, 0), [1009]],
    ["a reserved bit", masked(0xc2, 0), [1002]],
    ["a reserved opcode", masked(0x83, 0), [1002]],
    ["a reserved control opcode", masked(0x8b, 0), [1002]],
    ["a fragmented ping", masked(0x09, 0), [1002]],
    ["a continuation of nothing", masked(0x80, 0), [1002]],
    ["a close of one byte", masked(0x88, 3), [1002]],
    ["a close code that is none", masked(0x88, 0x03, 0xed), [1002]],
    ["text", masked(0x81, 0x41), [1003]],
  ])
    assert.ok(codes.includes(await framed(server, bytes)), what);

  // A hundred peers announce 16 KiB each and say no more of it; then they go.
  const sockets = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const socket = connect(server.port, server.host);
      socket.on("error", () => {});
      socket.write(Buffer.concat([upgrade(), Buffer.from([0x82, 0xfe, 0x40, 0x00, ...mask, 1])]));
      await within("the upgrade", new Promise((resolve) => socket.once("data", resolve)));
      return socket;
    }),
  );
  const grown = (await residentBytes(server.pid)) - before;
  for (const socket of sockets) socket.destroy();
  t.diagnostic(`resident memory grew by ${Math.round(grown / 1024)} KiB`);
  assert.ok(grown < 16 * 1024 * 1024, `${grown} bytes`);

  const [{ receipt }] = await terminal.report(report(1));
  assert.equal(receipt.duplicate, false);
  await assertUnmoved(server, 1);
});

test("requests in one packet, or a byte at a time, are the same requests", async (t) => {
  const server = await Server.start(t);
  const get = (path, more = []) => lines(`GET ${path} HTTP/1.1`, "Host: sejuta", ...more);
  const three = Buffer.concat([
    get("/healthz"),
    get("/v1/totals/99"),
    get("/version", ["Connection: close"]),
  ]);
  const { heard: answered } = await asked(server, three);
  const statuses = [...answered.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((found) => Number(found[1]));
  assert.deepEqual(statuses, [200, 404, 200]);

  // An upgrade, Hello and a report, each byte a write of its own.
  const value = {
    event: eventId,
    token: "dev:stranger-1:S1571-PMB-001",
    deviceTimeMs: 1_600_000_000_000n,
  };
  const masked = (payload) => {
    const mask = randomBytes(4);
    const head = payload.length < 126 ? [0x80 | payload.length] : [0xfe, 0, payload.length];
    return Buffer.concat([
      Buffer.from([0x82, ...head]),
      mask,
      payload.map((b, i) => b ^ mask[i % 4]),
    ]);
  };
  const hello = Buffer.from(encode("TerminalFrame", { case: "hello", value }));
  const socket = connect(server.port, server.host);
  socket.setNoDelay(true);
  socket.on("error", () => {});
  let heard = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    heard = Buffer.concat([heard, chunk]);
  });
  const trickle = async (bytes) => {
    for (const byte of bytes) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await trickle(upgrade());
  await trickle(masked(hello));
  await until("Welcome", () => whole(heard) && heard.length > heard.indexOf("\r\n\r\n") + 4);
  await trickle(masked(Buffer.from(reportsFrame([report(1)]))));
  await until("the report", async () => (await server.totals()).total === 1);
  socket.destroy();
  await assertUnmoved(server, 1);
});

test("frames with bytes changed at random are answered, and receipts stay true", async (t) => {
  const random = seeded(t);
  const server = await Server.start(t);
  const all = [];
  for (let round = 0; round < 400; round += 1) {
    let terminal = all.at(-1);
    if (terminal === undefined || terminal.status !== undefined) {
      terminal = await Terminal.open(server, { name: `noise-${all.length}` });
      all.push(terminal);
    }
    const content = Array.from({ length: 1 + random(3) }, (_, i) => report(1 + round * 4 + i));
    const bytes = Buffer.from(reportsFrame(content));
    for (let changes = random(4); changes > 0; changes -= 1)
      bytes[random(bytes.length)] = random(256);
    const before = terminal.frames.length;
    terminal.send(random(8) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes);
    terminal.send(encode("TerminalFrame", { case: "heartbeat", value: { timeMs: 1n } }));
    // The heartbeat's answer, and the frame's: another heartbeat where noise made it one.
    await terminal
      .wait("two answers", () => terminal.frames.length >= before + 2)
      .catch((error) => {
        // Malformed too often, or turned into a second Hello.
        if (![4001, 4004].includes(terminal.status)) throw error;
      });
  }
  await all.at(-1).close();
  const answers = all.flatMap((terminal) => terminal.answers);
  const given = answers.filter(({ receipt }) => receipt && !receipt.duplicate).length;
  const totals = await server.settledTotals();
  const { stdout } = await sejuta(["verify", "--data-dir", server.data]);
  const verdict = /: (\d+) acceptors in (\d+) reports,.*difference 0\n$/.exec(stdout);
  assert.ok(verdict, stdout);
  assert.equal(totals.total, Number(verdict[1]));
  // A connection that ended may have taken its last receipts with it; no more than those.
  const counted = Number(verdict[2]);
  assert.ok(counted >= given && counted - given <= 3 * all.length, `${counted}, ${given} given`);
  assert.ok(given > 100, `${given} reports survived their noise`);
  t.diagnostic(`${counted} counted, ${given} receipts, ${all.length} connections`);
});
