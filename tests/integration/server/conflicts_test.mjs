// SPDX-License-Identifier: Apache-2.0
// The conflict log over HTTP: both contents of an id side by side, for who may see the site, and
// for nobody else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, closed, login, status } from "./people.mjs";
import { close, report, reportsFrame, Terminal } from "./wire.mjs";

const path = "/v1/conflicts/15.71";

test("what was refused stands beside what is recorded, for who may see the site", async (t) => {
  const server = await closed(t);
  await addUser(t, server, "kota-01", "regency", "15.71");
  await addUser(t, server, "bali-01", "province", "51");
  await addUser(t, server, "layar-01", "viewer", "ID");
  const cookie = await login(server, "kota-01");
  const read = async () => (await server.get(path, { headers: { cookie } })).json();
  assert.deepEqual((await read()).conflicts, []);

  const terminal = await Terminal.open(server);
  const [{ receipt }] = await terminal.report(report(1, { count: 3 }));
  assert.ok(receipt);
  for (let i = 0; i < 2; ++i)
    assert.ok((await terminal.ask(reportsFrame([report(1, { count: 30 })]), 1)).rejection);
  assert.ok((await terminal.closeDay(close(1, 44))).rejection);

  const { conflicts, ...about } = await read();
  assert.equal(about.event, "harganas-2020");
  assert.equal(about.region, "15.71");
  assert.equal(about.total, 2);
  assert.equal(about.sequence.revision, Number(receipt.revision));
  const byKind = Object.fromEntries(conflicts.map((each) => [each.kind, each]));
  const line = { method: "pil", category: "baru", postpartum: "none", partner: "none" };
  const content = { kind: "report", site: "S1571-PMB-001", service_date: 20200629, corrects: 0 };
  const recorded = { ...content, acceptors: 3, lines: [{ ...line, count: 3 }] };
  for (const each of conflicts) {
    assert.equal(each.terminal, "stranger-1");
    assert.equal(each.seq, 1);
    assert.equal(each.site, "S1571-PMB-001");
    assert.ok(each.name.length > 0, "an account sees the site's name");
    assert.ok(each.event_time_ms >= Number(receipt.eventTimeMs));
    assert.deepEqual(each.recorded, recorded);
  }
  const refused = { ...content, acceptors: 30, lines: [{ ...line, count: 30 }] };
  assert.deepEqual(byKind.report.refused, refused);
  assert.equal(byKind.close.refused.own_total, 44);

  assert.equal(await status(server, path), 401);
  const [bali, viewer] = [await login(server, "bali-01"), await login(server, "layar-01")];
  assert.equal(await status(server, path, { cookie: bali }), 403);
  assert.equal(await status(server, path, { cookie: viewer }), 403);
  assert.equal(await status(server, "/v1/conflicts/15", { cookie }), 403, "not the whole province");
  const own = await server.get("/v1/conflicts/51", { headers: { cookie: bali } });
  assert.equal((await own.json()).total, 0);
  assert.equal(await status(server, "/v1/conflicts/51.99", { cookie: bali }), 404);
});
