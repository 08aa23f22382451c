// SPDX-License-Identifier: Apache-2.0
// Bad input: every rejection and close code that a terminal's bytes can reach, from just inside
// and just outside its limit; the connection goes on, and nobody else notices.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertCounted, eventCopy, folder, Server } from "./support.mjs";
import {
  advice,
  category,
  code,
  kind,
  method,
  partner,
  postpartum,
  raw,
  reason,
  report,
  reportsFrame,
  Terminal,
  Viewer,
} from "./wire.mjs";

const sites = ["S1571-PMB-001", "S1571-IMP-001", "S1571-PKM-001"];
const imp = "S1571-IMP-001";
const puskesmas = "S1571-PKM-001";
const correction = (changes) => ({
  correction: { seq: 1, kind: kind.VOID, reason: reason.SALAH_ENTRY, ...changes },
});

// Each row: the code, its field, what is wrong with the report; advice where it is not final.
const rows = [
  ["SEQ_OUT_OF_RANGE", "seq", { seq: 0 }],
  ["SEQ_OUT_OF_RANGE", "seq", { seq: 2_147_483_648 }],
  ["SEQ_OUT_OF_RANGE", "seq", { seq: 4_294_967_295 }],
  ["SITE_UNKNOWN", "site", { site: "S9999-PMB-001" }],
  ["SITE_UNKNOWN", "site", { site: "" }],
  ["SITE_UNKNOWN", "site", { site: "S".repeat(33) }],
  ["SITE_NOT_YOURS", "site", { site: "S1571-PMB-002" }],
  ["METHOD_UNKNOWN", "method", { method: 0 }],
  ["METHOD_UNKNOWN", "method", { method: 11 }],
  ["METHOD_UNKNOWN", "method", { method: -1 }],
  ["CATEGORY_UNKNOWN", "category", { category: 0 }],
  ["CATEGORY_UNKNOWN", "category", { category: 4 }],
  ["POSTPARTUM_UNKNOWN", "postpartum", { postpartum: 0 }],
  ["POSTPARTUM_UNKNOWN", "postpartum", { postpartum: 4 }],
  ["PARTNER_UNKNOWN", "partner", { partner: 0 }],
  ["PARTNER_UNKNOWN", "partner", { partner: 6 }],
  ["COUNT_OUT_OF_RANGE", "count", { count: 0 }],
  ["COUNT_OUT_OF_RANGE", "count", { count: 10_001, confirmed: true }],
  ["COUNT_OUT_OF_RANGE", "count", { count: 4_294_967_295, confirmed: true }],
  ["COUNT_ABOVE_CEILING", "count", { count: 501 }, "CONFIRM"],
  ["SERVICE_DATE_INVALID", "service_date", { serviceDate: 0 }],
  ["SERVICE_DATE_INVALID", "service_date", { serviceDate: 20200631 }],
  ["SERVICE_DATE_INVALID", "service_date", { serviceDate: 4_294_967_295 }],
  ["SERVICE_DATE_OUTSIDE_EVENT", "service_date", { serviceDate: 20200628 }],
  ["SERVICE_DATE_IN_FUTURE", "service_date", { serviceDate: 20200630 }, "RETRY_LATER"],
  ["METHOD_NOT_AT_PLACE", "method", { site: imp, method: method.SUNTIK }],
  ["METHOD_NOT_AT_PLACE", "method", { method: method.MOW }],
  ["METHOD_NOT_AT_PLACE", "method", { method: method.MOP }],
  ["MAL_NEEDS_KB_PP", "postpartum", { method: method.MAL }],
  [
    "MOP_NOT_POSTPARTUM",
    "postpartum",
    { site: puskesmas, method: method.MOP, postpartum: postpartum.KB_PP },
  ],
  ["DEVICE_TIME_OUT_OF_RANGE", "device_time_ms", { deviceTimeMs: 946_684_799_999n }],
  ["DEVICE_TIME_OUT_OF_RANGE", "device_time_ms", { deviceTimeMs: 4_102_444_800_000n }],
  ["DEVICE_TIME_OUT_OF_RANGE", "device_time_ms", { deviceTimeMs: -(2n ** 63n) }],
  ["CONFLICT", "seq", { seq: 1, count: 3 }],
  ["CORRECTION_KIND_UNKNOWN", "correction.kind", correction({ kind: 0 })],
  ["CORRECTION_KIND_UNKNOWN", "correction.kind", correction({ kind: 3 })],
  ["CORRECTION_REASON_UNKNOWN", "correction.reason", correction({ reason: 0 })],
  ["CORRECTION_REASON_UNKNOWN", "correction.reason", correction({ reason: 5 })],
  [
    "CORRECTION_TARGET_MISSING",
    "correction.seq",
    correction({ seq: 900 }),
    "RETRY_AFTER_RECONCILE",
  ],
  ["CORRECTION_TARGET_GONE", "correction.seq", { count: 5, ...correction({ seq: 2 }) }],
  ["CORRECTION_CONTENT_DIFFERS", "correction", { count: 3, ...correction({}) }],
];

// The same, just inside.
const accepted = [
  { seq: 2_147_483_647 },
  { site: imp, method: method.KONDOM },
  { site: puskesmas, method: method.MOW },
  { method: method.MAL, postpartum: postpartum.KB_PP },
  { count: 500 },
  { count: 10_000, confirmed: true },
  { deviceTimeMs: 946_684_800_000n },
  { deviceTimeMs: 4_102_444_799_999n },
  { category: category.GANTI_CARA, partner: partner.OTHER },
];

// Its second day has not begun: 30 June lies in the future.
async function twoDays(t) {
  return eventCopy(await folder(t), {
    service_dates: "[2020-06-29, 2020-06-30]",
    deadline: "2020-06-30T22:00:00+07:00",
  });
}

test("every rejection names its code, field, advice and rule, and the next report counts", async (t) => {
  const server = await Server.start(t, { event: await twoDays(t) });
  const terminal = await Terminal.open(server, { sites });
  const bystander = await Terminal.open(server, { name: "bystander", sites: ["S1571-PMB-008"] });
  const eight = { site: "S1571-PMB-008" };
  await terminal.report(report(1, { count: 2 }), report(2, { count: 5 }));
  const [voided] = await terminal.report(report(3, { count: 5, ...correction({ seq: 2 }) }));
  assert.ok(voided.receipt, "the void that makes CORRECTION_TARGET_GONE");
  let [total, reports, seq] = [2, 3, 100];
  for (const [name, field, changes, what = "FINAL"] of rows) {
    seq += 1;
    const label = `${name} ${Object.keys(changes)} ${Object.values(changes)}`;
    const [{ rejection, receipt }] = await terminal.report(report(seq, changes));
    assert.equal(receipt, undefined, label);
    assert.equal(rejection.code, code[name], `${label}: ${rejection.ruleEn}`);
    assert.equal(rejection.field, field, label);
    assert.equal(rejection.advice, advice[what], label);
    assert.ok(rejection.ruleId.length > 0 && rejection.ruleEn.length > 0, label);
    assert.ok(rejection.value.length <= 64, label);
    assert.equal(rejection.retryAfterMs > 0, what === "RETRY_LATER", label);
    // The same connection and another one go on.
    const [next] = await terminal.report(report(1000 + seq));
    const [other] = await bystander.report(report(seq, eight));
    assert.ok(next.receipt && other.receipt, label);
    total += 2;
    reports += 2;
  }
  for (const changes of accepted) {
    seq += 1;
    const [{ receipt, rejection }] = await terminal.report(report(seq, changes));
    assert.ok(receipt, `${Object.values(changes)}: ${rejection?.ruleEn}`);
    assert.equal(receipt.flagged, changes.confirmed === true);
    total += changes.count ?? 1;
    reports += 1;
  }
  assert.equal(terminal.status, undefined);
  await assertCounted(server, total, reports);
});

test("a seq that stands twice in one frame is refused, its neighbours are counted", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  terminal.send(reportsFrame([report(1), report(2), report(1), report(3)]));
  await terminal.wait("four answers", () => terminal.answers.length >= 4);
  const refused = terminal.answers.filter(({ rejection }) => rejection);
  assert.deepEqual(
    refused.map(({ rejection }) => [rejection.seq, rejection.code, rejection.field]),
    [[1, code.SEQ_TWICE_IN_FRAME, "seq"]],
  );
  await assertCounted(server, 3, 3);
});

test("a draft event takes no report and says so", async (t) => {
  const event = await eventCopy(await folder(t), { initial_status: '"draft"' });
  const server = await Server.start(t, { event });
  const terminal = await Terminal.open(server);
  const [{ rejection }] = await terminal.report(report(1));
  assert.equal(rejection.code, code.EVENT_NOT_OPEN);
  await assertCounted(server, 0, 0);
});

test("frames that are none are answered, and the ninth ends the connection with 4004", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  const whole = Buffer.from(reportsFrame([report(1)]));
  const many = (count) => Array.from({ length: count }, (_, i) => report(i + 1));
  for (const [what, bytes, wanted] of [
    ["no bytes", Buffer.alloc(0), "MALFORMED_FRAME"],
    ["no protobuf", Buffer.from([0xff, 0xff, 0xff, 0xff]), "MALFORMED_FRAME"],
    ["cut short", whole.subarray(0, whole.length - 3), "MALFORMED_FRAME"],
    ["an unknown body", Buffer.from([0x7a, 0x01, 0x00]), "MALFORMED_FRAME"],
    ["no report", reportsFrame([]), "REPORTS_PER_FRAME"],
    ["65 reports", reportsFrame(many(65)), "REPORTS_PER_FRAME"],
  ]) {
    const { rejection } = await terminal.ask(bytes);
    assert.equal(rejection.code, code[wanted], what);
    assert.equal(rejection.field, wanted === "REPORTS_PER_FRAME" ? "reports" : "", what);
    assert.equal(rejection.advice, advice.FINAL, what);
  }
  for (const { receipt } of await terminal.report(...many(64)))
    assert.equal(receipt.duplicate, false);
  const noisy = await Terminal.open(server);
  for (let i = 0; i < 8; i += 1) await noisy.ask(Buffer.from([0xff]));
  const [{ receipt }] = await noisy.report(report(1));
  assert.equal(receipt?.duplicate, true, "after eight it is still heard");
  noisy.send(Buffer.from([0xff]));
  assert.equal(await noisy.end(), 4004);
  const twice = await Terminal.open(server);
  twice.hello({ token: "dev:stranger-1:S1571-PMB-001" });
  assert.equal(await twice.end(), 4001);
  await assertCounted(server, 64, 64);
});

test("a frame of 16 KiB is taken, one byte more ends the connection with 1009", async (t) => {
  const server = await Server.start(t);
  // An unknown field fills the frame up: field 15 (bytes) of TerminalFrame.
  const filled = (size) => {
    const start = Buffer.from(reportsFrame([report(1)]));
    const padding = size - start.length - 4;
    const length = [(padding & 0x7f) | 0x80, ((padding >> 7) & 0x7f) | 0x80, padding >> 14];
    return Buffer.concat([start, Buffer.from([0x7a, ...length]), Buffer.alloc(padding)]);
  };
  const terminal = await Terminal.open(server);
  assert.equal(filled(16 * 1024).length, 16 * 1024);
  const { receipt } = await terminal.ask(filled(16 * 1024), 1);
  assert.equal(receipt?.duplicate, false);
  terminal.send(filled(16 * 1024 + 1));
  assert.equal(await terminal.end(), 1009);
  const viewer = await Viewer.open(server);
  viewer.send(Buffer.alloc(1025));
  assert.equal(await viewer.end(), 1009);
  await assertCounted(server, 1, 1);
});

test("each way to begin wrongly has its close code", { timeout: 30_000 }, async (t) => {
  const server = await Server.start(t);
  const begun = async (act) => {
    const terminal = new Terminal(server);
    await terminal.opened();
    act(terminal);
    return terminal.end();
  };
  const token = "dev:stranger-1:S1571-PMB-001";
  const range = (first, last) => ({ first, last });
  const [silent, silentViewer] = [
    new Terminal(server),
    new Viewer(server, "/v1/live", "sejuta.live.v1"),
  ];
  const slow = raw(server, Buffer.from("GET /healthz HTTP/1.1\r\nHost:"), { deadlineMs: 20_000 });
  for (const [what, act, wanted] of [
    ["text", (it) => it.send("hello"), 1003],
    ["reports first", (it) => it.send(reportsFrame([report(1)])), 4001],
    ["bytes first", (it) => it.send(Buffer.from([0xff])), 4001],
    ["no token", (it) => it.hello({}), 4002],
    ["a token of 2,049 bytes", (it) => it.hello({ token: "t".repeat(2049) }), 4002],
    ["a terminal id of 3", (it) => it.hello({ token: "dev:abc:S1571-PMB-001" }), 4002],
    ["another event", (it) => it.hello({ token, event: "harganas-2021" }), 4003],
    ["an upside-down range", (it) => it.hello({ token, held: [range(5, 4)] }), 4004],
    ["overlapping ranges", (it) => it.hello({ token, held: [range(1, 4), range(4, 6)] }), 4004],
    ["4,097 seqs", (it) => it.hello({ token, held: [range(1, 4097)] }), 4004],
    ["an app version of 65", (it) => it.hello({ token, appVersion: "v".repeat(65) }), 4004],
  ])
    assert.equal(await begun(act), wanted, what);
  const most = await Terminal.open(server, { held: [range(1, 4096)], appVersion: "v".repeat(64) });
  assert.deepEqual(
    most.welcome.lacking.map(({ first, last }) => [first, last]),
    [[1, 4096]],
  );
  // A site that the register lost does not lock its terminal out; its reports are SITE_UNKNOWN.
  const lost = await Terminal.open(server, { sites: ["S9999-PMB-001", "S1571-PMB-001"] });
  assert.deepEqual(
    lost.welcome.sites.map((site) => site.code),
    ["S1571-PMB-001"],
  );
  // These three have said nothing, or half a word, since before all that.
  assert.match((await slow).toString("latin1"), /^(HTTP\/1\.1 408 .*)?$/s);
  assert.equal(await silent.end(), 4001);
  assert.equal(await silentViewer.end(), 4001);
});
