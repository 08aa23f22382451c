// SPDX-License-Identifier: Apache-2.0
// The desk on the day: an officer gives a code, revokes, adds a site, enters what was dictated and
// corrects, each for the own region only, each counted once, each in the ledger by the account.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertSound, changes, ledgerEntries, newPerson } from "./officers.mjs";
import { closed, user } from "./people.mjs";
import { eventCopy, eventId, folder, Server, sejuta, until } from "./support.mjs";
import { kind, method, reason, report, Terminal } from "./wire.mjs";

const site = "S1571-PMB-001";
const dictated = "AJX2KQ7MBN3PD/4/S1571-PMB-003/290620/04312/120/88";
const reading = { method: "pil", category: "baru", postpartum: "none", partner: "none", count: 5 };

async function enrolled(server, code) {
  const answer = await server.get("/v1/enrol", {
    method: "POST",
    body: JSON.stringify({ code, claim: randomBytes(16).toString("hex") }),
  });
  assert.equal(answer.status, 200);
  return answer.json();
}

// The province's total as its officer sees it, once the totals show all that the ledger holds.
async function total(officer, region = "15.71") {
  const [revision] = await officer.server.redis("HGET", `{${eventId}}:head`, "revision");
  return until(`revision ${revision}`, async () => {
    const { body } = await officer.get(`/v1/totals/${region}`);
    return body.sequence >= Number(revision) ? body : null;
  }).then((body) => body.total);
}

const revisionOf = async (server) =>
  Number((await server.redis("HGET", `{${eventId}}:head`, "revision"))[0]);

test("a code from the desk makes a terminal that counts, and revoking closes it", async (t) => {
  const server = await closed(t);
  const officer = await newPerson(t, server, "kota-01", "regency", "15.71");
  const { status, body } = await officer.post("/v1/desk/code", { site });
  assert.equal(status, 200, JSON.stringify(body));
  assert.match(body.code, /^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/);
  const hours = (body.expires_at_ms - Date.now()) / 3_600_000;
  assert.ok(hours > 71 && hours <= 72, `${hours} hours`);
  const { token, terminal: id, sites } = await enrolled(server, body.code);
  assert.deepEqual(sites, [site]);
  const terminal = await Terminal.open(server, { token });
  await terminal.report(report(1, { count: 3 }));
  assert.equal(await total(officer), 3);

  const seen = (await officer.get(`/v1/desk/site/${site}`)).body;
  assert.equal(seen.site, site);
  assert.notEqual(seen.name, "");
  assert.deepEqual([seen.place, seen.regency, seen.active], ["pmb", "15.71", true]);
  assert.deepEqual(seen.may, ["enrol", "revoke", "correct", "enter_dictated", "add_site"]);
  assert.equal(seen.terminals.length, 1);
  assert.deepEqual([seen.terminals[0].terminal, seen.terminals[0].revoked], [id, false]);
  assert.ok(seen.terminals[0].first_seen_ms > 0);
  assert.equal(seen.reports_total, 1);
  const [shown] = seen.reports;
  assert.deepEqual([shown.terminal, shown.seq, shown.state, shown.corrects], [id, 1, "counted", 0]);
  assert.deepEqual([shown.service_date, shown.acceptors], [20200629, 3]);
  assert.deepEqual(shown.lines, [{ ...reading, count: 3 }]);

  const revoke = () => officer.post("/v1/desk/revoke", { terminal: id });
  const began = Date.now();
  const first = await revoke();
  assert.deepEqual([first.status, first.body], [200, { terminal: id, revoked: true }]);
  assert.equal(await terminal.end(), 4009);
  assert.ok(Date.now() - began < 10_000, "within ten seconds");
  assert.deepEqual((await revoke()).body, first.body);
  const after = await until("the page that shows it", async () => {
    const now = (await officer.get(`/v1/desk/site/${site}`)).body;
    return now.terminals[0].revoked ? now : null;
  });
  assert.equal(after.reports_total, 1);
  assert.deepEqual(
    (await changes(server, "revocation")).map(({ by, value }) => [by, value.terminal]),
    [["kota-01", id]],
  );
  const [issued] = await changes(server, "code");
  assert.deepEqual([issued.by, issued.value.sites], ["kota-01", [site]]);
  assert.ok(!server.log().includes(body.code), "the code is in no log");
  await assertSound(server);
});

test("another province's officer is refused each act, and nothing changes", async (t) => {
  const server = await closed(t);
  const own = await newPerson(t, server, "kota-01", "regency", "15.71");
  const other = await newPerson(t, server, "sumut-01", "province", "12");
  const viewer = await newPerson(t, server, "layar-01", "viewer", "15");
  const terminal = await Terminal.open(server, { name: "tetangga-1" });
  await terminal.report(report(1, { count: 3 }));
  assert.equal(await total(own), 3);
  // Three accounts were added and have logged in: wait until the audit has all of it.
  await until("the audit", async () => (await changes(server, "login")).length === 3);
  const before = await revisionOf(server);
  const acts = [
    ["/v1/desk/code", { site }],
    ["/v1/desk/revoke", { terminal: "tetangga-1" }],
    ["/v1/desk/add", { code: "S1571-PMB-900", name: "", regency: "15.71", place: "pmb" }],
    ["/v1/desk/correct", { terminal: "tetangga-1", seq: 1, kind: "void", reason: "salah_kutip" }],
  ];
  for (const stranger of [other, viewer])
    for (const [path, body] of acts) {
      const refused = await stranger.post(path, body);
      assert.equal(refused.status, 403, `${path} ${JSON.stringify(refused.body)}`);
      assert.equal(refused.body.error, "not_yours");
      assert.ok(refused.body.text_id.length > 10 && refused.body.text_en.length > 10);
    }
  for (const path of [`/v1/desk/site/${site}`, "/v1/export/sites/15.71", "/v1/export/sites/ID"])
    assert.equal((await other.get(path)).status, 403, path);
  const lines = (await other.post("/v1/desk/dictated", { lines: dictated })).body.lines;
  assert.deepEqual([lines[0].state, lines[0].reason], ["refused", "SITE_NOT_YOURS"]);
  assert.equal((await viewer.post("/v1/desk/dictated", { lines: dictated })).status, 403);
  assert.equal(await revisionOf(server), before, "nothing was written");
  assert.equal(await total(own), 3);
  assert.ok((await terminal.report(report(2)))[0].receipt, "the terminal still reports");
  await assertSound(server);
});

test("a page of elsewhere, a token and a stranger have no desk", async (t) => {
  const server = await closed(t);
  const officer = await newPerson(t, server, "kota-01", "regency", "15.71");
  const evil = { origin: "https://evil.example" };
  const crossed = await officer.post("/v1/desk/code", { site }, evil);
  assert.deepEqual([crossed.status, crossed.body.error], [403, "origin_refused"]);
  const silent = { method: "POST", body: JSON.stringify({ site }) };
  const bare = await server.get("/v1/desk/code", {
    ...silent,
    headers: { cookie: officer.cookie },
  });
  assert.equal(bare.status, 403, "a POST that does not say where it is from");
  const authorization = `Bearer ${await user(server, "token", "kota-01", "--days", "1")}`;
  for (const headers of [{}, { authorization }])
    assert.equal((await server.get("/v1/desk/code", { ...silent, headers })).status, 401);
  for (const path of [`/v1/desk/site/${site}`, "/v1/export/sites/15"])
    assert.equal((await server.get(path)).status, 401, path);
  assert.equal((await officer.get("/v1/desk/code")).status, 405);
  assert.equal((await officer.post(`/v1/desk/site/${site}`, {})).status, 405);
  assert.equal((await changes(server, "code")).length, 0);
});

test("a body that is not the one is refused by its field", async (t) => {
  const server = await closed(t);
  const officer = await newPerson(t, server, "jambi-01", "province", "15");
  const good = { terminal: "tetangga-1", seq: 1, kind: "replace", reason: "salah_hitung" };
  const add = { code: "S1571-PMB-900", name: "x", regency: "15.71", place: "pmb" };
  const wrong = [
    ["code", "", ""],
    ["code", { site, more: 1 }, ""],
    ["code", { site: 7 }, ""],
    ["revoke", { terminal: "x" }, "terminal"],
    ["dictated", { lines: ["x"] }, ""],
    ["correct", { ...good, lines: [] }, "lines"],
    ["correct", { ...good, lines: [reading, reading] }, "lines"],
    ["correct", { ...good, lines: [{ ...reading, method: "pill" }] }, "method"],
    ["correct", { ...good, lines: [{ ...reading, count: 10_001 }] }, "count"],
    ["correct", { ...good, lines: [{ ...reading, count: 0 }] }, "count"],
    ["correct", { ...good, lines: [{ ...reading, name: "Siti" }] }, "lines"],
    ["correct", { ...good, kind: "void", lines: [reading] }, ""],
    ["correct", { ...good, seq: "1", lines: [reading] }, "seq"],
    ["correct", { ...good, reason: "salah", lines: [reading] }, "reason"],
    ["add", { ...add, code: "s-1" }, "code"],
    ["add", { ...add, regency: "15" }, "regency"],
    ["add", { ...add, regency: "15.99" }, "regency"],
    ["add", { ...add, place: "klinik" }, "place"],
    ["add", { ...add, name: "x".repeat(121) }, "name"],
  ];
  for (const [path, body, field] of wrong) {
    const refused = await officer.post(`/v1/desk/${path}`, body);
    const said = `${path} ${JSON.stringify(body)} ${JSON.stringify(refused.body)}`;
    assert.equal(refused.status, 400, said);
    assert.equal(refused.body.field, field, said);
  }
  const unknown = [
    ["code", { site: "S9999-X" }, "site_unknown"],
    ["revoke", { terminal: "nobody-1" }, "terminal_unknown"],
    ["correct", { ...good, lines: [reading] }, "report_unknown"],
  ];
  for (const [path, body, error] of unknown) {
    const refused = await officer.post(`/v1/desk/${path}`, body);
    assert.deepEqual([refused.status, refused.body.error], [404, error]);
  }
  assert.equal((await officer.get("/v1/desk/site/S9999-X")).status, 404);
  assert.equal((await officer.post("/v1/desk/code?event=other", { site })).status, 404);
});

test("what was dictated at the desk and flushed by the terminal counts once", async (t) => {
  const server = await closed(t);
  const officer = await newPerson(t, server, "plkb-01", "officer", "15.71");
  const said = await officer.post("/v1/desk/dictated", { lines: `${dictated}\n\nrubbish` });
  assert.equal(said.status, 200);
  assert.deepEqual(
    said.body.lines.map(({ line, state }) => [line, state]),
    [
      [1, "received"],
      [3, "refused"],
    ],
  );
  assert.equal(await total(officer), 120);
  const again = await officer.post("/v1/desk/dictated", { lines: dictated });
  assert.equal(again.body.lines[0].state, "duplicate");
  const phone = await Terminal.open(server, { name: "ajx2kq7mbn3pd", sites: ["S1571-PMB-003"] });
  const own = { site: "S1571-PMB-003", method: method.SUNTIK_3_BULAN, category: 3, partner: 2 };
  const [{ receipt }] = await phone.report(report(4, { ...own, count: 120 }));
  assert.equal(receipt.duplicate, true);
  assert.equal(await total(officer), 120);
  const [entry] = (await ledgerEntries(server)).filter((each) => each.reports);
  assert.equal(entry.reports[0].by, "plkb-01");
  assert.equal((await officer.post("/v1/desk/code", { site })).status, 403, "not an officer's act");
  await assertSound(server);
});

test("a correction at the desk counts once, says why, and is not made twice", async (t) => {
  const server = await closed(t);
  const officer = await newPerson(t, server, "kota-01", "regency", "15.71");
  const terminal = await Terminal.open(server, { name: "bidan-1" });
  await terminal.report(report(1, { count: 7 }), report(2, { count: 7 }), report(3, { count: 9 }));
  assert.equal(await total(officer), 23);
  const wish = { terminal: "bidan-1", seq: 1, kind: "void", reason: "salah_kutip" };
  const correct = (changed) => officer.post("/v1/desk/correct", { ...wish, ...changed });

  // At once, twice and after: one answer, counted once.
  const voided = await Promise.all([correct({}), correct({}), correct({})]);
  const answer = { terminal: "bidan-1", seq: 2 ** 30 + 1, corrects: 1, acceptors: -7 };
  for (const each of voided) assert.deepEqual([each.status, each.body], [200, answer]);
  assert.equal(await total(officer), 16);
  assert.deepEqual((await correct({})).body, answer);
  for (const other of [{ reason: "salah_hitung" }, { kind: "replace", lines: [reading] }]) {
    const refused = await correct(other);
    assert.deepEqual([refused.status, refused.body.error], [409, "corrected_before"]);
  }
  assert.equal(await total(officer), 16, "its twin with the same content stays");

  // A revoked terminal's report is corrected all the same; a replacement again by its own seq.
  await officer.post("/v1/desk/revoke", { terminal: "bidan-1" });
  assert.equal(await terminal.end(), 4009);
  const three = { seq: 3, kind: "replace", reason: "salah_hitung" };
  const replaced = await correct({ ...three, lines: [reading] });
  assert.deepEqual([replaced.status, replaced.body.acceptors], [200, -4]);
  assert.equal(await total(officer), 12);
  assert.deepEqual((await correct({ ...three, lines: [reading] })).body, replaced.body);
  const second = await correct({ ...wish, seq: replaced.body.seq, reason: "salah_persepsi" });
  assert.deepEqual([second.status, second.body.acceptors], [200, -5]);
  assert.equal(await total(officer), 7);

  const { falls } = (await officer.get("/v1/movements/15.71?minutes=60")).body;
  assert.deepEqual(falls.map((fall) => [fall.kind, fall.reason, fall.acceptors]).sort(), [
    ["replace", "salah_hitung", -4],
    ["void", "salah_kutip", -7],
    ["void", "salah_persepsi", -5],
  ]);
  const { reports } = (await officer.get(`/v1/desk/site/${site}`)).body;
  const states = Object.fromEntries(reports.map((each) => [each.seq, each.state]));
  assert.deepEqual(states, { 1: "voided", 2: "counted", 3: "replaced", [2 ** 30 + 3]: "voided" });
  assert.equal(reports.find((each) => each.seq === 2 ** 30 + 3).corrects, 3);
  const corrections = (await ledgerEntries(server))
    .flatMap((entry) => entry.reports ?? [])
    .filter((each) => each.correctsSeq !== 0);
  assert.deepEqual(
    corrections.map((each) => each.by),
    ["kota-01", "kota-01", "kota-01"],
  );
  await assertSound(server);
});

test("a terminal that sits on the desk's numbers keeps nobody from correcting", async (t) => {
  const server = await closed(t);
  const officer = await newPerson(t, server, "kota-01", "regency", "15.71");
  const terminal = await Terminal.open(server, { name: "bidan-1" });
  const taken = [0, 1, 2].map((depth) => 2 ** 30 + depth * 2 ** 24 + 1);
  await terminal.report(report(1, { count: 40 }), ...taken.map((seq) => report(seq)));
  assert.equal(await total(officer), 43);
  const wish = { terminal: "bidan-1", seq: 1, kind: "void", reason: "salah_entry" };
  const first = await officer.post("/v1/desk/correct", wish);
  assert.deepEqual([first.status, first.body.seq], [200, 2 ** 30 + 3 * 2 ** 24 + 1]);
  assert.equal(await total(officer), 3);
  // What the terminal took back itself is gone for the desk.
  const own = { seq: taken[0], kind: kind.VOID, reason: reason.SALAH_ENTRY };
  await terminal.report(report(9, { correction: own }));
  assert.equal(await total(officer), 2);
  const late = { ...wish, seq: taken[0], reason: "salah_kutip" };
  assert.equal((await officer.post("/v1/desk/correct", late)).status, 409);
  // Eight numbers are tried, then the terminal is to be revoked first.
  const eight = Array.from({ length: 8 }, (_, depth) => 2 ** 30 + depth * 2 ** 24 + 20);
  await terminal.report(report(20), ...eight.map((seq) => report(seq, { count: 2 })));
  assert.equal(await total(officer), 19);
  assert.equal((await officer.post("/v1/desk/correct", { ...wish, seq: 20 })).status, 409);
  await assertSound(server);
});

test("a site that was added at the desk is one at once, and after a restart", async (t) => {
  const server = await closed(t);
  const officer = await newPerson(t, server, "jambi-01", "province", "15");
  const wish = { code: "S1571-PMB-900", name: "PMB Canary Melati", regency: "15.71", place: "pmb" };
  const added = await officer.post("/v1/desk/add", wish);
  assert.deepEqual([added.status, added.body], [200, { site: wish.code }]);
  const page = await until("its page", async () => {
    const now = await officer.get(`/v1/desk/site/${wish.code}`);
    return now.status === 200 ? now.body : null;
  });
  assert.deepEqual([page.name, page.place, page.reports_total], [wish.name, "pmb", 0]);
  assert.deepEqual((await officer.post("/v1/desk/add", wish)).body, added.body, "the same again");
  for (const other of [
    { ...wish, place: "rs" },
    { ...wish, name: "PMB lain" },
    { ...wish, code: site },
  ]) {
    const refused = await officer.post("/v1/desk/add", other);
    assert.deepEqual([refused.status, refused.body.error], [409, "site_taken"]);
  }
  const { body } = await officer.post("/v1/desk/code", { site: wish.code });
  const { token } = await enrolled(server, body.code);
  const terminal = await Terminal.open(server, { token });
  assert.equal(terminal.welcome.sites[0].name, wish.name);
  await terminal.report(report(1, { site: wish.code, count: 4 }));
  assert.equal(await total(officer), 4);
  assert.equal((await changes(server, "site")).length, 1);
  const sites = await readFile(join(server.event, "sites.csv"), "utf8");
  assert.ok(sites.includes(`${wish.code},${wish.name},pmb,15.71`), "the register has it");
  await assertSound(server);
  assert.ok(!server.log().includes("Canary"));
  assert.ok(!JSON.stringify(await changes(server, "site")).includes("Canary"));
  await server.end();
  await server.run();
  assert.equal((await sejuta(["verify", "--data-dir", server.data])).code, 0);
});

test("where everybody may look, as in the demo, only a login acts", async (t) => {
  const server = await Server.start(t, { event: await eventCopy(await folder(t)) });
  const officer = await newPerson(t, server, "panitia-demo", "national", "ID");
  const asked = { method: "POST", body: JSON.stringify({ site }) };
  const headers = { origin: `http://${server.address}` };
  assert.equal((await server.get("/v1/desk/code", { ...asked, headers })).status, 401);
  assert.equal((await server.get("/v1/export/sites/15")).status, 401);
  const { status, body } = await officer.post("/v1/desk/code", { site });
  assert.equal(status, 200, JSON.stringify(body));
  await enrolled(server, body.code);
  assert.equal((await officer.get(`/v1/desk/site/${site}`)).status, 200);
  // A token by command is known to the ledger by nothing yet: the centre revokes it all the same.
  const revoked = await officer.post("/v1/desk/revoke", { terminal: "never-heard-of" });
  assert.equal(revoked.status, 200);
});

test("an account has sixty acts a minute at the desk", async (t) => {
  const server = await closed(t);
  const officer = await newPerson(t, server, "kota-01", "regency", "15.71");
  const other = await newPerson(t, server, "kota-02", "regency", "15.71");
  const ask = () => officer.get(`/v1/desk/site/${site}`);
  let taken = 0;
  let told = await ask();
  // The minute may turn while this runs, but not twice.
  for (; told.status === 200 && taken < 180; told = await ask()) ++taken;
  assert.ok(taken >= 60 && taken <= 120, `${taken} were taken`);
  assert.deepEqual([told.status, told.body.error], [429, "too_many_acts"]);
  const seconds = Number(told.headers.get("retry-after"));
  assert.ok(seconds >= 1 && seconds <= 60, `${seconds}`);
  assert.equal((await other.get(`/v1/desk/site/${site}`)).status, 200, "others go on");
});

test("of more than 200 terminals of a site its page shows 200", async (t) => {
  const server = await closed(t);
  const officer = await newPerson(t, server, "kota-01", "regency", "15.71");
  const shown = async (reports) =>
    until(`${reports} reports`, async () => {
      const { body } = await officer.get(`/v1/desk/site/${site}`);
      return body.reports_total === reports ? body.terminals.length : null;
    });
  const reportOnce = async (name) => {
    const terminal = await Terminal.open(server, { name });
    await terminal.report(report(1));
    await terminal.close();
  };
  for (let i = 1; i <= 200; i += 1) await reportOnce(`penuh-${i}`);
  assert.equal(await shown(200), 200);
  await reportOnce("penuh-201");
  assert.equal(await shown(201), 200);
});
