// SPDX-License-Identifier: Apache-2.0
// `sejuta site`: the register before and during the day. No name ever leaves the directory.
import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Server, until } from "../server/support.mjs";
import { code, report, Terminal } from "../server/wire.mjs";
import { Desk, done, refused } from "./support.mjs";

const header = "code,name,kind,regency,regency_name,district,expected,officer";

test("a register of 60,000 sites is taken in seconds, and again, and keeps what was there", async (t) => {
  const desk = await Desk.open(t);
  const event = await desk.copy("harganas-2020");
  const lines = [header];
  for (let i = 0; i < 60_000; i++)
    lines.push(`S-${i},Bidan Uji ${i},pmb,15.71,Kota Jambi,Telanaipura,yes,PLKB-${i % 3000}`);
  const file = await desk.table("register.csv", lines);
  const began = Date.now();
  const said = await done("site", "import", file, "--event", event);
  t.diagnostic(`60,000 sites imported in ${Date.now() - began} ms`);
  assert.match(said, /60000 site\(s\) added, 0 updated, 0 unchanged; the register has 60760/);
  assert.ok(!said.includes("Bidan"));
  assert.match(await done("site", "import", file, "--event", event), /0 added|0 site\(s\) added/);
  assert.match(await done("event", "check", event), /60760 sites/);
  assert.ok(Date.now() - began < 60_000);
});

test("a table with one wrong row is refused as a whole, with a report that names no person", async (t) => {
  const desk = await Desk.open(t);
  const event = await desk.copy("harganas-2020");
  const before = await desk.read("harganas-2020", "sites.csv");
  const file = await desk.table("register.csv", [
    header,
    "S1571-PMB-900,Bidan Ani,pmb,15.71,Kota Jambi,,yes,",
    "S1571-PMB-901,Bidan Siti,Bidan Siti,15.71,Bungo,,yes,",
  ]);
  const where = join(desk.home, "report.csv");
  const said = await refused("site", "import", file, "--event", event, "--report", where);
  assert.ok(said.some((line) => line.includes("S1571-PMB-901: kind") && line.includes("[kind_")));
  assert.ok(said.some((line) => line.includes('"Bungo" has code 15.08')));
  for (const text of [said.join("\n"), await readFile(where, "utf8")])
    assert.ok(!/Ani|Siti/.test(text), text);
  assert.equal(await desk.read("harganas-2020", "sites.csv"), before);
});

test("during the day a site is added, deactivated and merged, each by one command", async (t) => {
  const desk = await Desk.open(t);
  const event = await desk.copy("harganas-2020");
  const server = await Server.start(t, { event });
  const change = (...args) =>
    done("site", ...args, "--event", event, "--data-dir", server.data, "--by", "provinsi-15");
  const expected = (wanted, region) =>
    until(`${wanted} expected sites`, async () => {
      const { coverage } = await server.totals(region);
      return coverage.expected === wanted;
    });
  const { coverage } = await server.totals("15.71");
  const began = Date.now();
  await change(
    "add",
    "S1571-PMB-900",
    "--kind",
    "pmb",
    "--regency",
    "15.71",
    "--name",
    "Bidan Ani",
  );
  await expected(coverage.expected + 1, "15.71");
  t.diagnostic(`a site added and on the screen after ${Date.now() - began} ms`);

  const fresh = await Terminal.open(server, { name: "desk-1", sites: ["S1571-PMB-900"] });
  const [first] = await fresh.report(report(1, { site: "S1571-PMB-900", count: 5 }));
  assert.ok(first.receipt, "the running server takes the new site's reports");

  await change("deactivate", "S1571-PMB-900");
  await expected(coverage.expected, "15.71");
  const denied = await until("the refusal of a deactivated site", async () => {
    const seq = fresh.answers.length + 1;
    const [answer] = await fresh.report(report(seq, { site: "S1571-PMB-900", count: 1 }));
    return answer.rejection;
  });
  assert.equal(denied.code, code.SITE_INACTIVE);
  await change("activate", "S1571-PMB-900");
  await expected(coverage.expected + 1, "15.71");

  const { total } = await server.settledTotals("15.71");
  await change("merge", "S1571-PMB-900", "S1571-PMB-001");
  await expected(coverage.expected, "15.71");
  assert.equal((await server.totals("15.71")).total, total, "totals stay");
  await refused("site", "merge", "S1571-PMB-001", "S1501-PKM-001", "--event", event);
  assert.ok(!server.log().includes("Ani"), "no name in the server's log");
  await server.signal("SIGTERM");
  await server.run();
  assert.equal((await server.settledTotals("15.71")).total, total);
  await expected(coverage.expected, "15.71");
});

test("codes for every expected site go into one table that only its owner reads", async (t) => {
  const desk = await Desk.open(t);
  const event = await desk.copy("harganas-2020");
  const server = await Server.start(t, { event });
  const file = join(desk.home, "codes.csv");
  const where = ["--event", event, "--data-dir", server.data];
  assert.match(
    await done("enrol", "--codes", file, "--region", "15", where),
    /220 codes for harganas-2020 in 15/,
  );
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const [header, ...lines] = (await readFile(file, "utf8")).trim().split("\n");
  assert.equal(header, "code,site,regency");
  assert.equal(new Set(lines.map((line) => line.split(",")[0])).size, 220);
  const [codeText, site] = lines[0].split(",");
  assert.match(codeText, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
  const answer = await server.get("/v1/enrol", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code: codeText, claim: "0".repeat(32) }),
  });
  assert.deepEqual((await answer.json()).sites, [site]);
  await refused("enrol", "--codes", file, where);
  await refused("enrol", "--codes", `${file}2`, "--region", "99", where);
});
