// SPDX-License-Identifier: Apache-2.0
// The disk is gone: from a second copy or a backup the ledger comes back, with what no terminal
// holds, and the terminals bring the rest. What is damaged is refused before anything is written.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertCounted, eventId, folder, Server, sejuta, until } from "../server/support.mjs";
import { method, proofOf, report, Terminal } from "../server/wire.mjs";
import { done, refused } from "./support.mjs";

const stopped = { code: 0, signal: null };

// How far the copy is, as /metrics says it.
async function figure(server, name) {
  const text = await (await server.get("/metrics")).text();
  const line = text.split("\n").find((each) => each.startsWith(`${name}{event="${eventId}"}`));
  return line === undefined ? null : Number(line.split(" ")[1]);
}

async function copied(server) {
  return until("the copy to have everything", async () => {
    const [revision] = await server.redis("HGET", `{${eventId}}:head`, "revision");
    const whole = (await figure(server, "record_copy_whole")) === 1;
    return whole && (await figure(server, "record_copy_revision")) === Number(revision);
  });
}

async function loseTheDisk(server) {
  const pid = await server.redisPid();
  server.child.kill("SIGKILL");
  await server.ended;
  process.kill(pid, "SIGKILL");
  await until("the end of Redis", () => !existsSync(`/proc/${pid}/exe`));
  await rm(server.data, { recursive: true, force: true });
}

async function counters(server) {
  const read = async (name) =>
    [...(await server.redisHash(`{${eventId}}:${name}`))].filter(([, n]) => n !== "0").sort();
  return { cells: await read("cells"), minutes: await read("minutes") };
}

test("after a lost disk the second copy and the terminals make every total exact again", async (t) => {
  const copy = join(await folder(t), "copy");
  const server = await Server.start(t, { args: ["--dev-tokens", "--second-copy", copy] });
  const terminal = await Terminal.open(server);
  const before = report(1, { count: 2 });
  const [{ receipt: first }] = await terminal.report(before);
  const place = ["--event", server.event, "--data-dir", server.data];
  await done("event", "close", place);
  await done("event", "reopen", place);
  await copied(server);
  const epoch = terminal.welcome.epoch;

  // What comes while nobody copies: the copy stands still, the server goes on.
  assert.deepEqual(await server.signal("SIGTERM"), stopped);
  const args = server.args;
  server.args = ["--dev-tokens"];
  await server.run();
  const second = await Terminal.open(server, { held: [{ first: 1, last: 1 }] });
  const late = report(2, { count: 3, method: method.IUD });
  const [{ receipt }] = await second.report(late);
  const exact = await counters(server);
  await loseTheDisk(server);

  const said = await done("restore", "--from", copy, "--data-dir", server.data);
  assert.match(said, /difference 0, a new epoch/);
  assert.equal((await stat(join(server.data, "receipt.key"))).mode & 0o777, 0o600);
  server.args = args;
  await server.run();
  const third = await Terminal.open(server, { held: [{ first: 1, last: 2 }] });
  assert.notEqual(third.welcome.epoch, epoch);
  assert.deepEqual(
    third.welcome.lacking.map((range) => [range.first, range.last]),
    [[2, 2]],
  );
  const [healed] = await third.report({ ...late, proof: proofOf(receipt) });
  assert.equal(healed.receipt.eventTimeMs, receipt.eventTimeMs);
  const [again] = await third.report({ ...before, proof: proofOf(first) });
  assert.ok(again.receipt.duplicate, "the copy had it, under the same key of receipts");
  assert.deepEqual(await counters(server), exact);
  await assertCounted(server, 5, 2);
  // The copy of the former ledger goes on: nothing that it had was lost.
  await copied(server);
  assert.deepEqual(await readdir(join(copy, eventId)), ["line-0001"]);
});

test("a ledger that goes another way begins a new line, and the old one is restored by name", async (t) => {
  const copy = join(await folder(t), "copy");
  const server = await Server.start(t, { args: ["--dev-tokens", "--second-copy", copy] });
  const terminal = await Terminal.open(server);
  await terminal.report(...Array.from({ length: 20 }, (_, i) => report(i + 1)));
  await copied(server);
  await loseTheDisk(server);
  await server.run(); // an empty ledger, by mistake
  await copied(server);
  assert.deepEqual((await readdir(join(copy, eventId))).sort(), ["line-0001", "line-0002"]);
  await loseTheDisk(server);
  const [why] = await refused("restore", "--from", copy, "--data-dir", server.data);
  assert.match(why, /line 1 is longer than the newest.*--line/);
  assert.ok(!existsSync(server.data), "nothing was written");
  await done("restore", "--from", copy, "--line", "1", "--data-dir", server.data);
  await server.run();
  await assertCounted(server, 20, 20);
});

test("a backup is taken beside a running server, read back, and restored", async (t) => {
  const home = await folder(t);
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  await terminal.report(report(1, { count: 4 }), report(2, { count: 5 }));
  const file = join(home, "today.backup");
  const said = await done("backup", "--data-dir", server.data, "--to", file);
  assert.match(said, /read back: whole/);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const [there] = await refused("backup", "--data-dir", server.data, "--to", file);
  assert.match(there, /is there already/);
  const [full] = await refused("restore", "--from", file, "--data-dir", server.data);
  assert.match(full, /restore into an empty directory/);
  assert.deepEqual(await server.signal("SIGTERM"), stopped);
  const offline = join(home, "offline.backup");
  await done("backup", "--data-dir", server.data, "--to", offline);
  await rm(server.data, { recursive: true, force: true });
  await done("restore", "--from", offline, "--data-dir", server.data);
  await server.run();
  await assertCounted(server, 9, 2);
  const [answer] = await (await Terminal.open(server)).report(report(1, { count: 4 }));
  assert.ok(answer.receipt.duplicate);
});

test("a copy that lacks an entry, was altered or was cut is refused, and nothing is written", async (t) => {
  const home = await folder(t);
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  for (let seq = 1; seq <= 4; seq += 1) await terminal.report(report(seq));
  const file = join(home, "whole.backup");
  await done("backup", "--data-dir", server.data, "--to", file);
  const bytes = await readFile(file);
  // Records as server/ledger/copy_record.hpp draws them.
  const records = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 9 + bytes.readUInt32BE(at + 1) + 16;
    records.push(bytes.subarray(at, at + size));
    at += size;
  }
  const entries = records.filter((each) => each[0] === "E".charCodeAt(0));
  assert.equal(entries.length, 5);
  const without = (dropped) => Buffer.concat(records.filter((each) => each !== dropped));
  const flipped = Buffer.from(bytes);
  flipped[Math.floor(bytes.length / 2)] ^= 1;
  const cases = [
    [without(entries[2]), /entry 4-0 does not follow revision 2 by its chain/],
    [without(entries[4]), /a record that no backup has|the end/],
    [without(records.at(-1)), /the end is missing/],
    [bytes.subarray(0, bytes.length - 3), /is torn/],
    [flipped, /was altered/],
  ];
  const target = join(home, "restored");
  for (const [damaged, rule] of cases) {
    const bad = join(home, "damaged.backup");
    await writeFile(bad, damaged);
    const [why] = await refused("restore", "--from", bad, "--data-dir", target);
    assert.match(why, rule);
    assert.ok(!existsSync(target), "something was written");
  }
});

test("a copy that cannot go on is said on /readyz and is no reason to refuse reports", async (t) => {
  const copy = join(await folder(t), "copy");
  const server = await Server.start(t, { args: ["--dev-tokens", "--second-copy", copy] });
  const { code, stderr } = await sejuta(
    [
      "serve",
      "--event",
      server.event,
      "--data-dir",
      `${server.data}-2`,
      "--listen",
      "127.0.0.1:0",
    ].concat(["--second-copy", copy]),
  );
  assert.equal(code, 1, stderr);
  assert.match(stderr, /another server writes there/);
  await copied(server);
  // The copy is gone from under it.
  await rm(join(copy, eventId), { recursive: true });
  await writeFile(join(copy, eventId), "in the way");
  assert.deepEqual(await server.signal("SIGTERM"), stopped);
  await server.run();
  const terminal = await Terminal.open(server);
  await terminal.report(report(1));
  const says = await until(
    "the warning",
    async () => {
      const answer = await server.get("/readyz");
      const text = await answer.text();
      assert.equal(answer.status, 200);
      return text.includes("second copy") ? text : null;
    },
    30_000,
  );
  assert.match(says, new RegExp(`warning: the second copy of event ${eventId}`));
  assert.equal(await figure(server, "record_copy_whole"), 0);
});
