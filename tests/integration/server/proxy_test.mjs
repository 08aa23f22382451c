// SPDX-License-Identifier: Apache-2.0
// The large installation: reports through TLS, a real haproxy with deploy/haproxy/haproxy.cfg, and
// the PROXY protocol, to two servers of one ledger; and who may claim an address, and who may not.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, connect as plain } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";
import { promisify } from "node:util";
import {
  assertCounted,
  eventDirectory,
  folder,
  root,
  Server,
  sejuta,
  until,
  within,
} from "./support.mjs";
import { report, Terminal } from "./wire.mjs";

const run = promisify(execFile);
const proxyAddress = "127.0.0.5"; // haproxy speaks from here; the tests themselves from 127.0.0.1

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function certificate(home) {
  const [key, cert, both] = ["key", "crt", "pem"].map((end) => join(home, `proxy.${end}`));
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const host = ["-subj", "/CN=proxy", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  await run("openssl", ["req", "-x509", ...kind, ...host, "-keyout", key, "-out", cert]);
  await writeFile(both, (await readFile(cert, "utf8")) + (await readFile(key, "utf8")));
  return { both, ca: await readFile(cert) };
}

// The committed configuration with this machine's ports and certificate in it.
async function haproxy(t, home, servers) {
  const { both, ca } = await certificate(home);
  const port = await freePort();
  const text = (await readFile(join(root, "deploy/haproxy/haproxy.cfg"), "utf8"))
    .replace(/^ {4}bind :443.*$/m, `    bind 127.0.0.1:${port} ssl crt ${both} alpn http/1.1`)
    .replace(/^ {4}bind :80$\n/m, "")
    .replace(/^ {4}maxconn \d+$/gm, "    maxconn 200")
    .replace(/maxconn 18000$/m, `maxconn 100 source ${proxyAddress}`)
    .replace(/server one \S+/, `server one ${servers[0].address}`)
    .replace(/server two \S+/, `server two ${servers[1].address}`);
  const file = join(home, "haproxy.cfg");
  await writeFile(file, text);
  await run("haproxy", ["-c", "-f", file]);
  const child = spawn("haproxy", ["-db", "-f", file], { stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (some) => said.push(some));
  const ended = new Promise((resolve) => child.on("exit", resolve));
  t.after(async () => {
    child.kill("SIGKILL");
    await within("the end of haproxy", ended);
  });
  const proxy = { address: `127.0.0.1:${port}`, port, ca, log: () => Buffer.concat(said) };
  await until("haproxy and both servers behind it", () => ask(proxy, "/healthz"), 30_000);
  return proxy;
}

// One request through TLS, from an address of this machine; the answer, or null where none came.
function ask(proxy, path, from = "127.0.0.1") {
  const heard = new Promise((resolve) => {
    const chunks = [];
    const options = { host: "127.0.0.1", port: proxy.port, ca: proxy.ca, localAddress: from };
    const socket = connect({ ...options, servername: "localhost" }, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
    );
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => resolve(null));
    socket.on("close", () => {
      const text = Buffer.concat(chunks).toString();
      resolve(text.startsWith("HTTP/1.1 200") ? { text, protocol: socket.proto } : null);
    });
  });
  return within(`an answer to ${path}`, heard);
}

// A terminal whose WebSocket goes through the proxy.
function through(proxy, from, name) {
  return Terminal.open(
    proxy,
    { name },
    { ca: proxy.ca, servername: "localhost", localAddress: from },
  );
}

// One server with its Redis, and one more on the same ledger.
async function twoServers(t) {
  const args = ["--dev-tokens", "--proxy-protocol", proxyAddress];
  const one = await Server.start(t, { args });
  const home = await folder(t);
  const data = join(home, "data");
  await mkdir(data, { mode: 0o700 });
  for (const key of ["token.key", "receipt.key"])
    await copyFile(join(one.data, key), join(data, key));
  const stores = [];
  for (const [flag, user] of [
    ["--store", "sejuta"],
    ["--store-admin", "sejuta-admin"],
  ]) {
    const secret = (await readFile(join(one.data, `redis/${user}.secret`), "utf8")).trim();
    const file = join(home, user);
    await writeFile(file, `unix://${user}:${secret}@${join(one.data, "redis/redis.sock")}\n`);
    stores.push(flag, `@${file}`);
  }
  const two = await Server.start(t, { args: [...args, ...stores], data });
  return { one, two, home };
}

// A gauge of all threads together.
async function sum(server, name) {
  const text = await (await server.get("/metrics")).text();
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`));
  return lines.reduce((all, line) => all + Number(line.split(" ").at(-1)), 0);
}

test("reports through TLS, haproxy and PROXY v2 reach two servers and count once", async (t) => {
  const { one, two, home } = await twoServers(t);
  const proxy = await haproxy(t, home, [one, two]);
  // Different addresses come to different servers, one address always to the same.
  const terminals = [];
  for (let i = 0; i < 12; ++i)
    terminals.push(await through(proxy, `127.0.1.${i + 1}`, `behind-${i}`));
  for (const terminal of terminals)
    assert.ok((await terminal.report(report(1), report(2, { count: 2 })))[1].receipt);
  // The same again through the other servers' doors: duplicates.
  const again = await through(proxy, "127.0.1.200", "behind-0");
  assert.equal((await again.report(report(1)))[0].receipt.duplicate, true);
  await assertCounted(one, 36, 24);
  const open = [await sum(one, "edge_websockets"), await sum(two, "edge_websockets")];
  assert.equal(open[0] + open[1], 13);
  assert.ok(open[0] > 0 && open[1] > 0, `both servers serve: ${open}`);

  // A server that goes takes nothing with it: its terminals come again through the other one.
  await two.signal("SIGTERM");
  const back = await until("the other server", async () => {
    const terminal = await through(proxy, "127.0.1.2", "behind-1");
    return (await terminal.report(report(2, { count: 2 })))[0].receipt ? terminal : null;
  });
  assert.equal((await back.report(report(3)))[0].receipt.duplicate, false);
  await assertCounted(one, 37, 25);
  for (const path of ["/metrics", "/readyz"]) assert.equal(await ask(proxy, path), null, path);
  assert.ok(!proxy.log().includes("127.0.1."), "haproxy wrote a client's address down");
});

// The status line that plain bytes get, from an address of this machine.
function said(server, from, ...parts) {
  const heard = new Promise((resolve, reject) => {
    const chunks = [];
    const where = { port: server.port, host: server.host, localAddress: from };
    const socket = plain(where, () =>
      socket.write(Buffer.concat(parts.map((p) => Buffer.from(p)))),
    );
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", (error) => error.code !== "ECONNRESET" && reject(error));
    socket.on("close", () => resolve(Buffer.concat(chunks).toString().split("\r\n")[0]));
  });
  return within("an answer to raw bytes", heard);
}

test("only a named proxy may say for whom it speaks, and it must", async (t) => {
  const server = await Server.start(t, { args: ["--proxy-protocol", proxyAddress] });
  const hello = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const v2 = Buffer.concat([
    Buffer.from("\r\n\r\n\0\r\nQUIT\n!\x11\0\x0c", "latin1"),
    Buffer.from([192, 0, 2, 7, 127, 0, 0, 1, 200, 34, 1, 187]),
  ]);
  for (const header of ["PROXY TCP4 192.0.2.7 127.0.0.1 51234 443\r\n", "PROXY UNKNOWN\r\n", v2]) {
    assert.equal(await said(server, proxyAddress, header, hello), "HTTP/1.1 200 OK");
    assert.match(await said(server, "127.0.0.6", header, hello), /^HTTP\/1.1 (400|505) /);
  }
  assert.equal(await said(server, "127.0.0.6", hello), "HTTP/1.1 200 OK");
  assert.match(await said(server, proxyAddress, hello), /^HTTP\/1.1 400 /);
  const wrong = "PROXY TCP4 1.2.3 4.5.6.7 1 2\r\n";
  assert.match(await said(server, proxyAddress, wrong, hello), /^HTTP\/1.1 400 /);
  assert.equal(await sum(server, "edge_proxy_headers_refused_total"), 2);
});

test("a proxy that is none is refused before anything starts", async () => {
  const many = Array.from({ length: 17 }, (_, i) => ["--proxy-protocol", `10.0.0.${i}`]).flat();
  const event = ["--event", eventDirectory];
  for (const [args, words] of [
    [["--proxy-protocol", "proxy.local"], '"proxy.local"'],
    [["--proxy-protocol", "10.0.0.0/33"], '"10.0.0.0/33"'],
    [many, "more than 16"],
  ]) {
    const checked = await sejuta(["check-config", ...event, ...args]);
    assert.equal(checked.code, 78, checked.stderr);
    assert.ok(checked.stderr.includes(words), checked.stderr);
  }
  const most = await sejuta(["check-config", ...event, ...many.slice(2)]);
  assert.equal(most.code, 0, most.stderr);
});
