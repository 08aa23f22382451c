// SPDX-License-Identifier: Apache-2.0
// The canary: a name, a NIK and a telephone number, sent in every place where a careless client
// could put them. None may be found in any file of the data directory, the log or the metrics.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertCounted, eventId, Server } from "./support.mjs";
import { report, reportsFrame, Terminal } from "./wire.mjs";

const nik = "1571014509870003";
const name = "Siti Rahmawati binti Canary";
const phone = "081234567890";
const marks = [nik, "Rahmawati", phone, Buffer.from(nik).toString("hex"), "Canary"];

// Field 99, bytes: no message of ours has it.
function unknown(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x9a, 0x06, bytes.length]), bytes]);
}

// A length-delimited field around some bytes.
function field(number, bytes) {
  const length = [];
  for (let left = bytes.length; ; left >>= 7) {
    length.push(left > 0x7f ? (left & 0x7f) | 0x80 : left);
    if (left <= 0x7f) break;
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes]);
}

// The inner bytes of the only report of a frame: frame.reports (2) . reports (1).
function inner(frame) {
  const reports = frame.subarray(2);
  return Buffer.from(reports.subarray(2));
}

// A frame with the canary beside its body, beside its report, in it and below it.
function laden(content) {
  const nested = Buffer.concat([unknown(nik), unknown(name)]);
  const one = Buffer.concat([inner(Buffer.from(reportsFrame([content]))), nested, unknown(phone)]);
  const reports = Buffer.concat([field(1, one), unknown(name)]);
  return Buffer.concat([field(2, reports), unknown(nik), unknown(phone)]);
}

async function filesBelow(directory) {
  const entries = await readdir(directory, { withFileTypes: true, recursive: false });
  const nested = await Promise.all(
    entries.map((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    }),
  );
  return nested.flat();
}

function found(what, text) {
  for (const mark of marks) assert.ok(!text.includes(mark), `${mark} stands in ${what}`);
}

test("no personal datum that a client smuggles reaches a file, the log or the metrics", async (t) => {
  const server = await Server.start(t, { args: ["--dev-tokens", "--log-level", "trace"] });
  const terminal = await Terminal.open(server, { appVersion: `${name} ${nik}` });
  const { receipt } = await terminal.ask(laden(report(1, { count: 2 })), 1);
  assert.equal(receipt?.duplicate, false, "unknown fields are dropped, the report counts");
  // Refused and in conflict: kept for the audit, without what it carried.
  const conflict = await terminal.ask(laden(report(1, { count: 3 })), 1);
  assert.ok(conflict.rejection);
  const site = await terminal.ask(laden(report(2, { site: `${nik} ${phone}` })), 2);
  assert.ok(site.rejection);
  // Frames that are none, and texts where a code should stand.
  terminal.send(Buffer.concat([Buffer.from([0xff]), Buffer.from(`${name} ${nik}`)]));
  const [next] = await terminal.report(report(3));
  assert.ok(next.receipt);
  for (const hello of [
    { token: `dev:${name}:${nik}` },
    { token: `${nik}${phone}` },
    { token: "dev:stranger-2:S1571-PMB-001", terminal: `rahmawati-${phone}` },
    { token: "dev:stranger-2:S1571-PMB-001", event: `canary-${nik}` },
  ]) {
    const refused = new Terminal(server);
    await refused.opened();
    refused.hello(hello);
    assert.ok((await refused.end()) >= 4000);
  }
  for (const path of [`/v1/totals/${nik}`, `/${encodeURIComponent(name)}?nik=${nik}`, `/${phone}`])
    assert.ok((await server.get(path, { headers: { "User-Agent": name } })).status >= 400);
  const posted = await server.get(`/v1/reports?event=${eventId}&device_time_ms=1&name=${phone}`, {
    method: "POST",
    headers: { Authorization: "Bearer dev:stranger-1:S1571-PMB-001" },
    body: laden(report(4)),
  });
  assert.equal(posted.status, 200);
  await assertCounted(server, 4, 3);

  found("/metrics", await (await server.get("/metrics")).text());
  found("the log", server.log());
  const files = await filesBelow(server.data);
  const read = await Promise.all(files.map((path) => readFile(path, "latin1")));
  for (const [i, text] of read.entries()) found(files[i], text);
  await server.end();
  found("the log", server.log());
  // The control: what may stand there does, so the search looks in the right place.
  const ledger = files.findIndex((path) => path.includes("appendonlydir") && path.endsWith(".aof"));
  assert.ok(
    files.some((path, i) => path.includes("appendonlydir") && read[i].includes("stranger-1")),
  );
  assert.ok(ledger >= 0);
  assert.throws(() => found("a file with it", `...${nik}...`), assert.AssertionError);
});
