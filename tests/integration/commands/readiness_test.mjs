// SPDX-License-Identifier: Apache-2.0
// Readiness on a real server: two sites are enrolled, seen and rehearsed step by step, and the
// verdict follows what the ledgers hold.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { Server, sejuta } from "../server/support.mjs";
import { report, Terminal } from "../server/wire.mjs";
import { Desk, done } from "./support.mjs";

const sites = ["S1571-PMB-001", "S1571-PMB-002"];
// Today in Jambi, as the rehearsal's service date.
const today = new Date(Date.now() + 7 * 3600_000).toISOString().slice(0, 10);
const tomorrow = new Date(Date.now() + 31 * 3600_000).toISOString().slice(0, 10);

async function makeEvents(desk) {
  const make = (id, ...more) =>
    done("event", "create", desk.event(id), "--id", id, "--name", id, "--regions", "2025", more);
  const deadline = ["--deadline", `${tomorrow}T23:00:00+07:00`];
  await make("harganas-x", "--kind", "real", "--date", today, deadline, "--template", "harganas");
  const rehearses = ["--kind", "rehearsal", "--rehearses", "harganas-x"];
  await make("gladi-x", rehearses, "--date", today, deadline);
  const table = await desk.table("register.csv", [
    "code,name,kind,regency,expected",
    ...sites.map((site) => `${site},,pmb,15.71,yes`),
    "S1571-PMB-003,,pmb,15.71,no",
  ]);
  for (const id of ["harganas-x", "gladi-x"])
    await done("site", "import", table, "--event", desk.event(id));
}

async function enrol(desk, server, id, site) {
  const where = ["--event", desk.event(id), "--data-dir", server.data];
  const code = (await done("enrol", "--code", site, where)).split("\n")[0].trim();
  const answer = await server.get("/v1/enrol", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, claim: randomBytes(16).toString("hex") }),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

test("readiness follows enrolment, the first connection and the rehearsal", async (t) => {
  const desk = await Desk.open(t);
  await makeEvents(desk);
  const server = await Server.start(t, {
    event: desk.event("harganas-x"),
    args: ["--event", desk.event("gladi-x")],
  });
  const data = ["--data-dir", server.data];
  const verdict = async () => {
    const args = ["event", "check", desk.event("harganas-x"), "--readiness", "--json", data];
    const { code, stdout } = await sejuta(args.flat());
    const answer = JSON.parse(stdout);
    assert.equal(code, answer.go ? 0 : 1);
    const page = await server.get("/v1/readiness?event=harganas-x");
    assert.deepEqual(await page.json(), answer, "the page says what the command says");
    const jambi = answer.provinces.find((each) => each.code === "15");
    const steps = ["enrolled", "seen", "rehearsed"].map((step) => jambi[step].done);
    return { answer, jambi, steps };
  };

  let { jambi, steps, answer } = await verdict();
  assert.equal(jambi.expected, 2);
  assert.deepEqual(steps, [0, 0, 0]);
  assert.deepEqual(jambi.enrolled.first_missing, sites);
  assert.ok(answer.checks.find((each) => each.name === "targets").go);

  const real = [];
  for (const site of sites) real.push(await enrol(desk, server, "harganas-x", site));
  ({ steps, jambi } = await verdict());
  assert.deepEqual(steps, [2, 0, 0]);

  const open = async ({ token, event }) => Terminal.open(server, { token, event });
  await open(real[0]);
  ({ steps, jambi } = await verdict());
  assert.deepEqual(steps, [2, 1, 0]);
  assert.deepEqual(jambi.seen.first_missing, [sites[1]]);
  await open(real[1]);

  await done("event", "open", "--event", desk.event("gladi-x"), data);
  for (const site of sites) {
    const terminal = await open(await enrol(desk, server, "gladi-x", site));
    const serviceDate = Number(today.replaceAll("-", ""));
    const [answer] = await terminal.report(report(1, { site, serviceDate }));
    assert.ok(
      answer.receipt,
      `${answer.rejection?.code} ${answer.rejection?.rule} ${answer.rejection?.value}`,
    );
  }
  ({ steps, jambi, answer } = await verdict());
  assert.deepEqual(steps, [2, 2, 2]);
  assert.ok(jambi.go);
  assert.ok(answer.go, JSON.stringify(answer.checks));

  // A terminal that is revoked takes its site out again; so does a site that comes in.
  const where = ["--event", desk.event("harganas-x"), data];
  await done("enrol", "--revoke", real[0].terminal, where);
  ({ steps, answer } = await verdict());
  assert.deepEqual(steps, [1, 1, 2]);
  assert.ok(!answer.go);
  await server.signal("SIGTERM");
  const table = await sejuta(["event", "check", desk.event("harganas-x"), "--readiness", ...data]);
  assert.equal(table.code, 1);
  assert.match(table.stdout, /NO-GO +15 +Jambi +2 +1 +1 +2 +not enrolled: S1571-PMB-001/);
});
