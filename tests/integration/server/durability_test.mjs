// SPDX-License-Identifier: Apache-2.0
// What happens where the store itself is weak, cut or changed by hand: the promise is not made
// silently, the loss is noticed, and the terminals heal it. These are also the controls of the
// crash tests: here a receipt does get lost, and the same assertions must say so.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { open, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { Day } from "./day.mjs";
import {
  assertCounted,
  eventDirectory,
  eventId,
  folder,
  Server,
  sejuta,
  until,
  within,
} from "./support.mjs";
import { report, Terminal, Viewer } from "./wire.mjs";

const run = promisify(execFile);

// A Redis that keeps nothing on disk.
async function weakRedis(t) {
  const home = await folder(t);
  const socket = join(home, "weak.sock");
  const store = { url: `unix://${socket}` };
  store.start = async () => {
    const none = ["--port", "0", "--save", "", "--appendonly", "no", "--dir", home];
    store.child = spawn("redis-server", [...none, "--unixsocket", socket], { stdio: "ignore" });
    store.ended = new Promise((resolve) => store.child.on("exit", resolve));
    await until("Redis", async () => (await run("redis-cli", ["-s", socket, "PING"])).stdout);
  };
  store.kill = async () => {
    store.child.kill("SIGKILL");
    await within("the end of Redis", store.ended);
  };
  t.after(() => store.kill());
  await store.start();
  return store;
}

test("a store that may forget is refused, or said on every screen; what it forgets is noticed", async (t) => {
  const store = await weakRedis(t);
  const home = await folder(t);
  const refused = await sejuta([
    ...["serve", "--event", eventDirectory, "--data-dir", home, "--listen", "127.0.0.1:0"],
    ...["--store", store.url],
  ]);
  assert.equal(refused.code, 1);
  for (const word of ["appendonly", "appendfsync", "--accept-weaker-durability"])
    assert.ok(refused.stderr.includes(word), refused.stderr);

  const args = ["--dev-tokens", "--accept-weaker-durability", "--store", store.url];
  const server = await Server.start(t, { args });
  assert.match(await (await server.get("/readyz")).text(), /^warning: weaker durability/m);
  assert.equal((await server.totals()).weaker_durability, true);
  const viewer = await Viewer.open(server, ["ID"]);
  const snapshot = await viewer.wait("a snapshot", () => viewer.frames[0]?.value);
  assert.equal(snapshot.event.weakerDurability, true);
  const day = new Day("stranger-1", 200, (below) => below - 1);
  await day.finish(server);
  const before = day.terminal.welcome.epoch;
  await day.assertKept();
  assert.deepEqual(await server.signal("SIGTERM"), { code: 0, signal: null });
  await store.kill();
  await store.start();
  await server.run();

  const held = [{ first: 1, last: 200 }];
  day.terminal = await Terminal.open(server, { name: day.name, held });
  assert.notEqual(day.terminal.welcome.epoch, before);
  assert.deepEqual(
    day.terminal.welcome.lacking.map(({ first, last }) => [first, last]),
    [[1, 200]],
  );
  // The control: this is how the crash tests would see a lost receipt.
  await assert.rejects(day.assertKept(), assert.AssertionError);
  day.receipts.clear();
  await day.finish(server);
  await day.assertKept();
  const verify = ["verify", "--store", store.url, "--event", eventId];
  const { code: exit, stdout } = await sejuta(verify);
  assert.equal(exit, 0);
  assert.match(stdout, /: 1800 acceptors in 200 reports,.*difference 0\n$/);
});

test("a cut tail of the append-only file is another epoch, and terminals fill the gap", async (t) => {
  const server = await Server.start(t);
  const day = new Day("stranger-1", 60, (below) => below - 1);
  await day.connect(server);
  const before = day.terminal.welcome.epoch;
  for (const each of day.reports) await day.terminal.report(each); // one entry each
  day.keep();
  assert.equal(day.without.length, 0);
  await server.signal("SIGTERM");

  const directory = join(server.data, "redis/appendonlydir");
  const newest = (await readdir(directory))
    .filter((name) => name.endsWith(".incr.aof"))
    .sort()
    .at(-1);
  const file = await open(join(directory, newest), "r+");
  await file.truncate((await stat(join(directory, newest))).size - 1000);
  await file.close();
  await server.run();

  const held = [{ first: 1, last: 60 }];
  day.terminal = await Terminal.open(server, { name: day.name, held });
  assert.notEqual(day.terminal.welcome.epoch, before);
  const { lacking } = day.terminal.welcome;
  assert.equal(lacking.length, 1);
  assert.equal(lacking[0].last, 60);
  assert.ok(lacking[0].first > 40, `from ${lacking[0].first}`);
  for (let seq = lacking[0].first; seq <= 60; seq += 1) day.receipts.delete(seq);
  await day.finish(server);
  await day.assertKept();
  await assertCounted(server, 9 * 60, 60);
});

test("what somebody writes into the counters by hand is found by verify", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  await terminal.report(report(1, { count: 5 }));
  await assertCounted(server, 5, 1);
  const secret = await readFile(join(server.data, "redis/sejuta.secret"), "utf8");
  const socket = join(server.data, "redis/redis.sock");
  const cell = "2020-06-29/15.71/pil/baru/none/pmb/none/ontime";
  const env = { ...process.env, REDISCLI_AUTH: secret.trim() };
  const as = (...command) =>
    run("redis-cli", ["-s", socket, "--user", "sejuta", "--no-auth-warning", ...command], { env });
  await as("HSET", `{${eventId}}:cells`, cell, "6");
  const found = await sejuta(["verify", "--data-dir", server.data]);
  assert.equal(found.code, 1);
  assert.ok(found.stdout.includes(cell), found.stdout);
  assert.ok(!found.stdout.trim().endsWith("difference 0"), found.stdout);
  await as("HSET", `{${eventId}}:cells`, cell, "5");
  await assertCounted(server, 5, 1);
  // He who may only read may not write, and no key may be deleted.
  const reader = await server.redis("HSET", `{${eventId}}:cells`, cell, "6").catch(String);
  assert.match(String(reader), /NOPERM|permission/i);
  assert.match((await as("DEL", `{${eventId}}:ledger`).catch((e) => e)).stdout, /NOPERM/);
});
