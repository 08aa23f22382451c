// SPDX-License-Identifier: Apache-2.0
// From a code to a token, once; and how a terminal ends that was revoked.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertCounted, eventDirectory, eventId, Server, sejuta, until } from "./support.mjs";
import { post, report, reportsFrame, Terminal } from "./wire.mjs";

const site = "S1571-PMB-001";
const claim = () => randomBytes(16).toString("hex");
const place = (server) => ["--event", eventDirectory, "--data-dir", server.data];

async function issue(server, ...sites) {
  const names = sites.length > 0 ? sites : [site];
  const made = await sejuta(["enrol", "--code", names.join(","), ...place(server)]);
  assert.equal(made.code, 0, made.stderr);
  const [shown, link] = made.stdout.trim().split("\n");
  assert.match(shown, /^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/);
  assert.equal(link, `/terminal#code=${shown.replaceAll("-", "")}&event=${eventId}`);
  return shown;
}

async function enrol(server, body) {
  const answer = await server.get("/v1/enrol", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  assert.match(answer.headers.get("content-type"), /^application\/json/);
  return { status: answer.status, ...(await answer.json()) };
}

test("a code is one terminal's: used, asked again after a lost answer, and no other's", async (t) => {
  const server = await Server.start(t, { args: [] });
  const shown = await issue(server, site, "S1571-PMB-002");
  const mine = claim();
  const typed = ` ${shown.toLowerCase().replaceAll("0", "o").replaceAll("1", "l")} `;
  const enrolled = await enrol(server, { code: typed, claim: mine });
  assert.equal(enrolled.status, 200);
  assert.equal(enrolled.event, eventId);
  assert.deepEqual(enrolled.sites.sort(), [site, "S1571-PMB-002"]);
  const days = (enrolled.expires_at_seconds - Date.now() / 1000) / 86_400;
  assert.ok(days > 89 && days <= 90, `${days} days`);
  // The answer was lost: the same claim finds the same terminal, whatever is tried between.
  const thief = await enrol(server, { code: shown, claim: claim() });
  assert.deepEqual([thief.status, thief.error], [403, "code_used"]);
  assert.ok(thief.text_id.length > 20 && thief.text_en.length > 20);
  const again = await enrol(server, { code: shown.replaceAll("-", ""), claim: mine });
  assert.deepEqual([again.status, again.terminal], [200, enrolled.terminal]);
  // Two devices at once: one of them.
  const raced = await issue(server);
  const racers = await Promise.all(
    Array.from({ length: 8 }, () => enrol(server, { code: raced, claim: claim() })),
  );
  assert.equal(racers.filter(({ status }) => status === 200).length, 1);

  const { token } = again;
  const terminal = await Terminal.open(server, { token });
  assert.equal(terminal.welcome.terminal, enrolled.terminal);
  const [told] = terminal.welcome.sites;
  assert.deepEqual([told.code, told.regencyName], [site, "Kota Jambi"]);
  assert.notEqual(told.name, "");
  assert.equal((await terminal.report(report(1, { count: 3 })))[0].receipt.seq, 1);
  await assertCounted(server, 3, 1);

  // The code and the claim are nowhere: not in the log, not on the disk.
  const files = await readdir(server.data, { recursive: true, withFileTypes: true });
  const texts = [server.log()];
  for (const file of files.filter((each) => each.isFile()))
    texts.push(await readFile(join(file.path ?? file.parentPath, file.name), "latin1"));
  for (const secret of [shown, shown.replaceAll("-", ""), token])
    assert.ok(!texts.some((text) => text.includes(secret)), "a secret was written down");
});

test("an unknown code, a body that is not the one, and too many tries are told apart", async (t) => {
  const server = await Server.start(t, { args: [] });
  const unknown = await enrol(server, { code: "0000-0000-0000", claim: claim() });
  assert.deepEqual([unknown.status, unknown.error], [403, "code_unknown"]);
  const short = await enrol(server, { code: "0000", claim: claim() });
  assert.deepEqual([short.status, short.error], [403, "code_unknown"]);
  const good = { code: "0000-0000-0000", claim: claim() };
  const bad = [
    "",
    "null",
    "[]",
    "{",
    JSON.stringify({ code: good.code }),
    JSON.stringify({ ...good, more: 1 }),
    JSON.stringify({ ...good, claim: good.claim.slice(1) }),
    JSON.stringify({ ...good, claim: `${good.claim}0` }),
    JSON.stringify({ ...good, claim: "z".repeat(32) }),
    JSON.stringify({ ...good, code: 12 }),
    JSON.stringify({ ...good, code: { deep: [[[1]]] } }),
    `${JSON.stringify(good)} `.repeat(2),
  ];
  for (const body of bad) assert.equal((await enrol(server, body)).status, 400, body);
  const large = await server.get("/v1/enrol", { method: "POST", body: "x".repeat(16 * 1024 + 1) });
  assert.equal(large.status, 413);
  assert.equal((await server.get("/v1/enrol")).status, 405);

  // 600 in a minute; the minute may turn while this runs, but not twice.
  let told;
  for (let tries = 0; tries < 1_300 && !told; tries += 50) {
    const some = await Promise.all(
      Array.from({ length: 50 }, () =>
        server.get("/v1/enrol", { method: "POST", body: JSON.stringify(good) }),
      ),
    );
    told = some.find(({ status }) => status === 429);
  }
  assert.ok(told, "1,300 tries were all taken");
  const seconds = Number(told.headers.get("retry-after"));
  assert.ok(seconds >= 1 && seconds <= 60, `${seconds}`);
  assert.equal((await told.json()).error, "too_many_tries");
});

test("a revoked terminal is closed within seconds, and comes in no other way", async (t) => {
  const server = await Server.start(t, { args: [] });
  const one = await enrol(server, { code: await issue(server), claim: claim() });
  const other = await enrol(server, { code: await issue(server), claim: claim() });
  const terminal = await Terminal.open(server, { token: one.token });
  const colleague = await Terminal.open(server, { token: other.token });
  await terminal.report(report(1, { count: 2 }));
  const revoked = await sejuta(["enrol", "--revoke", one.terminal, ...place(server)]);
  assert.equal(revoked.code, 0, revoked.stderr);
  assert.equal(await terminal.end(), 4009);
  const back = new Terminal(server);
  await back.opened();
  back.hello({ token: one.token });
  assert.equal(await back.end(), 4009);
  const sent = { case: "reports", value: { reports: [report(2)] } };
  assert.equal((await post(server, one.token, sent)).status, 403);
  // Others go on, and the site may have a new terminal.
  assert.ok((await colleague.report(report(1, { count: 3 })))[0].receipt);
  const anew = await enrol(server, { code: await issue(server), claim: claim() });
  assert.equal(anew.status, 200);
  assert.notEqual(anew.terminal, one.terminal);
  await assertCounted(server, 5, 2);

  // Also after a restart, before and after Welcome.
  await server.signal("SIGTERM");
  await server.run();
  await until("the revocation", async () => {
    const late = new Terminal(server);
    await late.opened();
    late.hello({ token: one.token });
    late.send(reportsFrame([report(9)]));
    return (await late.end()) === 4009;
  });
});

test("while the store is away a code is not lost: the same again later", async (t) => {
  const server = await Server.start(t, { args: [] });
  const shown = await issue(server);
  const mine = claim();
  process.kill(await server.redisPid(), "SIGSTOP");
  const away = await enrol(server, { code: shown, claim: mine });
  assert.deepEqual([away.status, away.error], [503, "store_away"]);
  process.kill(await server.redisPid(), "SIGCONT");
  const later = await until("the store", async () => {
    const answer = await enrol(server, { code: shown, claim: mine });
    return answer.status === 200 ? answer : null;
  });
  assert.equal(later.event, eventId);
});
