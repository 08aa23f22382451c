// SPDX-License-Identifier: Apache-2.0
// Tokens in wrong hands: forged, expired, another event's, another site's, copied to a second
// device; and signing keys that change while terminals report.
import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  assertCounted,
  eventCopy,
  eventDirectory,
  eventId,
  folder,
  Server,
  sejuta,
  until,
} from "./support.mjs";
import { code, post, report, Terminal } from "./wire.mjs";

const site = "S1571-PMB-001";

async function tokenOf(data, { event = eventDirectory, sites = [site], more = [] } = {}) {
  const args = ["enrol", "--token", sites.join(","), "--event", event, "--data-dir", data, ...more];
  const made = await sejuta(args);
  assert.equal(made.code, 0, made.stderr);
  return made.stdout.trim();
}

// The close code that a Hello with this token gets.
async function refused(server, token, fields = {}) {
  const terminal = new Terminal(server);
  await terminal.opened();
  terminal.hello({ token, ...fields });
  return terminal.end();
}

// The close code, or "welcome".
async function answerTo(server, token) {
  const terminal = new Terminal(server);
  await terminal.opened();
  terminal.hello({ token });
  const welcome = () => terminal.frames.some((frame) => frame.case === "welcome") && "welcome";
  return terminal.wait("Welcome", welcome).catch(() => terminal.status);
}

const doubled = async (server) => {
  const text = await (await server.get("/metrics")).text();
  const line = text.split("\n").find((each) => each.startsWith("authorise_doubled_terminals{"));
  return Number(line.split(" ")[1]);
};
const isDoubled = (server) => until("the flag", async () => (await doubled(server)) === 1);

test("a token that is forged, expired, another key's or another event's opens nothing", async (t) => {
  const server = await Server.start(t, { args: [] });
  const good = await tokenOf(server.data);
  const home = await folder(t);
  const foreign = join(home, "foreign");
  await mkdir(foreign);
  const other = await eventCopy(home, { id: '"lain-2020"' });
  const [head, claims, signature] = good.split(".");
  const changed = Buffer.from(claims, "base64url");
  changed[changed.length - 3] ^= 1;
  const mac = createHmac("sha512", claims).update(`${head}.${claims}`).digest("base64url");
  const attempts = {
    "another key's": await tokenOf(foreign),
    "another event's": await tokenOf(server.data, { event: other }),
    "its claims changed": `${head}.${changed.toString("base64url")}.${signature}`,
    "without a signature": `${head}.${claims}.`,
    "a MAC for a signature": `${head}.${claims}.${mac}`,
    "signature and claims exchanged": `${head}.${signature}.${claims}`,
    "another version": `sjt0.${claims}.${signature}`,
    "a JWT without an algorithm": `eyJhbGciOiJub25lIn0.${claims}.`,
    "a development token": `dev:stranger-1:${site}`,
    nothing: "",
    "too long": `${good}${"A".repeat(2_048)}`,
  };
  for (const [what, token] of Object.entries(attempts)) {
    assert.equal(await refused(server, token), 4002, what);
    const sent = { case: "reports", value: { reports: [report(1)] } };
    assert.equal((await post(server, token, sent)).status, 401, `POST: ${what}`);
  }
  assert.equal(await refused(server, good, { terminal: "another-one" }), 4002);
  // The control: the same frames with the good token.
  const terminal = await Terminal.open(server, { token: good });
  const [mine, theirs] = await terminal.report(report(1), report(2, { site: "S1571-PMB-002" }));
  assert.ok(mine.receipt);
  assert.equal(theirs.rejection.code, code.SITE_NOT_YOURS);
  await assertCounted(server, 1, 1);
});

test("two devices with one token are seen at once by their installs, and both still count", async (t) => {
  const server = await Server.start(t, { args: ["--threads", "2"] });
  const token = await tokenOf(server.data);
  const phone = randomBytes(16);
  const first = await Terminal.open(server, { token, install: phone });
  await first.report(report(1));
  // The phone reconnects, three times, its old connections half open.
  for (let seq = 2; seq <= 4; ++seq) {
    const again = await Terminal.open(server, { token, install: phone });
    await again.report(report(seq));
  }
  assert.equal(await doubled(server), 0, "a reconnect is no clone");
  const thief = await Terminal.open(server, { token, install: randomBytes(16) });
  await isDoubled(server);
  const ready = await until("the warning", async () => {
    const text = await (await server.get("/readyz")).text();
    return text.includes("two devices") ? text : null;
  });
  assert.match(ready, /^warning: event harganas-2020: 1 terminal\(s\) used by two devices/m);
  const { terminal: id } = first.welcome;
  assert.ok(server.log().includes(`terminal=${id} its token is used by two devices`));
  assert.ok((await thief.report(report(5)))[0].receipt, "a flag, not a block");
  assert.ok((await first.report(report(6)))[0].receipt);
  await assertCounted(server, 6, 6);

  // It is not needed that both are there at once, nor that the server remembers.
  await server.signal("SIGTERM");
  await server.run();
  assert.equal(await doubled(server), 0);
  const later = await Terminal.open(server, { token, install: randomBytes(16) });
  await isDoubled(server);
  await later.close();
  const wrong = await refused(server, token, { install: randomBytes(15) });
  assert.equal(wrong, 4004, "an install has 16 bytes");
});

test("two devices that say nothing of themselves are seen because both go on speaking", async (t) => {
  const server = await Server.start(t, { args: ["--threads", "2"] });
  const token = await tokenOf(server.data);
  const [one, two] = [
    await Terminal.open(server, { token }),
    await Terminal.open(server, { token }),
  ];
  await two.report(report(1));
  await one.report(report(2));
  await two.report(report(3));
  assert.equal(await doubled(server), 0, "a late frame of an old connection is no clone");
  for (let seq = 4; seq <= 12; seq += 2) {
    await one.report(report(seq));
    await two.report(report(seq + 1));
  }
  await isDoubled(server);
});

test("a new key signs, old tokens pass until their key is retired, and nothing stops", async (t) => {
  const server = await Server.start(t, { args: [] });
  const key = async (...args) => {
    const done = await sejuta(["key", ...args, "--data-dir", server.data]);
    assert.equal(done.code, 0, done.stderr);
    return done.stdout.trim().split("\n");
  };
  const old = await tokenOf(server.data);
  const before = await Terminal.open(server, { token: old });
  const [first] = (await key("list"))[0].split(" ");
  const both = await key("add");
  assert.equal(both.length, 2);
  assert.match(both[1], / signs and verifies$/);
  const fresh = await tokenOf(server.data);
  await until("the new key", async () => (await answerTo(server, fresh)) === "welcome");
  // A code is exchanged for a token of the new key.
  const issued = await sejuta([
    ...["enrol", "--code", site, "--event", eventDirectory, "--data-dir", server.data],
  ]);
  const body = JSON.stringify({
    code: issued.stdout.split("\n")[0],
    claim: randomBytes(16).toString("hex"),
  });
  const enrolled = await (await server.get("/v1/enrol", { method: "POST", body })).json();
  assert.ok((await (await Terminal.open(server, { token: old })).report(report(1)))[0].receipt);
  const [left] = await key("retire", first);
  assert.ok(!left.startsWith(first));
  await until("the end of the old key", async () => (await answerTo(server, old)) === 4002);
  assert.ok((await (await Terminal.open(server, enrolled)).report(report(1)))[0].receipt);
  assert.ok((await before.report(report(2)))[0].receipt, "who is connected stays");
  const refusedKey = await sejuta(["key", "retire", "abc", "--data-dir", server.data]);
  assert.equal(refusedKey.code, 1);
  assert.equal((await server.get("/readyz")).status, 200);
  await assertCounted(server, 3, 3);
  assert.equal(eventId, enrolled.event);
});
