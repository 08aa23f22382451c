// SPDX-License-Identifier: Apache-2.0
// The small installation's own HTTPS: pages, POST and both WebSockets through TLS, plain HTTP told
// so, a renewed certificate without a restart.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, readFile } from "node:fs/promises";
import { request } from "node:https";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { eventId, folder, root, Server, sejuta, until, within } from "./support.mjs";
import { decode, encode, raw, report, reportsFrame } from "./wire.mjs";

const run = promisify(execFile);
const { WebSocket } = createRequire(join(root, "dashboards/package.json"))("ws");
const token = "dev:stranger-1:S1571-PMB-001";

async function selfSigned(where, name) {
  const [key, cert] = [join(where, `${name}.key`), join(where, `${name}.crt`)];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const host = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  await run("openssl", ["req", "-x509", ...kind, ...host, "-keyout", key, "-out", cert]);
  return { key, cert };
}

// A server that speaks TLS, asked by HTTPS.
class TlsServer extends Server {
  get(path, { method = "GET", headers = {}, body } = {}) {
    const asked = new Promise((resolve, reject) => {
      const options = { host: this.host, port: this.port, path, method, headers, ca: this.ca };
      const sent = request({ ...options, agent: false, servername: "localhost" }, (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode,
            headers: answer.headers,
            bytes: Buffer.concat(chunks),
            text: async () => Buffer.concat(chunks).toString(),
            json: async () => JSON.parse(Buffer.concat(chunks).toString()),
          }),
        );
      });
      sent.on("error", reject);
      sent.end(body);
    });
    return within(`an answer to ${path}`, asked);
  }
}

async function start(t) {
  const where = await folder(t);
  const files = await selfSigned(where, "first");
  const args = ["--dev-tokens", "--tls-cert", files.cert, "--tls-key", files.key];
  TlsServer.prototype.ca = await readFile(files.cert);
  return { server: await Server.start(t, { args, kind: TlsServer }), files, where };
}

const handshake = (server, options) =>
  within(
    "the handshake",
    new Promise((resolve, reject) => {
      const socket = connect(
        { host: server.host, port: server.port, servername: "localhost", ...options },
        () => {
          resolve({ protocol: socket.getProtocol(), name: socket.getPeerCertificate().subject.CN });
          socket.destroy();
        },
      );
      socket.on("error", reject);
    }),
  );

test("pages, reports and receipts go through TLS 1.2 and 1.3", async (t) => {
  const { server } = await start(t);
  assert.equal((await server.get("/readyz")).status, 200);
  for (const version of ["TLSv1.2", "TLSv1.3"]) {
    const only = { minVersion: version, maxVersion: version, ca: server.ca };
    assert.equal((await handshake(server, only)).protocol, version);
  }
  const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" };
  await assert.rejects(handshake(server, { ...old, ca: server.ca }));
  const cbc = { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA256" };
  await assert.rejects(handshake(server, { ...cbc, ca: server.ca }));

  const socket = new WebSocket(`wss://${server.address}/v1/terminal`, "sejuta.terminal.v1", {
    ca: server.ca,
    servername: "localhost",
  });
  const frames = [];
  socket.on("message", (data) => frames.push(decode("ServerFrame", data).body));
  await within("the upgrade", new Promise((resolve) => socket.once("open", resolve)));
  const hello = { token, event: eventId, deviceTimeMs: BigInt(Date.now()) };
  socket.send(encode("TerminalFrame", { case: "hello", value: hello }));
  await until("Welcome", () => frames[0]?.case === "welcome");
  for (let seq = 1; seq <= 640; seq += 64)
    socket.send(reportsFrame(Array.from({ length: 64 }, (_, i) => report(seq + i))));
  const receipts = () => frames.flatMap((each) => each.value.receipts ?? []);
  await until("640 receipts", () => receipts().length === 640);
  const closed = within("the close", new Promise((resolve) => socket.once("close", resolve)));
  socket.close(1000);
  await closed;

  const posted = await server.get(`/v1/reports?event=${eventId}&device_time_ms=${Date.now()}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
    body: reportsFrame([report(641)]),
  });
  assert.equal(decode("ServerFrame", posted.bytes).body.value.receipts[0].seq, 641);
  const page = await server.settledTotals();
  assert.equal(page.total, 641);
});

test("who speaks plain HTTP is told so, and others are not held up by half a handshake", async (t) => {
  const { server } = await start(t);
  const heard = (await raw(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")).toString();
  assert.match(heard, /^HTTP\/1\.1 400 /);
  assert.match(heard, /https:\/\//);
  const half = connect({ host: server.host, port: server.port, servername: "localhost" });
  half.on("error", () => {});
  const noise = await raw(
    server,
    Buffer.concat([Buffer.from([0x16, 3, 1]), Buffer.alloc(4000, 7)]),
  );
  assert.ok(noise.length < 64, "an alert at most");
  assert.equal((await server.get("/healthz")).status, 200);
  half.destroy();
});

test("SIGHUP shows the renewed certificate, and a wrong one changes nothing", async (t) => {
  const { server, files, where } = await start(t);
  const names = async () => (await handshake(server, { rejectUnauthorized: false })).name;
  assert.equal(await names(), "first");
  const second = await selfSigned(where, "second");
  await copyFile(second.cert, files.cert); // not yet its key
  process.kill(server.pid, "SIGHUP");
  await until("the refusal in the log", () =>
    server.log().includes("the certificate in use stays"),
  );
  assert.equal(await names(), "first");
  await copyFile(second.key, files.key);
  process.kill(server.pid, "SIGHUP");
  await until("the second certificate", async () => (await names()) === "second");
});

test("a certificate without its key is refused before anything starts", async (t) => {
  const where = await folder(t);
  const { cert } = await selfSigned(where, "lonely");
  const base = ["serve", "--event", "data/events/harganas-2020", "--data-dir", join(where, "data")];
  const alone = await sejuta([...base, "--tls-cert", cert], { cwd: root });
  assert.equal(alone.code, 78);
  assert.match(alone.stderr, /tls-key/);
  const wrong = await sejuta([...base, "--tls-cert", cert, "--tls-key", cert], { cwd: root });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /tls-key/);
});

// The cipher that was agreed on, or null where the server agreed to none.
function agreed(server, options) {
  const heard = new Promise((resolve) => {
    const socket = connect(
      { host: server.host, port: server.port, ca: server.ca, servername: "localhost", ...options },
      () => {
        resolve(socket.getCipher().name);
        socket.destroy();
      },
    );
    socket.on("error", () => resolve(null));
  });
  return within("a handshake", heard);
}

test("TLS 1.2 and newer, with ciphers that authenticate, and nothing older", async (t) => {
  const { server } = await start(t);
  const only = (version, ciphers) => ({ minVersion: version, maxVersion: version, ciphers });
  const weak = "@SECLEVEL=0";
  for (const cipher of ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"])
    assert.equal(await agreed(server, only("TLSv1.2", `${cipher}:${weak}`)), cipher);
  for (const cipher of ["ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES128-SHA", "AES128-SHA", "ALL"])
    assert.equal(
      await agreed(server, only("TLSv1.2", `${cipher}:!AESGCM:!CHACHA20:!AESCCM:!ARIAGCM:${weak}`)),
      null,
      cipher,
    );
  for (const version of ["TLSv1", "TLSv1.1"])
    assert.equal(await agreed(server, only(version, `ALL:${weak}`)), null, version);
  assert.match(await agreed(server, only("TLSv1.3")), /^TLS_(AES|CHACHA20)/);
});
