// SPDX-License-Identifier: Apache-2.0
// Who did what: logins, changed accounts and tables that were taken away are entries of the chain,
// by the account; no password, name or address is in them.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertSound, changes, newPerson, Person } from "./officers.mjs";
import { addUser, closed, password, user } from "./people.mjs";
import { eventCopy, folder, Server, until } from "./support.mjs";

const steps = ["", "added", "removed", "disabled", "enabled", "password", "tokens", "scope"];

test("logins and changed accounts are entries, refused logins are not", async (t) => {
  const server = await closed(t);
  const file = join(await folder(t), "password");
  await writeFile(file, `${password} baru\n`, { mode: 0o600 });
  await addUser(t, server, "jambi-01", "province", "15");
  await Person.login(server, "jambi-01");
  const wrong = JSON.stringify({ user: "jambi-01", password: "bukan kata sandinya" });
  assert.equal((await server.get("/v1/login", { method: "POST", body: wrong })).status, 403);
  const told = async (count) =>
    until(`${count} changes of accounts`, async () => {
      const found = await changes(server, "account");
      return found.length >= count ? found : null;
    });
  await told(1);
  await user(server, "passwd", "jambi-01", "--password-file", file);
  await told(2);
  await user(server, "disable", "jambi-01");
  await told(3);
  await user(server, "enable", "jambi-01");
  await told(4);
  await user(server, "token", "jambi-01", "--revoke");
  await told(5);
  const users = join(server.data, "users.json");
  const text = await readFile(users, "utf8");
  await writeFile(users, text.replace(/"regions":\s*\["15"\]/, '"regions":["16"]'));
  await told(6);
  await writeFile(users, '{"users": []}');
  const all = await told(7);
  assert.deepEqual(
    all.map(({ by, value }) => [by, value.user, steps[value.step], value.role, value.regions]),
    [
      ["users-json", "jambi-01", "added", "province", ["15"]],
      ["users-json", "jambi-01", "password", "province", ["15"]],
      ["users-json", "jambi-01", "disabled", "province", ["15"]],
      ["users-json", "jambi-01", "enabled", "province", ["15"]],
      ["users-json", "jambi-01", "tokens", "province", ["15"]],
      ["users-json", "jambi-01", "scope", "province", ["16"]],
      ["users-json", "jambi-01", "removed", "", []],
    ],
  );
  assert.deepEqual(
    (await changes(server, "login")).map(({ by }) => by),
    ["jambi-01"],
  );
  const raw = (await server.redis("XRANGE", "{harganas-2020}:ledger", "-", "+")).join("\n");
  for (const secret of [password, "argon2", "127.0.0.1", "sandinya"])
    assert.ok(!raw.includes(secret), `${secret} stands in the ledger`);
  await assertSound(server);
});

test("an export has every site with its name, is text to a spreadsheet, and is an entry", async (t) => {
  const event = await eventCopy(await folder(t));
  const sites = join(event, "sites.csv");
  const formula = '=HYPERLINK("http://evil.example";"klik")';
  const rows = [
    `S1571-PMB-901,"${formula.replaceAll('"', '""')}",pmb,15.71,,yes`,
    "S1571-PMB-902,@SUM(A1),pmb,15.71,,yes",
    'S1571-PMB-903,"PMB ""Melati"", Kota",pmb,15.71,,yes',
  ];
  await writeFile(sites, `${(await readFile(sites, "utf8")).trimEnd()}\n${rows.join("\n")}\n`);
  const server = await Server.start(t, { event, args: ["--dev-tokens"], closed: true });
  const officer = await newPerson(t, server, "jambi-01", "province", "15");
  const answer = await server.get("/v1/export/sites/15.71", {
    headers: { cookie: officer.cookie },
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8");
  assert.match(answer.headers.get("content-disposition"), /^attachment; filename="[\w.-]+\.csv"$/);
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "the byte order mark");
  const lines = bytes.subarray(3).toString().split("\r\n");
  assert.equal(lines.pop(), "", "every row ends");
  assert.match(lines[0], /^code,name,kind,regency,/);
  const register = (await readFile(sites, "utf8")).split("\n").filter((r) => r.includes(",15.71,"));
  assert.equal(lines.length - 1, register.length);
  const of = (code) => lines.find((line) => line.startsWith(code));
  assert.ok(
    of("S1571-PMB-901").includes(`"'${formula.replaceAll('"', '""')}"`),
    of("S1571-PMB-901"),
  );
  assert.ok(of("S1571-PMB-902").includes(",'@SUM(A1),"), of("S1571-PMB-902"));
  assert.ok(of("S1571-PMB-903").includes(',"PMB ""Melati"", Kota",'), of("S1571-PMB-903"));
  assert.deepEqual(
    (await changes(server, "table")).map(({ by, value }) => [by, value.table, value.region]),
    [["jambi-01", "sites", "15.71"]],
  );
  assert.equal((await officer.get("/v1/export/sites/ID")).status, 403);
  assert.equal((await officer.get("/v1/export/sites/99")).status, 404);
  assert.equal((await changes(server, "table")).length, 1);
  await assertSound(server);
});
