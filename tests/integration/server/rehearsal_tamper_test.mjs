// SPDX-License-Identifier: Apache-2.0
// Whoever changes the ledger by hand while a rehearsal runs ends it with 97 and is named: a counter,
// an entry, a line of the index. The server itself shows none of it, so the recount has to.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { inFull, rehearse } from "./rehearsal.mjs";
import { folder, Server, until } from "./support.mjs";

const run = promisify(execFile);
const key = (name) => `{harganas-2020}:${name}`;

// A Redis command as the user who may do anything.
async function byHand(server, ...command) {
  const folder = join(server.data, "redis");
  const secret = await readFile(join(folder, "sejuta-admin.secret"), "utf8");
  const args = ["-s", join(folder, "redis.sock"), "--user", "sejuta-admin", "--no-auth-warning"];
  const env = { ...process.env, REDISCLI_AUTH: secret.trim() };
  const { stdout } = await run("redis-cli", [...args, ...command], { env, timeout: 10_000 });
  return stdout.trim().split("\n");
}

// Changes the ledger once a hundred reports are in it, long before the last one.
async function tamperedRun(t, change, more = []) {
  const server = await Server.start(t);
  const day = rehearse(t, ["jambi-2020", "--scale", "0.2", "--pace", "6s", ...more], server);
  await until("reports in the ledger", async () => (await server.totals()).sequence > 100);
  await change(server);
  return day.result();
}

test("a run that nobody disturbed is recounted, and says so", async (t) => {
  const { code, stdout, result, told } = await tamperedRun(t, async () => {});
  assert.ok(code === 0 || code === 99, told);
  assert.match(stdout, /the recount of the raw ledger .* difference 0\.\n$/);
  assert.equal(result.recount.made, true, told);
  assert.equal(result.recount.acceptors, result.acceptors);
  assert.equal(result.recount.reports + result.recount.closes, result.receipts);
});

test("a counter changed by hand ends the run with 97 and is named", async (t) => {
  let cell;
  const { code, stdout, result, told } = await tamperedRun(t, async (server) => {
    [cell] = await byHand(server, "HKEYS", key("cells"));
    await byHand(server, "HINCRBY", key("cells"), cell, "1");
  });
  assert.equal(code, 97, told);
  assert.ok(stdout.includes(`recount, ${key("cells")} ${cell}: expected `), told);
  assert.match(stdout.trim().split("\n").at(-1), /LEDGER MISMATCH: 1 difference inside the raw/);
  assert.equal(result.verdict.outcome, "mismatch");
  assert.equal(result.exit_code, 97);
});

inFull("an entry taken out of the ledger ends the run with 97", async (t) => {
  const { code, stdout, told } = await tamperedRun(t, (server) =>
    byHand(server, "XDEL", key("ledger"), "50-0"),
  );
  assert.equal(code, 97, told);
  assert.match(stdout, /✗ recount: [\d,]+ reports in the ledger, and the terminals hold receipts/);
});

test("a receipt that the ledger forgot ends the run with 97 and names its terminal", async (t) => {
  let terminal;
  const { code, stdout, told } = await tamperedRun(t, async (server) => {
    const ids = await byHand(server, "HKEYS", key("index"));
    const id = ids.find((each) => each.endsWith("/1"));
    terminal = id.split("/")[0];
    assert.deepEqual(await byHand(server, "HDEL", key("index"), id), ["1"]);
  });
  assert.equal(code, 97, told);
  assert.ok(stdout.includes(`${terminal} seq 1: the terminal holds a receipt`), told);
});

inFull("a counter changed by hand is found although the server is gone for good", async (t) => {
  const change = async (server) => {
    const [cell] = await byHand(server, "HKEYS", key("cells"));
    await byHand(server, "HINCRBY", key("cells"), cell, "1");
    await server.signal("SIGKILL");
  };
  const { code, stdout, told } = await tamperedRun(t, change, ["--server-wait", "5"]);
  assert.equal(code, 97, told);
  assert.match(stdout, /recount, .*:cells .*: expected /);
});

inFull("a forged entry or an emptied store ends the run with 97 before its time", async (t) => {
  for (const command of [["XADD", key("ledger"), "*", "kind", "reports"], ["FLUSHALL"]]) {
    const change = (server) => byHand(server, ...command);
    const { code, stdout, told } = await tamperedRun(t, change, ["--server-wait", "6"]);
    assert.equal(code, 97, told);
    assert.match(stdout, /the server answered without its ledger from second [\d.]+ of the run on/);
    assert.match(stdout, /✗ recount[,:] /);
  }
});

inFull("the Redis that a server was told to use is found and recounted, too", async (t) => {
  const where = await folder(t);
  const socket = join(where, "redis.sock");
  const settings = {
    ...{ port: 0, unixsocket: socket, dir: where, save: "", appendonly: "yes" },
    ...{ appendfsync: "always", maxmemory: "200mb", "maxmemory-policy": "noeviction" },
    "auto-aof-rewrite-percentage": 0,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const redis = spawn("redis-server", args, { stdio: "ignore" });
  const gone = new Promise((resolve) => redis.on("close", resolve));
  t.after(() => redis.kill("SIGKILL") && gone);
  const ask = async (...command) => (await run("redis-cli", ["-s", socket, ...command])).stdout;
  await until("Redis", async () => (await ask("PING")).trim() === "PONG");
  const server = await Server.start(t, { args: ["--dev-tokens", "--store", `unix://${socket}`] });
  const day = ["jambi-2020", "--scale", "0.02", "--pace", "1s"];
  const before = await rehearse(t, day, server).result();
  assert.ok(before.code === 0 || before.code === 99, before.told);
  assert.equal(before.result.recount.made, true, before.told);
  const [cell] = (await ask("HKEYS", key("cells"))).split("\n");
  await ask("HINCRBY", key("cells"), cell, "1");
  const after = await rehearse(t, day, server).result();
  assert.equal(after.code, 97, after.told);
});
