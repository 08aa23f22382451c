// SPDX-License-Identifier: Apache-2.0
// Who watches leaves room: strangers for those who logged in, viewers for terminals. Small numbers
// by setting, real sockets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, closed, login, watch } from "./people.mjs";
import { until } from "./support.mjs";
import { report, Terminal, Viewer } from "./wire.mjs";

test("strangers have their own number, and a logged-in officer still comes in", async (t) => {
  const server = await closed(t, ["--viewers-max", "5", "--public-viewers-max", "3"]);
  await addUser(t, server, "kota-01", "regency", "15.71");
  const shown = { cookie: await login(server, "kota-01"), origin: `http://${server.address}` };
  const viewers = [];
  const comes = async (regions, headers) => {
    const viewer = await watch(server, regions, headers);
    if (viewer.events) viewers.push(viewer);
    return viewer.refused ?? "open";
  };
  for (let i = 0; i < 3; ++i) assert.equal(await comes(["ID"]), "open");
  assert.equal(await comes(["ID"]), 503);
  for (let i = 0; i < 2; ++i) assert.equal(await comes(["15.71"], shown), "open");
  assert.equal(await comes(["15.71"], shown), 503, "five in all");
  await until("the officers' frames", () =>
    viewers.slice(3).every((each) => each.events.includes("frame")),
  );
  viewers.shift().end();
  await until("a stranger's place", async () => (await comes(["ID"])) === "open");
  assert.equal(await comes(["ID"]), 503);
  for (const each of viewers) each.end();
});

test("who finds every connection taken gets a viewer's, a stranger's first", async (t) => {
  const server = await closed(t, ["--connections-max", "6", "--threads", "1"]);
  await addUser(t, server, "kota-01", "regency", "15.71");
  const headers = { cookie: await login(server, "kota-01"), origin: `http://${server.address}` };
  const watching = async (regions, options) => {
    const viewer = new Viewer(server, "/v1/live", "sejuta.live.v1", options);
    await viewer.opened();
    viewer.subscribe(regions);
    await viewer.wait("a snapshot", () => viewer.frames.find((f) => f.case === "snapshot"));
    return viewer;
  };
  const officer = await watching(["15.71"], { headers });
  const stranger = await watching(["ID"]);
  const terminals = [];
  const one = () => Terminal.open(server, { name: `crowd-${terminals.length}` });
  await assert.rejects(async () => {
    for (;;) terminals.push(await one());
  }, /503|ECONNRESET|hang up/);
  assert.ok(terminals.length >= 2 && terminals.length <= 4, `${terminals.length} terminals`);
  assert.equal(await stranger.end(), 1013);
  terminals.push(await one());
  assert.equal(officer.status, undefined, "the officer stays");
  for (const terminal of terminals)
    assert.ok((await terminal.report(report(1)))[0].receipt, "every terminal reports");
  // For a while no viewer comes back into the room that was made.
  const again = new Viewer(server, "/v1/live", "sejuta.live.v1");
  await assert.rejects(again.opened(), /503|ECONNRESET|hang up/);
  await officer.close();
});
