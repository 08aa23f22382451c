// SPDX-License-Identifier: Apache-2.0
// Connections that stand and carry nothing any more: whoever looks on leaves after five seconds
// without a heartbeat, as docs/PROTOCOL.md asks, and the verdict has its account.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inFull, rehearse } from "./rehearsal.mjs";
import { Server, until } from "./support.mjs";
import { wire } from "./wire_cut.mjs";

const day = (server, pace) => [
  ...["jambi-2020", "--scale", "0.2", "--pace", pace],
  ...["--data-dir", server.data],
];
const begun = (server) =>
  until("reports in the ledger", async () => (await server.totals()).sequence > 100);

test("a viewer whose connection is mute leaves it, says so, and the accounts are level", async (t) => {
  const server = await Server.start(t);
  const between = await wire(t, server);
  const rehearsal = rehearse(t, day(server, "12s"), server, between.address);
  await begun(server);
  assert.equal(
    between.mute((first) => first.startsWith("GET /v1/live")),
    1,
  );
  const { code, result, told } = await rehearsal.result();
  assert.ok(code === 0 || code === 99, told);
  assert.equal(result.verdict.outcome, "agrees", told);
  const silent = result.incidents.filter(({ kind }) => kind === "silent");
  assert.equal(silent.length, 1, told);
  const [{ from_seconds, to_seconds, open }] = silent;
  assert.equal(open, false, told);
  assert.ok(to_seconds - from_seconds > 4 && to_seconds - from_seconds < 8, told);
});

inFull("a network that loses every connection without a word ends with difference 0", async (t) => {
  const server = await Server.start(t);
  const between = await wire(t, server);
  const rehearsal = rehearse(t, day(server, "12s"), server, between.address);
  await begun(server);
  assert.ok(between.mute() > 10);
  const { code, result, told } = await rehearsal.result();
  assert.ok(code === 0 || code === 99, told);
  assert.equal(result.verdict.outcome, "agrees", told);
  assert.ok(result.receipt_timeouts > 0, told);
});
