// SPDX-License-Identifier: Apache-2.0
// The terminal without a screen: `sejuta-sim report` against the real server, killed at every moment,
// with a server that goes away, and with tables that are wrong. The judge is GET /v1/totals.
import assert from "node:assert/strict";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "./support.mjs";
import { report, startReport, useStage } from "./terminal_support.mjs";

const day = { timeout: 240_000 };
const stage = useStage();

const total = async () => (await stage.server.settledTotals()).total;
const token = (terminal) => ({ SEJUTA_TOKEN: `dev:${terminal}:UJI-1,UJI-2,UJI-3` });
const outboxOf = (terminal) => ["--outbox", join(stage.server.folder, `${terminal}.outbox`)];
const one = ["--site", "UJI-2", "--method", "pil", "--category", "ulang", "--count", "3"];

async function table(name, rows) {
  const file = join(stage.server.folder, name);
  await writeFile(file, ["site,method,category,count,postpartum", ...rows, ""].join("\n"));
  return file;
}

test("one report: received, and under its key taken once", day, async () => {
  const before = await total();
  const args = [...outboxOf("cli-satu"), ...one, "--key", "satu"];
  const first = await report(stage.server, args, token("cli-satu"));
  assert.equal(first.code, 0, first.stderr);
  assert.match(
    first.stdout,
    /cli-satu: 1 of 1 reports received, 3 acceptors; 0 waiting, 0 refused/,
  );
  assert.equal((await report(stage.server, args, token("cli-satu"))).code, 0);
  assert.equal(await total(), before + 3);
});

test(
  "every wrong row is named by line, field, value and rule, and nothing is sent",
  day,
  async () => {
    const before = await total();
    const file = await table("salah.csv", [
      "UJI-2,pil,baru,2,",
      "UJI-3,iud,baru,1,",
      "UJI-9,pil,baru,1,",
      'UJI-2,pil,baru,"1,000",',
      "UJI-2,mal,baru,1,none",
    ]);
    const args = [...outboxOf("cli-salah"), "--csv", file];
    const refused = await report(stage.server, args, token("cli-salah"));
    assert.equal(refused.code, 1);
    for (const [line, words] of [
      [3, /method "iud"/],
      [4, /site "UJI-9"/],
      [5, /count "1,000"/],
      [6, /postpartum "none"/],
    ]) {
      const said = refused.stderr.split("\n").find((each) => each.includes(`salah.csv:${line}:`));
      assert.match(said ?? "", words, refused.stderr);
    }
    assert.doesNotMatch(refused.stderr, /salah\.csv:2:/);
    assert.equal(await total(), before);

    const skipped = await report(stage.server, [...args, "--skip-bad"], token("cli-salah"));
    assert.equal(skipped.code, 0, skipped.stderr);
    assert.equal(await total(), before + 2);
    assert.equal((await readFile(`${file}.bad.csv`, "utf8")).trim().split("\n").length, 5);
  },
);

// Accepts connections, says nothing, and tells when bytes have come.
async function silentServer() {
  let heard;
  const first = new Promise((resolve) => {
    heard = resolve;
  });
  const sockets = new Set();
  const listening = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", () => heard());
  });
  await new Promise((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${listening.address().port}`,
    first,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listening.close(resolve));
    },
  };
}

test("killed at any moment and called again: each row counted once", day, async () => {
  const before = await total();
  const rows = Array.from({ length: 300 }, (_, at) => `UJI-${(at % 2) + 1},kondom,baru,1,`);
  const file = await table("banyak.csv", rows);
  const args = [...outboxOf("cli-bunuh"), "--csv", file];
  // At growing moments: while it greets, takes, sends, keeps.
  for (let ms = 2; ms < 60; ms = Math.ceil(ms * 1.4)) {
    const child = startReport(stage.server, args, token("cli-bunuh"));
    await new Promise((resolve) => setTimeout(resolve, ms));
    child.kill("SIGKILL");
    await child.ended;
  }
  const last = await report(stage.server, args, token("cli-bunuh"));
  assert.equal(last.code, 0, last.stderr);
  assert.match(last.stdout, /300 of 300 reports received/);
  assert.equal(await total(), before + 300);
});

test("stored and sent, the answer lost: the next call counts nothing twice", day, async () => {
  const before = await total();
  const box = outboxOf("cli-hilang");
  // The outbox meets the server, so that it can judge alone.
  assert.equal((await report(stage.server, [...box, ...one], token("cli-hilang"))).code, 0);
  const silent = await silentServer();
  const child = startReport(
    { url: silent.url },
    [...box, ...one, "--wait", "60"],
    token("cli-hilang"),
  );
  await silent.first;
  // A second process may not use the same outbox meanwhile.
  const second = await report(stage.server, [...box, "--resume"], token("cli-hilang"));
  assert.equal(second.code, 1);
  assert.match(second.stderr, /in use by another process/);
  child.kill("SIGKILL");
  await child.ended;
  await silent.stop();
  assert.equal((await report(stage.server, [...box, ...one], token("cli-hilang"))).code, 0);
  assert.equal(await total(), before + 6);
});

test("without a server: stored, exit code 75, and sent by --resume", day, async () => {
  const before = await total();
  const box = outboxOf("cli-jauh");
  assert.equal((await report(stage.server, [...box, ...one], token("cli-jauh"))).code, 0);
  await stage.server.kill();
  const alone = await report(stage.server, [...box, ...one, "--wait", "0"], token("cli-jauh"));
  assert.equal(alone.code, 75, alone.stderr);
  assert.match(alone.stdout, /1 of 2 reports received, 3 acceptors; 1 waiting/);
  await stage.server.start();
  const resumed = await report(stage.server, [...box, "--resume"], token("cli-jauh"));
  assert.equal(resumed.code, 0, resumed.stderr);
  await until("the total", async () => (await total()) === before + 6);
});

test("a line cut short is cut off; a damaged one is told and nothing is sent", day, async () => {
  const before = await total();
  const box = outboxOf("cli-rusak");
  assert.equal((await report(stage.server, [...box, ...one], token("cli-rusak"))).code, 0);
  await appendFile(box[1], '{"taken":"x","at_ms":1,"reports":[{"seq":2,');
  const mended = await report(stage.server, [...box, ...one], token("cli-rusak"));
  assert.equal(mended.code, 0, mended.stderr);
  assert.equal(await total(), before + 6);
  const text = await readFile(box[1], "utf8");
  await writeFile(box[1], text.replace('"taken"', '"tak'));
  const damaged = await report(stage.server, [...box, "--resume"], token("cli-rusak"));
  assert.equal(damaged.code, 1);
  assert.match(damaged.stderr, /damaged in line \d+/);
});

test("a full disk takes nothing and says so", day, async () => {
  const before = await total();
  const box = outboxOf("cli-penuh");
  assert.equal((await report(stage.server, [...box, ...one], token("cli-penuh"))).code, 0);
  const { size } = await import("node:fs").then(({ statSync }) => statSync(box[1]));
  const full = await report(stage.server, [...box, ...one], token("cli-penuh"), {
    fileBytesMax: size,
  });
  assert.equal(full.code, 1, full.stdout);
  assert.match(full.stderr, /cannot be written/);
  assert.equal((await report(stage.server, [...box, "--resume"], token("cli-penuh"))).code, 0);
  assert.equal(await total(), before + 3);
});

test(
  "another terminal's outbox, a wrong token and a wrong flag have their own words",
  day,
  async () => {
    const box = outboxOf("cli-lain");
    assert.equal((await report(stage.server, [...box, ...one], token("cli-lain"))).code, 0);
    const other = await report(stage.server, [...box, "--resume"], token("cli-bukan"));
    assert.equal(other.code, 1);
    assert.match(other.stderr, /is of terminal cli-lain/);
    const stranger = await report(stage.server, [...box, "--resume"], { SEJUTA_TOKEN: "sjt1.a.b" });
    assert.equal(stranger.code, 1);
    assert.match(stranger.stderr, /401: token refused/);
    assert.equal((await report(stage.server, [...box], token("cli-lain"))).code, 2);
  },
);
