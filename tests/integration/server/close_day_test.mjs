// SPDX-License-Identifier: Apache-2.0
// A site closes its day, with the total it believes in or with nothing, and hears what the ledger
// has: at least what the receipt promised, and both numbers where they differ.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertCounted, Server, until } from "./support.mjs";
import { advice, category, close, code, method, post, proofOf, report, Terminal } from "./wire.mjs";

const [pmb, other, day] = ["S1571-PMB-001", "S1571-PMB-002", 20200629];
const sites = [pmb, other];

test("a close is a receipt and then the day from all of the site's terminals", async (t) => {
  const server = await Server.start(t);
  const mine = await Terminal.open(server, { name: "stranger-1", sites });
  const colleague = await Terminal.open(server, { name: "stranger-2", sites: [pmb] });
  await mine.report(report(1, { count: 3 }), report(2, { count: 2, method: method.IUD }));
  await colleague.report(report(1, { count: 4, category: category.ULANG }));

  const { receipt, days } = await mine.closeDay(close(3, 5));
  assert.equal(receipt.duplicate, false);
  assert.equal(receipt.serviceDate, day);
  assert.equal(receipt.mac.length, 16);
  const [told] = days;
  assert.deepEqual([told.site, told.serviceDate, told.pending], [pmb, day, false]);
  assert.equal(told.acceptors, 9n, "the colleague's four are the site's too");
  assert.deepEqual([told.closed, told.closedTotal], [true, 5], "both numbers are said");
  assert.ok(told.revision >= receipt.revision, `${told.revision} is older than the receipt`);
  assert.deepEqual(
    told.counts.map((row) => [row.method, row.category, row.acceptors]).sort(),
    [
      [method.IUD, category.BARU, 2n],
      [method.PIL, category.BARU, 3n],
      [method.PIL, category.ULANG, 4n],
    ].sort(),
  );

  // The same close again is the same receipt; another total under that seq is a conflict.
  const again = await mine.closeDay(close(3, 5));
  assert.deepEqual(again.receipt, { ...receipt, duplicate: true });
  const { rejection } = await mine.closeDay(close(3, 9));
  assert.deepEqual([rejection.code, rejection.advice], [code.CONFLICT, advice.FINAL]);
  // Closing anew, and reporting after it.
  const anew = await mine.closeDay(close(4, 9));
  assert.deepEqual([anew.days[0].closedTotal, anew.days[0].acceptors], [9, 9n]);
  assert.ok((await mine.report(report(5, { count: 1 })))[0].receipt);
  const [after] = await mine.siteDays([pmb, day]);
  assert.deepEqual([after.acceptors, after.closedTotal], [10n, 9]);
  await assertCounted(server, 10, 4);
});

test("nothing at all is said by closing with zero", async (t) => {
  const server = await Server.start(t);
  const mine = await Terminal.open(server, { sites });
  const [before] = await mine.siteDays([other, day]);
  assert.deepEqual([before.acceptors, before.closed, before.counts], [0n, false, []]);
  const { days } = await mine.closeDay(close(1, 0, { site: other }));
  assert.deepEqual([days[0].acceptors, days[0].closed, days[0].closedTotal], [0n, true, 0]);
  await assertCounted(server, 0, 0);
});

test("a close is judged like a report, and only own sites' days are told", async (t) => {
  const server = await Server.start(t);
  const mine = await Terminal.open(server, { sites: [pmb] });
  const wrong = [
    [close(1, 1_000_001), code.OWN_TOTAL_OUT_OF_RANGE, "own_total"],
    [close(0, 1), code.SEQ_OUT_OF_RANGE, "seq"],
    [close(1, 1, { site: other }), code.SITE_NOT_YOURS, "site"],
    [close(1, 1, { site: "S9999-PMB-001" }), code.SITE_UNKNOWN, "site"],
    [close(1, 1, { serviceDate: 20200628 }), code.SERVICE_DATE_OUTSIDE_EVENT, "service_date"],
    [close(1, 1, { deviceTimeMs: 0n }), code.DEVICE_TIME_OUT_OF_RANGE, "device_time_ms"],
  ];
  for (const [sent, expected, field] of wrong) {
    const { rejection } = await mine.closeDay(sent);
    assert.deepEqual([rejection.code, rejection.field], [expected, field]);
  }
  assert.ok((await mine.closeDay(close(1, 1_000_000))).receipt);
  const days = await mine.siteDays([other, day], [pmb, day]);
  assert.deepEqual(
    days.map((each) => each.site),
    [pmb],
  );
});

test("the same without a WebSocket: welcome, reports, close, day, reconcile", async (t) => {
  const server = await Server.start(t);
  const token = `dev:stranger-3:${pmb}`;
  const hello = { deviceTimeMs: BigInt(Date.now()), held: [{ first: 7, last: 9 }] };
  const { value: welcome } = await post(server, token, { case: "hello", value: hello });
  assert.equal(welcome.terminal, "stranger-3");
  assert.deepEqual(
    welcome.lacking.map(({ first, last }) => [first, last]),
    [[7, 9]],
  );
  const reports = { case: "reports", value: { reports: [report(1, { count: 6 })] } };
  const answer = await post(server, token, reports);
  const [receipt] = answer.value.receipts;
  assert.equal(receipt.seq, 1);
  const closed = await post(server, token, { case: "closeDay", value: close(2, 6) });
  assert.equal(closed.value.receipts[0].seq, 2);
  const ask = { case: "askSiteDays", value: { days: [{ site: pmb, serviceDate: day }] } };
  const told = await until("the day", async () => {
    const { value } = await post(server, token, ask);
    return value.days[0].pending ? null : value.days[0];
  });
  assert.deepEqual([told.acceptors, told.closedTotal], [6n, 6]);
  const page = { case: "reconcile", value: { held: [{ first: 1, last: 4 }] } };
  const { value: found } = await post(server, token, page);
  assert.equal(found.upTo, 4);
  assert.deepEqual(
    found.lacking.map(({ first, last }) => [first, last]),
    [[3, 4]],
  );
  const again = [{ ...report(1, { count: 6 }), proof: proofOf(receipt) }];
  const resent = await post(server, token, { case: "reports", value: { reports: again } });
  assert.equal(resent.value.receipts[0].duplicate, true);
  const none = { case: "reconcile", value: { held: [] } };
  assert.equal((await post(server, token, none)).status, 400);
  assert.equal((await post(server, token, { case: "heartbeat", value: {} })).status, 400);
});
