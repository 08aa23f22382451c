// SPDX-License-Identifier: Apache-2.0
// A rehearsal that is disturbed from outside says what happened, ends by itself and with the right
// code: a server killed, stopped and gone for good, a receipt lost on the way, a receipt forged.
import assert from "node:assert/strict";
import { test } from "node:test";
import { between } from "./between.mjs";
import { inFull, rehearse } from "./rehearsal.mjs";
import { Server, until } from "./support.mjs";
import { encode } from "./wire.mjs";

// waitSeconds: how long the run bears a server that answers nothing.
const day = (pace, waitSeconds = 30) => [
  ...["jambi-2020", "--scale", "0.2", "--pace", pace],
  ...["--server-wait", String(waitSeconds)],
];
const begun = (server) =>
  until("reports in the ledger", async () => (await server.totals()).sequence > 100);
const kinds = (result) => result.incidents.map(({ kind }) => kind);

test("a server killed in the middle and started again: away, and difference 0", async (t) => {
  const server = await Server.start(t);
  const rehearsal = rehearse(t, day("6s"), server);
  await begun(server);
  server.listen = server.address;
  await server.signal("SIGKILL");
  await server.run();
  const { code, stdout, result, told } = await rehearsal.result();
  assert.ok(code === 0 || code === 99, told);
  assert.ok(kinds(result).includes("away"), told);
  assert.match(stdout, /what happened\n {2}! [\d.]+ s: the server was away: .*, [\d.]+ s\n/);
  assert.match(stdout, /difference 0\.\n$/);
});

inFull("a Redis killed in the middle: without its ledger, and difference 0", async (t) => {
  const server = await Server.start(t);
  const rehearsal = rehearse(t, day("8s"), server);
  await begun(server);
  process.kill(await server.redisPid(), "SIGKILL");
  const { code, result, told } = await rehearsal.result();
  assert.ok(code === 0 || code === 99, told);
  assert.equal(result.verdict.outcome, "agrees", told);
  assert.ok(kinds(result).includes("ledger_away"), told);
});

inFull("a server that stands still for some seconds: silent, and difference 0", async (t) => {
  const server = await Server.start(t);
  const rehearsal = rehearse(t, day("10s"), server);
  await begun(server);
  server.child.kill("SIGSTOP");
  const child = await rehearsal.child();
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  await until("what the simulator says of it", () => said.includes("said nothing"), 20_000);
  server.child.kill("SIGCONT");
  const { code, result, told } = await rehearsal.result();
  assert.ok(code === 0 || code === 99, told);
  assert.equal(result.verdict.outcome, "agrees", told);
  assert.ok(kinds(result).includes("silent"), told);
});

inFull("a server that is gone for good ends the run soon, and nothing is claimed", async (t) => {
  const server = await Server.start(t);
  const rehearsal = rehearse(t, day("8s", 6), server);
  await begun(server);
  await server.signal("SIGKILL");
  const { code, stdout, result, told } = await rehearsal.result(60_000);
  assert.equal(code, 1, told);
  assert.match(stdout, /not proven: the server answered nothing from second [\d.]+ of the run on/);
  assert.equal(result.verdict.outcome, "unproven");
  assert.equal(result.incidents.at(-1).open, true);
  assert.ok(result.latency_ms.max > 5_000, "what waits without a receipt counts in the latency");
});

test("a receipt that is lost on the way is asked for again and counted once", async (t) => {
  const server = await Server.start(t);
  let swallowed = 0;
  const address = await between(t, server, {
    fromServer: ({ case: what }) => what === "receipts" && swallowed++ === 0,
  });
  const args = [...day("3s"), "--data-dir", server.data];
  const { code, result, told } = await rehearse(t, args, server, address).result();
  assert.ok(swallowed > 0, "one was swallowed");
  assert.ok(code === 0 || code === 99, told);
  assert.equal(result.verdict.outcome, "agrees", told);
  assert.ok(result.duplicates > 0 && result.receipt_timeouts > 0, told);
});

test("a receipt that no ledger gave ends the run with 97 and names its terminal", async (t) => {
  const server = await Server.start(t);
  let epoch;
  let forged;
  const address = await between(t, server, {
    fromServer: (body) => {
      if (body.case === "receipts") epoch ??= body.value.receipts[0]?.epoch;
      return false;
    },
    fromTerminal: (body, answer) => {
      if (body.case !== "reports" || !epoch || forged) return false;
      forged = body.value.reports;
      const receipts = body.value.reports.map(({ seq, serviceDate }) => ({
        ...{ seq, serviceDate, epoch, revision: 1n, eventTimeMs: 1n, mac: new Uint8Array(16) },
      }));
      answer(encode("ServerFrame", { case: "receipts", value: { receipts } }));
      return true;
    },
  });
  const args = [...day("3s"), "--data-dir", server.data];
  const { code, stdout, told } = await rehearse(t, args, server, address).result();
  assert.ok(forged, "one was forged");
  assert.equal(code, 97, told);
  const seqs = forged.map(({ seq }) => seq).sort((a, b) => a - b);
  const named = seqs.length > 1 ? `${seqs[0]} to ${seqs.at(-1)}` : seqs[0];
  const terminal = `sim-${forged[0].site.toLowerCase()}`;
  const sentence = `${terminal} seq ${named}: the terminal holds a receipt, the ledger has no`;
  assert.ok(stdout.includes(sentence), told);
  assert.match(
    stdout,
    /recount: [\d,]+ reports in the ledger, and the terminals hold receipts for/,
  );
});

inFull("without the raw ledger the last line says that it was not recounted", async (t) => {
  const server = await Server.start(t);
  const address = await between(t, server, {});
  const { code, stdout, told } = await rehearse(t, day("1s"), server, address).result();
  assert.ok(code === 0 || code === 99, told);
  assert.match(stdout, /recount\.+: none: who listens on port \d+ .* say --data-dir/);
  assert.match(stdout, /the raw ledger was not recounted, difference 0\.\n$/);
});

test("Ctrl-C ends a run at once with the partial summary", async (t) => {
  const server = await Server.start(t);
  const rehearsal = rehearse(t, day("60s"), server);
  await begun(server);
  const child = await rehearsal.child();
  child.kill("SIGINT");
  const { code, stdout, result, told } = await rehearsal.result(15_000);
  assert.equal(code, 1, told);
  assert.match(stdout, /figures\n[\s\S]*not proven: the run was interrupted\.\n$/);
  assert.equal(result.ending, "interrupted");
});

test("Ctrl-C while the terminals ask the ledger tells what was counted", async (t) => {
  const server = await Server.start(t);
  const address = await between(t, server, { fromServer: ({ case: what }) => what === "siteDays" });
  const rehearsal = rehearse(t, day("2s"), server, address);
  const child = await rehearsal.child();
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  await until("the asking", () => said.includes("each terminal asks the ledger"), 40_000);
  for (let times = 0; times < 2; ++times) {
    child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { code, stdout, result, told } = await rehearsal.result(15_000);
  assert.equal(code, 1, told);
  assert.match(stdout, /thresholds\n[\s\S]*figures\n[\s\S]*the run was interrupted\.\n$/);
  assert.equal(result.ending, "interrupted");
  assert.equal(result.receipts, result.reports, told);
});

test("Ctrl-C twice tells what was counted", async (t) => {
  const server = await Server.start(t);
  const rehearsal = rehearse(t, [...day("60s"), "--processes", "2"], server);
  await begun(server);
  const child = await rehearsal.child();
  for (let times = 0; times < 2; ++times) {
    child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { code, result, told } = await rehearsal.result(15_000);
  assert.equal(code, 1, told);
  assert.ok(result.receipts > 0, told);
});
