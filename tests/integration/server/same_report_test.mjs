// SPDX-License-Identifier: Apache-2.0
// The same report, however often and wherever it arrives, is one: two server processes on one Redis
// get it at the same instant, over two connections each and by POST, and a hundred times more in any
// order. Every answer is the same receipt, seal included.
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Store } from "../../faults/support/store.mjs";
import { folder, Server, seeded, sejuta, until } from "./support.mjs";
import { code, post, report, reportsFrame, Terminal } from "./wire.mjs";

const token = "dev:stranger-1:S1571-PMB-001";
const reports = Array.from({ length: 20 }, (_, i) => report(i + 1, { count: i + 1 }));
const acceptors = 210;

// Two servers on an operator's Redis; the second has the first one's receipt key.
async function pair(t) {
  const under = { after: (what) => t.after(what), folder: () => folder(t) };
  const store = await Store.start(under);
  const args = ["--dev-tokens", "--threads", "2", ...store.serverArguments];
  const one = await Server.start(t, { args });
  const data = join(await folder(t), "data");
  await cp(one.data, data, { recursive: true });
  return { store, servers: [one, await Server.start(t, { args, data })] };
}

// The answers over all connections, as one list of {seq, receipt, rejection}.
const answersOf = (terminals) => terminals.flatMap((terminal) => terminal.answers);
const sealOf = ({ duplicate, ...receipt }) =>
  JSON.stringify({ ...receipt, mac: [...receipt.mac] }, (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );

// Each seq has one seal, whoever gave it and however often.
function assertOneReceiptEach(answers, times) {
  const seals = new Map();
  for (const { seq, receipt, rejection } of answers) {
    assert.ok(receipt, `seq ${seq}: rejected with ${rejection?.code}`);
    const first = seals.get(seq) ?? sealOf(receipt);
    assert.equal(sealOf(receipt), first, `seq ${seq}`);
    seals.set(seq, first);
  }
  assert.equal(answers.length, times);
  return seals;
}

async function assertCountedOnce(store, servers) {
  for (const server of servers)
    await until(
      "the total at each server",
      async () => (await server.totals()).total === acceptors,
    );
  const { code: exit, stdout } = await sejuta(["verify", "--store", store.url("sejuta-reader")]);
  assert.equal(exit, 0, stdout);
  assert.match(
    stdout,
    new RegExp(` ${acceptors} acceptors in ${reports.length} reports,.*difference 0\n$`),
  );
}

test("two servers that get the same reports at the same instant give one receipt each", async (t) => {
  const { store, servers } = await pair(t);
  const terminals = await Promise.all([0, 0, 1, 1].map((which) => Terminal.open(servers[which])));
  // Every report to all four connections and to both servers by POST, before anybody has answered.
  const posted = [];
  for (const each of reports) {
    const frame = reportsFrame([each]);
    for (const terminal of terminals) terminal.send(frame);
    for (const server of servers)
      posted.push(post(server, token, { case: "reports", value: { reports: [each] } }));
  }
  const byPost = (await Promise.all(posted)).map(({ value }) => {
    const [receipt] = value.receipts;
    return { seq: receipt?.seq, receipt, rejection: value.rejections[0] };
  });
  for (const terminal of terminals)
    await terminal.wait("all answers", () => terminal.answers.length >= reports.length);
  const first = [...answersOf(terminals), ...byPost];
  const seals = assertOneReceiptEach(first, 6 * reports.length);
  const fresh = first.filter(({ receipt }) => !receipt.duplicate);
  assert.equal(fresh.length, reports.length, "each is recorded by one of them");
  assert.equal(new Set(fresh.map(({ seq }) => seq)).size, reports.length);
  await assertCountedOnce(store, servers);

  // A hundred frames more, any reports in any order over any connection, as after an app update:
  // other times, confirmed, another version in Hello.
  const random = seeded(t);
  const updated = await Promise.all(
    servers.map((server) => Terminal.open(server, { appVersion: "9.9.9" })),
  );
  const all = [...terminals, ...updated];
  const before = answersOf(all).length;
  let sent = 0;
  for (let round = 0; round < 100; round += 1) {
    const some = reports
      .filter(() => random(3) === 0)
      .map((each) => ({
        ...each,
        confirmed: true,
        deviceTimeMs: BigInt(1_600_000_000_000 + random(1e9)),
      }))
      .sort(() => random(3) - 1);
    if (some.length === 0) continue;
    sent += some.length;
    all[random(all.length)].send(reportsFrame(some));
  }
  await until("all answers", () => answersOf(all).length === before + sent);
  const again = assertOneReceiptEach(answersOf(all), before + sent);
  for (const [seq, seal] of again) assert.equal(seal, seals.get(seq), `seq ${seq}`);
  await assertCountedOnce(store, servers);

  // Other content under a used seq is refused by either server, for good, and the queue goes on.
  for (const terminal of updated) {
    const [wrong, right] = await terminal.report(report(1, { count: 400 }), reports[1]);
    assert.equal(wrong.rejection?.code, code.CONFLICT);
    assert.equal(right.receipt?.duplicate, true);
  }
  await assertCountedOnce(store, servers);

  // A server that has just begun knows them as well.
  await servers[0].signal("SIGKILL");
  await servers[0].run();
  const late = await Terminal.open(servers[0]);
  const answers = await late.report(...reports);
  for (const { seq, receipt } of answers) assert.equal(sealOf(receipt), seals.get(seq));
  await assertCountedOnce(store, servers);
});

test("the same report twice in one frame is one, and the frame's others are counted", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  const twice = reportsFrame([report(1, { count: 4 }), report(2), report(1, { count: 4 })]);
  terminal.send(twice);
  terminal.send(twice);
  await terminal.wait("six answers", () => terminal.answers.length === 6);
  const of = (seq) => terminal.answers.filter((each) => each.seq === seq);
  // The second of the two is refused as a mistake of this frame; the first keeps its receipt.
  assert.equal(
    of(1).filter(({ rejection }) => rejection?.code === code.SEQ_TWICE_IN_FRAME).length,
    2,
  );
  const receipts = of(1).flatMap(({ receipt }) => (receipt ? [receipt] : []));
  assert.deepEqual(
    receipts.map(({ duplicate }) => duplicate),
    [false, true],
  );
  assert.equal(sealOf(receipts[0]), sealOf(receipts[1]));
  assert.equal(of(2).length, 2);
  const totals = await server.settledTotals();
  assert.equal(totals.total, 5);
});
