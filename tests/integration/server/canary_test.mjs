// SPDX-License-Identifier: Apache-2.0
// Canaries at every other door than the terminals' frames (privacy_test.mjs has those): a name, a
// NIK and a telephone number in headers, cookies, queries, bodies, logins, codes, viewers' frames and
// a register's free text. None may come out in a log, in Redis, in a file of the server or in the
// metrics; the name of a site stays in the register and with its own terminal.
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { newPerson } from "./officers.mjs";
import { assertCounted, eventCopy, eventId, folder, Server, sejuta } from "./support.mjs";
import { report, Terminal, Viewer } from "./wire.mjs";

const nik = "1571014509870003";
const person = "Bidan Sulastri Kenari";
const phone = "081298765432";
const marks = [nik, "Sulastri", "Kenari", phone, "kenari", "sulastri"];

// The marks, and how they look where bytes are shown as hex, base64 or escapes.
const shapes = marks.flatMap((mark) => [
  mark,
  Buffer.from(mark).toString("hex"),
  Buffer.from(mark).toString("base64").replace(/=+$/, "").slice(0, -1),
]);

function found(what, text) {
  for (const shape of shapes) assert.ok(!text.includes(shape), `${shape} stands in ${what}`);
}

async function filesBelow(directory) {
  const entries = await readdir(directory, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    }),
  );
  return nested.flat();
}

const headers = {
  "User-Agent": `${person} ${nik}`,
  Cookie: `sejuta=${nik}; nama=${phone}`,
  Referer: `https://sulastri.example/${nik}`,
  "X-Forwarded-For": phone,
  "X-Nama": person,
  "If-None-Match": `"${nik}"`,
};

async function knock(server, path, options = {}) {
  const answer = await server.get(path, {
    ...options,
    headers: { ...headers, ...options.headers },
  });
  found(`the answer to ${path}`, await answer.text());
  return answer.status;
}

async function knockEverywhere(server) {
  const posts = {
    "/v1/login": JSON.stringify({ user: `sulastri.${phone}`, password: `${person} ${nik}` }),
    "/v1/enrol": JSON.stringify({ code: nik, claim: phone, nama: person }),
    [`/v1/reports?event=${nik}&device_time_ms=1&nama=${phone}`]: `${person}${nik}`,
    "/v1/dictated": `${person}\n${nik}`,
    "/nowhere": nik,
  };
  for (const [path, body] of Object.entries(posts)) {
    const more = { Authorization: `Bearer dev:Sulastri ${phone}:${nik}` };
    assert.ok((await knock(server, path, { method: "POST", body, headers: more })) >= 400, path);
    await knock(server, path, { method: "POST", body: `{"${nik}": "${person}"`, headers: more });
  }
  const [q, name] = [`?event=${nik}&at=${phone}&show=${nik}`, encodeURIComponent(person)];
  for (const path of ["/v1/totals", "/v1/sites/15.71", "/v1/movements/15", "/v1/readiness"])
    await knock(server, `${path}${q}`);
  for (const path of [`/v1/totals/${nik}`, `/${name}`, `/terminal/${phone}`, `/%ff${nik}`])
    await knock(server, path);
  await knock(server, "/healthz", { headers: { Authorization: `Bearer ${nik}` } });
  await knock(server, "/healthz", { headers: { Authorization: `Basic ${btoa(`${person}:x`)}` } });
  const viewer = await Viewer.open(server, [nik], `kenari-${phone}`);
  assert.ok((await viewer.end()) >= 4000);
  for (const hello of [
    { token: `dev:Kenari ${phone}:${nik}` },
    { token: nik, install: Buffer.from(nik) },
  ]) {
    const terminal = new Terminal(server);
    await terminal.opened();
    terminal.hello(hello);
    terminal.send(Buffer.from(`${person}${nik}`));
    assert.ok((await terminal.end()) >= 4000);
  }
}

// An officer who types them into every field of the desk; a site's name alone is kept, in the
// register.
async function knockAtDesk(t, server) {
  const officer = await newPerson(t, server, "kota-01", "regency", "15.71");
  const line = { method: person, category: nik, postpartum: phone, partner: person, count: nik };
  const wrong = { terminal: nik, seq: 1, kind: "replace", reason: person, lines: [line] };
  const bodies = {
    code: [{ site: nik }, { site: "S1571-PMB-001", nama: person }],
    revoke: [{ terminal: nik }, { terminal: person }],
    add: [{ code: person, name: nik, regency: phone, place: person }],
    correct: [wrong, { ...wrong, reason: "salah_kutip" }, { [nik]: person }],
  };
  for (const [path, all] of Object.entries(bodies))
    for (const body of all) {
      const refused = await officer.post(`/v1/desk/${path}?event=${eventId}&nama=${phone}`, body);
      assert.ok(refused.status >= 400, `${path} ${JSON.stringify(body)}`);
      found(`/v1/desk/${path}`, JSON.stringify(refused.body));
    }
  const { body } = await officer.post("/v1/desk/dictated", {
    lines: `${person}\n${nik}/1/${phone}`,
  });
  assert.ok(body.lines.every((each) => each.state === "refused"));
  await officer.get(`/v1/desk/site/${nik}?nama=${encodeURIComponent(person)}`);
  await officer.get(`/v1/export/sites/${nik}`);
  const added = { code: "S1571-PMB-900", name: person, regency: "15.71", place: "pmb" };
  assert.equal((await officer.post("/v1/desk/add", added)).status, 200);
  assert.ok((await officer.get("/v1/export/sites/15.71")).body.includes(person));
}

test("no personal datum that comes in by any other door goes out by one", async (t) => {
  const home = await folder(t);
  const event = await eventCopy(home);
  const register = join(event, "sites.csv");
  const site = "S1571-PMB-001";
  const rows = (await readFile(register, "utf8")).split("\n").map((row) => {
    const fields = row.split(",");
    return fields[0] === site ? [site, person, ...fields.slice(2)].join(",") : row;
  });
  await writeFile(register, rows.join("\n"));
  const args = ["--dev-tokens", "--log-level", "trace"];
  const server = await Server.start(t, { event, args });
  const terminal = await Terminal.open(server, { install: Buffer.from(nik) });
  assert.equal(terminal.welcome.sites[0].name, person, "its own terminal is told");
  assert.ok((await terminal.report(report(1, { count: 3 })))[0].receipt);
  const elsewhere = await Terminal.open(server, { name: "stranger-2", sites: ["S1571-PMB-002"] });
  const names = elsewhere.welcome.sites.map((each) => each.name);
  assert.ok(names.length > 0);
  found("another terminal's Welcome", names.join());

  await knockEverywhere(server);
  await knockAtDesk(t, server);

  // Commands that read the register: neither their words nor their files tell.
  const table = join(home, "wrong.csv");
  await writeFile(table, `code,name,kind,regency\nS-1,${person},${nik},${phone}\n`);
  for (const command of [
    ["site", "import", table, "--event", event, "--report", join(home, "report.csv")],
    ["enrol", "--code", nik, "--event", event, "--data-dir", server.data],
    ["enrol", "--revoke", `${person}`, "--event", `${event}/${phone}`, "--data-dir", server.data],
    ["verify", "--data-dir", server.data],
  ]) {
    const { stdout } = await sejuta(command);
    found(command.slice(0, 2).join(" "), stdout);
  }
  await assertCounted(server, 3, 1);

  found("/metrics", await (await server.get("/metrics")).text());
  found("/readyz", await (await server.get("/readyz")).text());
  const keys = await server.redis("--scan");
  for (const key of keys) found(`the key ${key}`, key);
  const files = await filesBelow(server.data);
  for (const file of files) found(file, await readFile(file, "latin1"));
  await server.end();
  found("the log", server.log());
  // The control: what may stand there does.
  const ledger = files.filter((file) => file.includes("appendonlydir"));
  const kept = await Promise.all(ledger.map((file) => readFile(file, "latin1")));
  assert.ok(kept.some((text) => text.includes("stranger-1") && text.includes(eventId)));
  assert.ok((await readFile(register, "utf8")).includes(person));
  for (const mark of marks) assert.throws(() => found("a line", `> ${mark} <`));
});
