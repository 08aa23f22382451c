// SPDX-License-Identifier: Apache-2.0
// An older copy of the data directory is put in place of the newer one. What is lost has receipts:
// the terminals reconcile, send it with its proof, and totals and minutes are those of before, in
// another epoch.
import assert from "node:assert/strict";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertCounted, eventId, Server, until } from "./support.mjs";
import { close, code, method, proofOf, report, reportsFrame, Terminal } from "./wire.mjs";

const pmb = "S1571-PMB-001";
const stopped = { code: 0, signal: null };

async function swap(from, to) {
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true });
}

// Cells and minutes as an outsider reads them, without what adds up to nothing.
async function counters(server) {
  const read = async (name) =>
    [...(await server.redisHash(`{${eventId}}:${name}`))].filter(([, n]) => n !== "0").sort();
  return { cells: await read("cells"), minutes: await read("minutes") };
}

test("an older copy of the data directory heals to the same totals, minutes and days", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  await terminal.report(report(1, { count: 2 }), report(2, { count: 3, method: method.IUD }));
  assert.deepEqual(await server.signal("SIGTERM"), stopped);
  const older = join(server.folder, "older");
  await swap(server.data, older);

  await server.run();
  const second = await Terminal.open(server, { held: [{ first: 1, last: 2 }] });
  const lost = [report(3, { count: 4 }), report(4, { count: 5, method: method.KONDOM })];
  const receipts = new Map();
  for (const each of lost) receipts.set(each.seq, (await second.report(each))[0].receipt);
  const closing = close(5, 14);
  const closed = await second.closeDay(closing);
  assert.equal(closed.days[0].acceptors, 14n);
  const undo = report(6, {
    count: 4,
    correction: { seq: 3, kind: 1, reason: 1 },
  });
  receipts.set(6, (await second.report(undo))[0].receipt);
  const before = await counters(server);
  const epoch = second.welcome.epoch;
  await assertCounted(server, 10, 5);
  assert.deepEqual(await server.signal("SIGTERM"), stopped);

  await swap(older, server.data);
  await server.run();
  const third = await Terminal.open(server, { held: [{ first: 1, last: 6 }] });
  assert.deepEqual(
    third.welcome.lacking.map(({ first, last }) => [first, last]),
    [[3, 6]],
  );
  // A wrong proof proves nothing, and does not stand in the way of a right one.
  const proofs = (each) => ({ ...each, proof: proofOf(receipts.get(each.seq)) });
  const forged = { ...proofs(lost[0]), count: 40 };
  assert.equal((await third.report(forged))[0].rejection.code, code.PROOF_REFUSED);
  const healed = [];
  for (const each of lost) healed.push((await third.report(proofs(each)))[0].receipt);
  const closedAgain = await third.closeDay({ ...closing, proof: proofOf(closed.receipt) });
  healed.push(closedAgain.receipt, (await third.report(proofs(undo)))[0].receipt);
  assert.ok(healed.every((each) => each && !each.duplicate));
  const old = [receipts.get(3), receipts.get(4), closed.receipt, receipts.get(6)];
  assert.deepEqual(
    healed.map((each) => each.eventTimeMs),
    old.map((each) => each.eventTimeMs),
    "first times are kept",
  );
  assert.deepEqual(await counters(server), before);
  await until("another epoch", async () => {
    const [now] = await server.redis("HGET", `{${eventId}}:head`, "epoch");
    return BigInt(`0x${now}`) !== epoch;
  });
  await assertCounted(server, 10, 5);
  const [told] = await third.siteDays([pmb, 20200629]);
  assert.deepEqual([told.acceptors, told.closedTotal], [10n, 14]);
  // Healed once: the same proofs again are duplicates.
  const again = await third.report(...lost.map(proofs));
  assert.ok(again.every(({ receipt }) => receipt?.duplicate));
});

test("10,000 held receipts reconcile in pages, and only what is lost is sent again", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  const kept = 9_000;
  const frames = (first, last) => {
    const all = [];
    for (let seq = first; seq <= last; seq += 50)
      all.push(Array.from({ length: 50 }, (_, i) => report(seq + i)));
    return all;
  };
  for (const some of frames(1, kept)) await terminal.report(...some);
  assert.deepEqual(await server.signal("SIGTERM"), stopped);
  const older = join(server.folder, "older");
  await swap(server.data, older);
  await server.run();
  const second = await Terminal.open(server);
  for (const some of frames(kept + 1, 10_000)) await second.report(...some);
  const receipts = new Map(second.answers.map(({ seq, receipt }) => [seq, receipt]));
  await assertCounted(server, 10_000, 10_000);
  assert.deepEqual(await server.signal("SIGTERM"), stopped);
  await swap(older, server.data);
  await server.run();

  const third = await Terminal.open(server, { held: [{ first: 1, last: 4_096 }] });
  assert.equal(third.welcome.lacking.length, 0);
  assert.equal((await third.reconcile([4_097, 8_192])).lacking.length, 0);
  const last = await third.reconcile([8_193, 10_000]);
  assert.equal(last.upTo, 10_000);
  assert.deepEqual(
    last.lacking.map((range) => [range.first, range.last]),
    [[kept + 1, 10_000]],
  );
  for (const some of frames(kept + 1, 10_000)) {
    const sent = some.map((each) => ({ ...each, proof: proofOf(receipts.get(each.seq)) }));
    for (const { receipt } of await third.report(...sent))
      assert.equal(receipt.eventTimeMs, receipts.get(receipt.seq).eventTimeMs);
  }
  await assertCounted(server, 10_000, 10_000);
  const fourth = await Terminal.open(server, { held: [{ first: 8_000, last: 10_000 }] });
  assert.equal(fourth.welcome.lacking.length, 0);
});

test("pages that do not ascend, are empty, too large or come before the answer end it", async (t) => {
  const server = await Server.start(t);
  const wrong = [
    [[3, 4]],
    [],
    [[10, 4_106]],
    [
      [10, 12],
      [12, 13],
    ],
  ];
  for (const ranges of wrong) {
    const terminal = await Terminal.open(server, { held: [{ first: 1, last: 4 }] });
    terminal.reconcile(...ranges).catch(() => {});
    assert.equal(await terminal.end(), 4004, JSON.stringify(ranges));
  }
  const hasty = await Terminal.open(server);
  hasty.reconcile([1, 4]).catch(() => {});
  hasty.reconcile([5, 8]).catch(() => {});
  assert.equal(await hasty.end(), 4004);
  for (const held of [[], [{ first: 1, last: 1 }]]) {
    const early = new Terminal(server);
    await early.opened();
    early.socket._socket.cork(); // both frames in one segment
    early.hello({ token: `dev:stranger-1:${pmb}`, held });
    early.send(reportsFrame([report(1)]));
    early.socket._socket.uncork();
    assert.equal(await early.end(), 4001, `held ${held.length}`);
  }
  await assertCounted(server, 0, 0);
});
