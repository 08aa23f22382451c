// SPDX-License-Identifier: Apache-2.0
// Reporting by WebSocket and by POST: a receipt means counted once, and every account of the total
// says the same number; corrections take it down again, exactly.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import {
  assertCounted,
  eventCopy,
  eventDirectory,
  eventId,
  folder,
  root,
  Server,
  sejuta,
  until,
} from "./support.mjs";
import {
  advice,
  category,
  code,
  decode,
  encode,
  kind,
  method,
  partner,
  postpartum,
  reason,
  report,
  reportsFrame,
  Terminal,
  Viewer,
} from "./wire.mjs";

const sameButDuplicate = ({ receipt }) => ({ ...receipt, duplicate: null });

async function enrol(server, site) {
  const { code: exit, stdout } = await sejuta([
    ...["enrol", "--token", site, "--event", eventDirectory, "--data-dir", server.data],
  ]);
  assert.equal(exit, 0);
  return stdout.trim();
}

test("http, redis and verify agree on what two kinds of terminals reported", async (t) => {
  const server = await Server.start(t);
  const dev = await Terminal.open(server, { terminal: "stranger-1" });
  assert.equal(dev.welcome.terminal, "stranger-1");
  assert.equal(dev.welcome.event, eventId);
  assert.equal(dev.welcome.developmentTokens, true);
  assert.deepEqual(
    dev.welcome.sites.map(({ code, regency, zoneOffsetMinutes }) => [
      code,
      regency,
      zoneOffsetMinutes,
    ]),
    [["S1571-PMB-001", "15.71", 420]],
  );
  const enrolled = await Terminal.open(server, { token: await enrol(server, "S1501-PKM-001") });
  assert.match(enrolled.welcome.terminal, /^[a-z0-9-]{4,32}$/);
  assert.deepEqual(
    enrolled.welcome.sites.map((site) => site.code),
    ["S1501-PKM-001"],
  );
  const [first, second] = await dev.report(
    report(1, { count: 7 }),
    report(2, { count: 5, method: method.SUNTIK_3_BULAN, category: category.ULANG }),
  );
  const [third] = await enrolled.report(
    report(1, {
      site: "S1501-PKM-001",
      method: method.IUD,
      postpartum: postpartum.KB_PP,
      count: 3,
    }),
  );
  for (const { receipt } of [first, second, third]) {
    assert.equal(receipt.duplicate, false);
    assert.equal(receipt.serviceDate, 20200629);
    assert.equal(receipt.epoch, dev.welcome.epoch);
    assert.ok(receipt.revision > dev.welcome.revision);
  }
  const nation = await assertCounted(server, 15, 3);
  await assert.rejects(assertCounted(server, 16, 3), assert.AssertionError);
  assert.equal(nation.by_region["15"].total, 15);
  const jambi = await server.settledTotals("15");
  assert.equal(jambi.total, 15);
  assert.equal(jambi.epoch, dev.welcome.epoch.toString(16).padStart(16, "0"));
  assert.deepEqual(jambi.coverage, { reported: 2, expected: 220, closed: 0, outside: 0 });
  assert.equal(jambi.percent, "0.14"); // 15 of 11,093 are 0.1352 %
  assert.deepEqual([jambi.by_method.pil, jambi.by_method.suntik, jambi.by_method.iud], [7, 5, 3]);
  assert.equal(jambi.by_region["15.71"].total, 12);
  assert.equal(jambi.by_region["15.01"].total, 3);
  const cells = await server.redisHash(`{${eventId}}:cells`);
  assert.equal(cells.get("2020-06-29/15.71/pil/baru/none/pmb/none/ontime"), "7");
  assert.equal(cells.get("2020-06-29/15.01/iud/baru/kb_pp/puskesmas/none/ontime"), "3");
});

test("a development token is refused with 4002 where the server takes none", async (t) => {
  const server = await Server.start(t, { args: [] });
  const wanting = new Terminal(server);
  await wanting.opened();
  wanting.hello({ token: "dev:stranger-1:S1571-PMB-001" });
  assert.equal(await wanting.end(), 4002);
  const token = await enrol(server, "S1571-PMB-001");
  // One character of what is signed, one of the signature: another one.
  for (const at of [20, token.length - 40]) {
    const changed = token[at] === "x" ? "y" : "x";
    const forged = new Terminal(server);
    await forged.opened();
    forged.hello({ token: token.slice(0, at) + changed + token.slice(at + 1) });
    assert.equal(await forged.end(), 4002);
  }
  const other = new Terminal(server);
  await other.opened();
  other.hello({ token, terminal: "somebody-else" });
  assert.equal(await other.end(), 4002);
  const enrolled = await Terminal.open(server, { token });
  assert.equal(enrolled.welcome.developmentTokens, false);
  const [{ receipt }] = await enrolled.report(report(1, { count: 2 }));
  assert.equal(receipt.duplicate, false);
  await assertCounted(server, 2, 1);
});

test("the same report fifty times over five connections is counted once", async (t) => {
  // Four threads, each with its own connection to the ledger: the sendings truly race.
  const server = await Server.start(t, { args: ["--dev-tokens", "--threads", "4"] });
  const terminals = await Promise.all(Array.from({ length: 5 }, () => Terminal.open(server)));
  const sent = terminals.map((terminal) => {
    for (let i = 0; i < 10; i += 1)
      terminal.send(reportsFrame([report(77, { count: 9, deviceTimeMs: BigInt(i + 1.6e12) })]));
    return terminal.wait("ten answers", () => terminal.answers.length >= 10);
  });
  await Promise.all(sent);
  const answers = terminals.flatMap((terminal) => terminal.answers);
  assert.equal(answers.length, 50);
  assert.equal(answers.filter(({ receipt }) => receipt && !receipt.duplicate).length, 1);
  for (const each of answers)
    assert.deepEqual(sameButDuplicate(each), sameButDuplicate(answers[0]));
  await assertCounted(server, 9, 1);

  const [{ rejection }] = await terminals[3].report(report(77, { count: 8 }));
  assert.equal(rejection.code, code.CONFLICT);
  assert.equal(rejection.advice, advice.FINAL);
  assert.equal(rejection.field, "seq");
  assert.ok(rejection.ruleId.length > 0 && rejection.ruleEn.length > 0);
  assert.deepEqual(await server.redis("HLEN", `{${eventId}}:conflicts`), ["1"]);
  await assertCounted(server, 9, 1);
});

test("what makes two sendings the same is what the protocol lists, and not the times", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server, { sites: ["S1571-PMB-001", "S1571-PMB-002"] });
  await terminal.report(report(1, { count: 4 }));
  for (const changes of [
    { site: "S1571-PMB-002" },
    { method: method.KONDOM },
    { category: category.ULANG },
    { postpartum: postpartum.KB_PP },
    { partner: partner.IBI },
    { count: 5 },
  ]) {
    const [{ rejection }] = await terminal.report(report(1, { count: 4, ...changes }));
    assert.equal(rejection?.code, code.CONFLICT, JSON.stringify(changes));
  }
  const [{ receipt }] = await terminal.report(
    report(1, { count: 4, deviceTimeMs: 1_600_000_000_000n, confirmed: true }),
  );
  assert.equal(receipt.duplicate, true);
  await assertCounted(server, 4, 1);
});

test("Welcome names what the ledger lacks of the ranges that the terminal holds", async (t) => {
  const server = await Server.start(t);
  const before = await Terminal.open(server);
  await before.report(report(3), report(4), report(8));
  const held = [
    { first: 2, last: 5 },
    { first: 8, last: 9 },
  ];
  const { welcome } = await Terminal.open(server, { held });
  assert.deepEqual(
    welcome.lacking.map(({ first, last }) => [first, last]),
    [
      [2, 2],
      [5, 5],
      [9, 9],
    ],
  );
});

test("a date that nobody chose follows the device's clock less its skew", async (t) => {
  const event = await eventCopy(await folder(t), {
    service_dates: "[2020-06-29, 2020-06-30]",
    deadline: "2020-06-30T22:00:00+07:00",
  });
  const server = await Server.start(t, { event });
  // The event's clock began at 07:00 WIB on 29 June; this device is two days ahead of it.
  const eventStartMs = Date.parse("2020-06-29T07:00:00+07:00");
  const aheadMs = 2 * 86_400_000;
  const terminal = await Terminal.open(server, { deviceTimeMs: BigInt(eventStartMs + aheadMs) });
  assert.ok(Math.abs(Number(terminal.welcome.skewMs) - aheadMs) < 60_000);
  const deviceTimeMs = BigInt(eventStartMs + aheadMs);
  const [{ receipt }] = await terminal.report(
    report(1, { dateChosen: false, serviceDate: 20200630, deviceTimeMs }),
  );
  assert.equal(receipt.serviceDate, 20200629);
  assert.equal(receipt.dateChanged, true);
  const [{ receipt: kept }] = await terminal.report(report(2, { deviceTimeMs }));
  assert.equal(kept.serviceDate, 20200629);
  assert.equal(kept.dateChanged, false);
  await assertCounted(server, 2, 2);
});

test("POST takes the same frame and gives the same receipts", async (t) => {
  const server = await Server.start(t);
  const post = (body, { event = eventId, token = "dev:stranger-1:S1571-PMB-001" } = {}) =>
    server.get(`/v1/reports?event=${event}&device_time_ms=${Date.now()}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/x-protobuf" },
      body,
    });
  const frame = reportsFrame([report(1, { count: 6 }), report(2, { count: 10_001 })]);
  const first = await post(frame);
  assert.equal(first.status, 200);
  const { body } = decode("ServerFrame", Buffer.from(await first.arrayBuffer()));
  assert.equal(body.case, "receipts");
  assert.equal(body.value.receipts.length, 1);
  assert.equal(body.value.rejections[0].code, code.COUNT_OUT_OF_RANGE);
  const again = decode("ServerFrame", Buffer.from(await (await post(frame)).arrayBuffer())).body;
  const terminal = await Terminal.open(server);
  const [{ receipt }] = await terminal.report(report(1, { count: 6 }));
  assert.equal(body.value.receipts[0].duplicate, false);
  for (const each of [again.value.receipts[0], receipt])
    assert.deepEqual(each, { ...body.value.receipts[0], duplicate: true });

  assert.equal((await post(frame, { token: "sjt1.nonsense.nonsense" })).status, 401);
  const nobody = await server.get(`/v1/reports?event=${eventId}`, { method: "POST", body: frame });
  assert.equal(nobody.status, 401);
  assert.equal((await post(frame, { event: "no-such-event" })).status, 404);
  assert.equal((await post(Buffer.from([0xff, 0xff, 0xff]))).status, 400);
  assert.equal((await post(Buffer.alloc(0))).status, 400);
  const heartbeat = encode("TerminalFrame", { case: "heartbeat", value: { timeMs: 1n } });
  assert.equal((await post(heartbeat)).status, 400);
  assert.equal((await server.get("/v1/reports")).status, 405);
  assert.equal((await post(Buffer.alloc(16 * 1024 + 1))).status, 413);
  await assertCounted(server, 6, 1);
});

test("a void and a replacement take the total down, exactly and once", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  await terminal.report(report(1, { count: 40 }), report(2, { count: 30 }), report(3));
  await assertCounted(server, 71, 3);
  const wrong = { kind: kind.VOID, reason: reason.SALAH_ENTRY, seq: 1 };
  const [voided] = await terminal.report(report(4, { count: 40, correction: wrong }));
  assert.equal(voided.receipt?.duplicate, false);
  await assertCounted(server, 31, 4);
  const better = { kind: kind.REPLACE, reason: reason.SALAH_HITUNG, seq: 2 };
  const replacement = report(5, { count: 3, method: method.KONDOM, correction: better });
  const [replaced] = await terminal.report(replacement);
  assert.equal(replaced.receipt?.duplicate, false);
  const totals = await assertCounted(server, 4, 5);
  assert.deepEqual([totals.by_method.pil, totals.by_method.kondom], [1, 3]);

  // Sent again, corrections and what they corrected are duplicates: nothing moves.
  const again = await terminal.report(
    report(1, { count: 40 }),
    report(4, { count: 40, correction: wrong }),
    replacement,
  );
  for (const { receipt } of again) assert.equal(receipt?.duplicate, true);
  assert.deepEqual(sameButDuplicate(again[2]), sameButDuplicate(replaced));
  await assertCounted(server, 4, 5);
  // The replacement can be taken back in its turn.
  const last = { kind: kind.VOID, reason: reason.SALAH_PERSEPSI, seq: 5 };
  await terminal.report(report(6, { count: 3, method: method.KONDOM, correction: last }));
  const left = await assertCounted(server, 1, 6);
  assert.deepEqual([left.by_method.pil, left.by_method.kondom], [1, 0]);
});

test("of ten corrections of one report that race, one counts", async (t) => {
  const server = await Server.start(t, { args: ["--dev-tokens", "--threads", "4"] });
  const terminals = await Promise.all(Array.from({ length: 5 }, () => Terminal.open(server)));
  await terminals[0].report(report(1, { count: 50 }), report(2, { count: 7 }));
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => {
      const what = i % 2 === 0 ? kind.VOID : kind.REPLACE;
      const correction = { seq: 1, kind: what, reason: reason.SALAH_KUTIP };
      const count = what === kind.VOID ? 50 : 20;
      return terminals[i % 5].report(report(10 + i, { count, correction }));
    }),
  );
  const won = answers.flat().filter(({ receipt }) => receipt);
  const lost = answers.flat().filter(({ rejection }) => rejection);
  assert.equal(won.length, 1);
  assert.deepEqual(
    new Set(lost.map(({ rejection }) => rejection.code)),
    new Set([code.CORRECTION_TARGET_GONE]),
  );
  // Seq 10, 12, ... void it; 11, 13, ... put 20 in its place.
  await assertCounted(server, won[0].seq % 2 === 0 ? 7 : 27, 3);
});

test("two events of one server keep two counts of the same terminal and seq", async (t) => {
  const other = "pekan-kb-2023";
  const directory = join(root, "data/events", other);
  const server = await Server.start(t, { args: ["--dev-tokens", "--event", directory] });
  const one = await Terminal.open(server);
  const two = await Terminal.open(server, { event: other });
  assert.equal(two.welcome.event, other);
  const [{ receipt: first }] = await one.report(report(1, { count: 4 }));
  const [{ receipt: second }] = await two.report(report(1, { count: 6, serviceDate: 20231121 }));
  assert.deepEqual([first?.duplicate, second?.duplicate], [false, false]);
  const of = (event) =>
    until(`a total of ${event}`, async () => {
      const { total } = await (await server.get(`/v1/totals?event=${event}`)).json();
      return total > 0 ? total : null;
    });
  assert.deepEqual([await of(eventId), await of(other)], [4, 6]);
  assert.equal((await server.get("/v1/totals")).status, 404, "which event?");
  assert.equal((await server.get("/v1/totals?event=harganas-2021")).status, 404);
  const nameless = await Viewer.open(server, ["ID"]);
  assert.equal(await nameless.end(), 4003);
  const torn = await Viewer.open(server, ["ID"], eventId);
  torn.subscribe(["15"], other);
  assert.equal(await torn.end(), 4003);
});
