// SPDX-License-Identifier: Apache-2.0
// The live totals as a viewer hears them: a snapshot, then deltas that fit on it, heartbeats; the
// same numbers at the same sequence on every screen and over HTTP.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertCounted, eventCopy, eventId, folder, Server, until } from "./support.mjs";
import { encode, method, report, reportsFrame, Terminal, Viewer } from "./wire.mjs";

const key = ({ epoch, revision }) => `${epoch.toString(16).padStart(16, "0")}/${revision}`;

// One topic as PROTOCOL.md says to keep it: absolute values, applied only on their base.
class Topic {
  constructor(region) {
    this.region = region;
    this.shown = new Map(); // sequence → the totals there
    this.snapshots = 0;
    this.deltas = 0;
  }

  take({ case: what, value }) {
    if (what === "heartbeat" || value.region !== this.region) return;
    if (what === "snapshot") this.begin(value);
    else this.go(value);
    this.sequence = value.sequence;
    const numbers = { total: Number(this.acceptors), methods: {}, regions: {} };
    for (const [each, n] of this.methods) numbers.methods[each] = Number(n);
    for (const [each, n] of this.regions) numbers.regions[each] = Number(n);
    this.shown.set(key(value.sequence), numbers);
  }

  begin({ totals }) {
    this.snapshots += 1;
    this.acceptors = totals.acceptors;
    this.methods = new Map(totals.byMethod.map((row) => [row.method, row.acceptors]));
    this.regions = new Map(totals.byRegion.map((row) => [row.code, row.acceptors]));
  }

  go({ baseRevision, sequence, changed }) {
    this.deltas += 1;
    assert.equal(baseRevision, this.sequence.revision, "a delta's base is what was sent before");
    assert.equal(sequence.epoch, this.sequence.epoch);
    assert.ok(sequence.revision > baseRevision);
    this.acceptors = changed.acceptors;
    for (const row of changed.byMethod) {
      if (row.acceptors === 0n) this.methods.delete(row.method);
      else this.methods.set(row.method, row.acceptors);
    }
    for (const row of changed.byRegion) this.regions.set(row.code, row.acceptors);
  }
}

// Everything that the viewer heard so far, applied.
function follow(viewer, region) {
  const topic = new Topic(region);
  for (const frame of viewer.frames) topic.take(frame);
  return topic;
}

const snapshotOf = (viewer, region) =>
  viewer.wait(
    `the snapshot of ${region}`,
    () => viewer.frames.find((f) => f.case === "snapshot" && f.value.region === region)?.value,
  );

test("two viewers see the same numbers at the same sequence, and so does HTTP", async (t) => {
  const server = await Server.start(t);
  const one = await Viewer.open(server, ["ID", "15", "15.71"]);
  const two = await Viewer.open(server, ["ID"], eventId);
  const first = await snapshotOf(one, "15.71");
  assert.deepEqual(
    first.path.map((each) => each.code),
    ["ID", "15", "15.71"],
  );
  assert.equal(first.event.id, eventId);
  assert.equal(first.event.developmentTokens, true);
  assert.equal(first.totals.acceptors, 0n);

  const terminal = await Terminal.open(server);
  const overHttp = new Map();
  let asking = true;
  const asked = (async () => {
    while (asking) {
      const totals = await server.totals();
      overHttp.set(`${totals.epoch}/${totals.sequence}`, totals.total);
    }
  })();
  // Twelve steps, each after the news of the one before: deltas, not one snapshot.
  let late = null;
  for (let step = 1; step <= 12; step += 1) {
    const methods = [method.PIL, method.IUD, method.KONDOM];
    terminal.send(
      reportsFrame(methods.map((each, i) => report(3 * step + i, { count: step, method: each }))),
    );
    const wanted = (3 * step * (step + 1)) / 2;
    await one.wait(`${wanted} on screen`, () => Number(follow(one, "ID").acceptors) === wanted);
    if (step === 6) late = await Viewer.open(server, ["ID"]);
  }
  await until("the other screens", () =>
    [two, late].every((viewer) => Number(follow(viewer, "ID").acceptors) === 234),
  );
  asking = false;
  await asked;
  const settled = await assertCounted(server, 234, 36);
  overHttp.set(`${settled.epoch}/${settled.sequence}`, settled.total);

  const screens = [one, two, late].map((viewer) => follow(viewer, "ID"));
  assert.ok(screens[0].deltas >= 6 && screens[0].snapshots === 1, `${screens[0].deltas} deltas`);
  let compared = 0;
  let comparedWithHttp = 0;
  for (const [sequence, shown] of screens[0].shown) {
    for (const other of screens.slice(1)) {
      if (!other.shown.has(sequence)) continue;
      assert.deepEqual(other.shown.get(sequence), shown, sequence);
      compared += 1;
    }
    if (!overHttp.has(sequence)) continue;
    assert.equal(overHttp.get(sequence), shown.total, sequence);
    comparedWithHttp += 1;
  }
  t.diagnostic(`sequences compared: ${compared} between screens, ${comparedWithHttp} with HTTP`);
  assert.ok(compared >= 6 && comparedWithHttp >= 2);
  const jambi = follow(one, "15");
  const city = follow(one, "15.71");
  const nation = screens[0];
  assert.deepEqual([nation.acceptors, jambi.acceptors, city.acceptors], [234n, 234n, 234n]);
  assert.equal(nation.regions.get("15"), 234n);
  assert.equal(jambi.regions.get("15.71"), 234n);
  assert.equal(nation.methods.get(method.IUD), 78n);
  // The control: a screen that missed one delta is noticed.
  const frames = one.frames.filter((f) => f.value.region === "ID");
  const gap = { frames: [...frames.slice(0, 2), ...frames.slice(3)] };
  assert.throws(() => follow(gap, "ID"), assert.AssertionError);
});

test("a heartbeat comes each second and proves what the topics show", async (t) => {
  // With a clock that runs as real time does.
  const server = await Server.start(t, { event: await eventCopy(await folder(t)) });
  const viewer = await Viewer.open(server, ["ID"]);
  const terminal = await Terminal.open(server);
  const [{ receipt }] = await terminal.report(report(1));
  const beats = () => viewer.frames.filter((f) => f.case === "heartbeat").map((f) => f.value);
  const from = beats().length;
  await viewer.wait("three heartbeats", () => beats().length >= from + 3);
  // By the server's own clock: what came while this process stood still is read at once.
  const [first, , third] = beats().slice(from);
  const tookMs = Number(third.serverTimeMs - first.serverTimeMs);
  assert.ok(tookMs > 1_800 && tookMs < 8_000, `three heartbeats in ${tookMs} ms`);
  const last = beats().at(-1);
  assert.equal(last.sequence.revision, receipt.revision);
  assert.equal(last.sequence.epoch, receipt.epoch);
  assert.ok(last.ledgerAgeSeconds <= 5, `${last.ledgerAgeSeconds} s`);
  assert.ok(last.checkedAtMs <= last.serverTimeMs);
  assert.deepEqual(follow(viewer, "ID").sequence.revision, receipt.revision);
});

test("no topic that is none, no ninth topic, no second event", async (t) => {
  const server = await Server.start(t);
  const regencies = ["15.01", "15.02", "15.03", "15.04", "15.05", "15.06", "15.07", "15.08"];
  for (const [what, regions, event, status] of [
    ["an unknown region", ["99"], "", 4008],
    ["an empty region", [""], "", 4008],
    ["a BPS code", ["1571"], "", 4008],
    ["nine topics", [...regencies, "ID"], "", 4007],
    ["another event", ["ID"], "harganas-2021", 4003],
  ]) {
    const viewer = await Viewer.open(server, regions, event);
    assert.equal(await viewer.end(), status, what);
  }
  const eight = await Viewer.open(server, regencies);
  for (const region of regencies) await snapshotOf(eight, region);
  // The same topic again is a new snapshot, not a ninth topic.
  eight.subscribe(["15.01"]);
  const snapshots = () => eight.frames.filter((f) => f.case === "snapshot").length;
  await eight.wait("a new snapshot", () => snapshots() === 9);
  // One less makes room for one more.
  eight.send(encode("ViewerFrame", { case: "unsubscribe", value: { regions: ["15.01"] } }));
  eight.subscribe(["ID"]);
  await snapshotOf(eight, "ID");
  eight.subscribe(["15"]);
  assert.equal(await eight.end(), 4007);
});

test("a viewer whose first word is none is told so", async (t) => {
  const server = await Server.start(t);
  for (const [what, bytes, statuses] of [
    ["text", "ID", [1003]],
    ["noise", Buffer.from([0xff, 0xff]), [4001, 4004]],
    ["nothing", Buffer.alloc(0), [4001, 4004]],
  ]) {
    const viewer = await Viewer.open(server);
    viewer.send(bytes);
    const status = await viewer.end();
    assert.ok(statuses.includes(status), `${what}: ${status}`);
  }
});

test("an unsubscribed topic falls silent", async (t) => {
  const server = await Server.start(t);
  const viewer = await Viewer.open(server, ["ID", "15"]);
  await snapshotOf(viewer, "15");
  viewer.send(encode("ViewerFrame", { case: "unsubscribe", value: { regions: ["ID"] } }));
  const terminal = await Terminal.open(server);
  await terminal.report(report(1, { count: 4 }));
  await viewer.wait("Jambi's four", () => follow(viewer, "15").acceptors === 4n);
  const beats = () => viewer.frames.filter((f) => f.case === "heartbeat").length;
  const from = beats();
  await viewer.wait("a heartbeat after it", () => beats() > from);
  assert.equal(follow(viewer, "ID").acceptors, 0n);
});
