// SPDX-License-Identifier: Apache-2.0
// kill -9, at any instant: of the server, and of its Redis while the server lives. A receipt that
// was given holds for ever, what has none is sent again, and the total is exact.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Day } from "./day.mjs";
import {
  alive,
  assertCounted,
  eventCopy,
  folder,
  Server,
  seeded,
  until,
  within,
} from "./support.mjs";
import { advice, code } from "./wire.mjs";

const days = (count, reports, random) =>
  Array.from({ length: count }, (_, i) => new Day(`stranger-${i + 1}`, reports, random));
const sum = (all, of) => all.reduce((total, each) => total + of(each), 0);
const answers = (all) => sum(all, (day) => day.terminal.answers.length);

// Streams from all terminals; strikes at once when so many answers have come.
function strikeAfter(enough, all, strike) {
  return within(
    `${enough} answers`,
    new Promise((resolve) => {
      let struck = false;
      const heard = () => {
        if (struck || answers(all) < enough) return;
        struck = true;
        strike();
        resolve();
      };
      for (const day of all) day.stream(heard);
    }),
  );
}

async function assertExact(server, all) {
  for (const day of all) await day.assertKept();
  const acceptors = sum(all, (day) => day.acceptors);
  const reports = sum(all, (day) => day.reports.length);
  await assertCounted(server, acceptors, reports);
  // The control: one acceptor more is noticed.
  await assert.rejects(assertCounted(server, acceptors + 1, reports), assert.AssertionError);
}

test("kill -9 of the server loses no receipt and counts nothing twice", async (t) => {
  const random = seeded(t);
  const server = await Server.start(t, { args: ["--dev-tokens", "--threads", "3"] });
  const all = days(6, 400, random);
  for (let round = 0; round < 3; round += 1) {
    for (const day of all) await day.connect(server);
    const enough = 1 + random(600);
    const redis = await server.redisPid();
    await strikeAfter(enough, all, () => {
      server.child.kill("SIGKILL");
      if (round === 1) process.kill(redis, "SIGKILL"); // as a power cut takes both
    });
    assert.deepEqual(await server.ended, { code: null, signal: "SIGKILL" });
    for (const day of all) {
      await day.terminal.end();
      day.keep();
    }
    t.diagnostic(`killed after ${enough}, receipts ${sum(all, (day) => day.receipts.size)}`);
    await server.run();
  }
  const left = sum(all, (day) => day.without.length);
  assert.ok(left > 0 && left < 2400, `${left} without a receipt`);
  for (const day of all) {
    await day.connect(server);
    await day.finish(server);
    assert.deepEqual(day.refused, []);
  }
  await assertExact(server, all);
});

test("kill -9 of Redis gives no false receipt, and the server finds its way back", async (t) => {
  const random = seeded(t);
  const server = await Server.start(t);
  const all = days(6, 400, random);
  for (const day of all) await day.connect(server);
  const first = await server.redisPid();
  const enough = 1 + random(1200);
  await strikeAfter(enough, all, () => process.kill(first, "SIGKILL"));
  await until("another Redis", async () => {
    const pid = await server.redisPid();
    return pid !== first && alive(pid);
  });
  await server.ready();
  for (const day of all) {
    await day.finish(server);
    for (const rejection of day.refused) {
      assert.equal(rejection.code, code.LEDGER_UNAVAILABLE);
      assert.equal(rejection.advice, advice.RETRY_LATER);
      assert.ok(rejection.retryAfterMs > 0);
    }
  }
  t.diagnostic(`killed after ${enough}, refused ${sum(all, (day) => day.refused.length)}`);
  t.diagnostic(`connections that ended: ${all.map((day) => day.terminal.status ?? "-")}`);
  assert.equal(server.child.exitCode, null);
  const epochs = all.flatMap((day) => [...day.receipts.values()].map((each) => each.epoch));
  assert.deepEqual(new Set(epochs), new Set([all[0].terminal.welcome.epoch]));
  await assertExact(server, all);
});

test(
  "while Redis hangs, terminals hear BUSY at 1,025 and no receipt; then all is counted once",
  {
    timeout: 40_000,
  },
  async (t) => {
    const server = await Server.start(t, { event: await eventCopy(await folder(t)) });
    const day = new Day("stranger-1", 1088, () => 0);
    await day.connect(server);
    const redis = await server.redisPid();
    process.kill(redis, "SIGSTOP");
    try {
      day.send();
      await day.terminal.wait("BUSY", () => day.terminal.answers.length >= 64);
      for (const { rejection } of day.terminal.answers.slice(0, 64)) {
        assert.equal(rejection.code, code.BUSY);
        assert.equal(rejection.advice, advice.RETRY_LATER);
        assert.ok(rejection.seq > 1024 && rejection.retryAfterMs > 0);
      }
      // Its deadline passes: the server has given up one connection and asks on another.
      await until("/readyz 503", async () => (await server.get("/readyz")).status === 503);
      assert.equal(day.terminal.answers.filter(({ receipt }) => receipt).length, 0);
      assert.equal((await server.get("/healthz")).status, 200);
    } finally {
      process.kill(redis, "SIGCONT");
    }
    await server.ready();
    await day.finish(server);
    await assertExact(server, [day]);
  },
);
