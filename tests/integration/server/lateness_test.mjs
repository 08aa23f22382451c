// SPDX-License-Identifier: Apache-2.0
// What a report is told around the end of an event: on time while it is open, late while it takes
// late ones, refused with the reason outside; and what was recorded once is a duplicate for ever,
// with the lateness that it had. The date is the site's own in every status.
import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { eventCopy, folder, Server, sejuta, until } from "./support.mjs";
import { advice, code, report, Terminal } from "./wire.mjs";

// At 00.05 in Jambi (WIB), 01.05 in Makassar (WITA), 02.05 in Jayapura (WIT), of 30 June.
const startsAt = "2020-06-30T00:05:00+07:00";
const jambi = "S1571-PMB-001";
const makassar = "S7371-PMB-001";
const jayapura = "S9171-PMB-001";

async function nightServer(t, changes = {}) {
  const event = await eventCopy(await folder(t), {
    service_dates: "[2020-06-29, 2020-06-30]",
    deadline: "2020-06-30T22:00:00+07:00",
    starts_at: startsAt,
    ends_at: "2020-06-30T23:00:00+07:00",
    ...changes,
  });
  const rows = `${makassar},,pmb,73.71,,yes\n${jayapura},,pmb,91.71,,yes\n`;
  await appendFile(join(event, "sites.csv"), rows);
  const server = await Server.start(t, { event });
  const become = async (step, status) => {
    const args = ["event", step, "--event", event, "--data-dir", server.data];
    const { code: exit, stderr } = await sejuta(args);
    assert.equal(exit, 0, stderr);
    await until(status, async () => (await server.totals()).status === status);
  };
  return { server, become, event };
}

test("open counts on time, late counts as late, closed refuses and knows what it has", async (t) => {
  const { server, become } = await nightServer(t);
  const terminal = await Terminal.open(server);
  const [onTime] = await terminal.report(report(1, { count: 5 }));
  assert.equal(onTime.receipt?.late, false);
  await become("late", "late");
  const [late] = await terminal.report(report(2, { count: 3 }));
  assert.equal(late.receipt?.late, true);
  const cells = [...(await server.redisHash("{harganas-2020}:cells"))];
  const sum = (end) =>
    cells.filter(([cell]) => cell.endsWith(end)).reduce((all, [, n]) => all + Number(n), 0);
  assert.deepEqual([sum("/ontime"), sum("/late")], [5, 3]);

  await become("close", "closed");
  const [refused, known, knownLate] = await terminal.report(
    report(3, { count: 7 }),
    report(1, { count: 5 }),
    report(2, { count: 3 }),
  );
  assert.equal(refused.rejection?.code, code.EVENT_NOT_OPEN);
  assert.equal(refused.rejection.advice, advice.FINAL);
  assert.ok(refused.rejection.ruleEn.length > 0 && refused.rejection.ruleId.length > 0);
  assert.deepEqual([known.receipt?.duplicate, known.receipt?.late], [true, false]);
  assert.deepEqual([knownLate.receipt?.duplicate, knownLate.receipt?.late], [true, true]);
  assert.equal((await server.settledTotals()).total, 8);
});

// An hour of the event in 18 s: late ones are taken until the hour is over.
test("late ones come in until the deadline, then are refused; what is known keeps its receipt", async (t) => {
  const { server, become, event } = await nightServer(t, {
    speed: "200.0",
    deadline: "2020-06-30T01:05:00+07:00",
  });
  await become("late", "late");
  const terminal = await Terminal.open(server);
  const [first] = await terminal.report(report(1, { count: 5 }));
  assert.equal(first.receipt?.late, true);
  let seq = 1;
  const refused = await until(
    "the first refusal",
    async () => (await terminal.report(report(++seq)))[0].rejection,
    60_000,
  );
  assert.equal(refused.code, code.EVENT_NOT_OPEN);
  assert.match(refused.ruleEn, /deadline/);
  const asOf = Date.parse((await server.settledTotals()).as_of);
  assert.ok(asOf <= Date.parse("2020-06-30T01:05:30+07:00"), "recorded before the deadline");
  const [known] = await terminal.report(report(1, { count: 5 }));
  assert.equal(known.receipt?.duplicate, true);
  await become("open", "open");
  assert.equal((await terminal.report(report(seq)))[0].receipt?.late, false);
  const again = await sejuta(["event", "late", "--event", event, "--data-dir", server.data]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /deadline has passed/);
});

// The device is wrong by a constant; what it made before its midnight and sends after it is of the
// day before, what it makes now is of today, and a date chosen by hand is kept.
test("wrong clocks around midnight count on the site's own date", async (t) => {
  const { server } = await nightServer(t);
  const nowMs = Date.parse(startsAt);
  for (const hours of [-26, -7, 0, 13, 26]) {
    const clockMs = nowMs + hours * 3_600_000;
    const terminal = await Terminal.open(server, {
      name: `clock-${hours + 26}`,
      sites: [jambi, makassar, jayapura],
      deviceTimeMs: BigInt(clockMs),
    });
    const skew = Number(terminal.welcome.skewMs) - hours * 3_600_000;
    assert.ok(Math.abs(skew) < 60_000, `skew ${skew}`);
    const made = (seq, minutesAgo, serviceDate, site = jambi, dateChosen = false) =>
      report(seq, {
        ...{ site, serviceDate, dateChosen },
        deviceTimeMs: BigInt(clockMs - minutesAgo * 60_000),
      });
    const answers = await terminal.report(
      made(1, 0, 20200630),
      made(2, 20, 20200630), // 23.45 in Jambi, 00.45 in Makassar, 01.45 in Jayapura
      made(3, 20, 20200630, makassar),
      made(4, 80, 20200630, makassar),
      made(5, 80, 20200630, jayapura),
      made(6, 140, 20200630, jayapura),
      made(7, 0, 20200629, jambi, true),
      made(8, 24 * 60 + 20, 20200629),
    );
    const dates = answers.map(({ receipt }) => [receipt?.serviceDate, receipt?.dateChanged]);
    const [today, before] = [
      [20200630, false],
      [20200629, true],
    ];
    const chosen = [20200629, false];
    const wanted = [today, before, today, before, today, before, chosen];
    assert.deepEqual(dates.slice(0, 7), wanted, `${hours} h`);
    assert.equal(answers[7].rejection?.code, code.SERVICE_DATE_OUTSIDE_EVENT);
    assert.equal(answers[7].rejection.field, "service_date");
  }
});
