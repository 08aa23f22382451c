// SPDX-License-Identifier: Apache-2.0
// `sejuta event`: directories made and checked, the status in the ledger, and two events in one
// server that never mix.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Server, until } from "../server/support.mjs";
import { code, report, Terminal } from "../server/wire.mjs";
import { Desk, done, refused } from "./support.mjs";

const creating = (desk, name, ...more) =>
  ["event", "create", desk.event(name), "--id", name, "--name", "Harganas 34", more].flat(2);
const day = ["--date", "2027-06-29", "--deadline", "2027-06-29T22:00:00+07:00"];

test("the next Harganas is made from the template, with a form of 38 provinces", async (t) => {
  const desk = await Desk.open(t);
  const regions = ["--regions", "2025", "--template", "harganas"];
  await done(creating(desk, "harganas-2027", "--kind", "real", day, regions));
  assert.match(await done("event", "check", desk.event("harganas-2027")), /real.*no fault/s);
  const form = (await desk.read("harganas-2027", "targets-form.csv")).trim().split("\n");
  assert.equal(form.length, 1 + 1 + 38);
  // Filled in, the form is a table to import.
  const filled = form.map((line, i) => (i < 2 ? line : `${line}${1000 + i}`));
  const file = await desk.table("filled.csv", filled);
  const into = ["--event", desk.event("harganas-2027"), "--set", "Panitia Pusat"];
  assert.match(await done("target", "import", file, into), /39 row\(s\)/);
});

test("a rehearsal names what it rehearses and can never become the real event", async (t) => {
  const desk = await Desk.open(t);
  const regions = ["--regions", "2025"];
  const nameless = await refused(creating(desk, "gladi-1", "--kind", "rehearsal", day, regions));
  assert.ok(nameless[0].includes("--rehearses"));
  const rehearses = ["--rehearses", "harganas-2027"];
  await done(creating(desk, "gladi-1", "--kind", "rehearsal", rehearses, day, regions));
  await refused(creating(desk, "gladi-1", "--kind", "real", day, regions));

  const event = desk.event("gladi-1");
  const server = await Server.start(t, { event });
  const open = ["event", "open", "--event", event, "--data-dir", server.data];
  assert.match(await done(open), /gladi-1: draft → open, revision \d+/);
  await server.signal("SIGTERM");
  const toml = join(event, "event.toml");
  const text = await readFile(toml, "utf8");
  await writeFile(
    toml,
    text.replace('kind = "rehearsal"', 'kind = "real"').replace(/rehearses = .*\n/, ""),
  );
  const said = await refused("event", "close", "--event", event, "--data-dir", server.data);
  assert.match(said[0], /began as rehearsal and its directory says real: the kind never changes/);
  await assert.rejects(server.run(), /kind|rehearsal/);
});

test("the status goes the steps of the table, is shown, and stays after a restart", async (t) => {
  const desk = await Desk.open(t);
  const event = await desk.copy("harganas-2020", "harganas-2020", { initial_status: '"draft"' });
  const server = await Server.start(t, { event });
  const where = ["--event", event, "--data-dir", server.data];
  const step = (name, ...more) => done("event", name, where, more);
  const shown = (status) =>
    until(`status ${status}`, async () => (await server.totals()).status === status);
  const terminal = await Terminal.open(server, { name: "desk-1" });
  const [early] = await terminal.report(report(1));
  assert.equal(early.rejection?.code, code.EVENT_NOT_OPEN);
  assert.match(await step("open"), /draft → open/);
  await shown("open");
  assert.match(await step("open"), /is open already/);
  const [taken] = await terminal.report(report(2));
  assert.ok(taken.receipt);
  const wrong = await refused("event", "finalise", where);
  assert.match(wrong[0], /is open and cannot become final; it may become late, closed/);
  assert.match(await step("late"), /open → late/);
  await shown("late");
  assert.match(await step("close"), /late → closed/);
  assert.match(await step("reopen"), /closed → open/);
  assert.match(await step("close"), /open → closed/);
  assert.match(await step("provisional"), /closed → provisional/);
  assert.match(await step("verify"), /provisional → verified/);
  await server.signal("SIGTERM");
  assert.match(await step("reopen"), /verified → provisional/, "beside no server too");
  assert.match(
    await done("event", "show", event, "--data-dir", server.data),
    /status +provisional/,
  );
  assert.match(await step("verify"), /provisional → verified/);
  assert.match(await step("finalise"), /verified → final/);
  await refused("event", "reopen", where);
  await server.run();
  await shown("final");
});

test("two events in one server: a report of one is nowhere in the other", async (t) => {
  const desk = await Desk.open(t);
  const one = await desk.copy("harganas-2020");
  const two = await desk.copy("grebek-serang-2023");
  const server = await Server.start(t, { event: one, args: ["--event", two, "--dev-tokens"] });
  const totals = async (event) => (await server.get(`/v1/totals?event=${event}`)).json();
  const terminal = await Terminal.open(server, { name: "desk-1" });
  await terminal.report(report(1, { count: 7 }));
  const other = await Terminal.open(server, {
    name: "desk-1",
    event: "grebek-serang-2023",
    sites: ["S3604-PMB-001"],
  });
  const [counted, foreign] = await other.report(
    report(1, { site: "S3604-PMB-001", count: 3, serviceDate: 20230101 }),
    report(2, { site: "S1571-PMB-001", count: 5, serviceDate: 20230101 }),
  );
  assert.ok(counted.receipt);
  assert.ok(foreign.rejection, "a site of the other event");
  await until("both totals", async () => {
    const [a, b] = [await totals("harganas-2020"), await totals("grebek-serang-2023")];
    return a.total === 7 && b.total === 3;
  });
  assert.match(await done("verify", "--data-dir", server.data), /2 events: difference 0/);
});

test("event check lists every fault of every file, and event list says which has some", async (t) => {
  const desk = await Desk.open(t);
  const event = await desk.copy("harganas-2020");
  await desk.copy("pekan-kb-2023");
  const toml = join(event, "event.toml");
  await writeFile(toml, (await readFile(toml, "utf8")).replace("ceiling = 500", "ceiling = -1"));
  const targets = join(event, "targets.csv");
  const text = await readFile(targets, "utf8");
  await writeFile(targets, text.replace(",1055,", ",12.5,").replace("15.08,Bungo", "15.08,Tebo"));
  const said = await refused("event", "check", event);
  assert.equal(said.length, 4, said.join("\n"));
  for (const word of ["[number_with_decimals]", "[name_disagrees]", "ceiling", "3 fault(s)"])
    assert.ok(
      said.some((line) => line.includes(word)),
      word,
    );
  const { stdout } = await import("../server/support.mjs").then(({ sejuta }) =>
    sejuta(["event", "list", join(desk.home, "events")]),
  );
  assert.match(stdout, /harganas-2020: 3 fault\(s\)/);
  assert.match(stdout, /event pekan-kb-2023/);
});
