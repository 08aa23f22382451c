// SPDX-License-Identifier: Apache-2.0
// How the server begins and ends: what it says and returns where it cannot start, and that a stop
// under load breaks no promise and leaves no process behind.
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import {
  alive,
  assertCounted,
  eventCopy,
  eventDirectory,
  folder,
  Server,
  sejuta,
  until,
} from "./support.mjs";
import { report, reportsFrame, Terminal, Viewer } from "./wire.mjs";

// Starts a server that is to fail; what it said and returned.
async function failing(t, args, options) {
  const home = await folder(t);
  const data = args.includes("--data-dir") ? [] : ["--data-dir", join(home, "data")];
  return sejuta(["serve", ...data, "--listen", "127.0.0.1:0", ...args], options);
}
const serving = (event = eventDirectory) => ["--event", event];

// One sentence for a person: one line, with these words, and no stack of internals.
function assertSays({ stderr }, ...words) {
  const said = stderr.trim().split("\n");
  assert.equal(said.length, 1, stderr);
  for (const word of words) assert.ok(stderr.includes(word), `"${word}" in: ${stderr}`);
}

// Every process on the machine whose command line names this directory.
async function processesOf(directory) {
  const found = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "");
    if (line.includes(directory)) found.push(Number(pid));
  }
  return found;
}

test("SIGTERM under load: receipts that were sent are in the ledger, the goodbye is 1001", async (t) => {
  const server = await Server.start(t);
  const terminals = await Promise.all(
    Array.from({ length: 4 }, (_, i) => Terminal.open(server, { name: `stranger-${i + 1}` })),
  );
  const viewer = await Viewer.open(server, ["ID"]);
  const stopped = new Promise((resolve) => {
    let signalled = false;
    for (const terminal of terminals) {
      let seq = 0;
      const look = () => {
        // Also after the signal: what comes then has a receipt or has none, never half of one.
        while (seq < terminal.answers.length + 32 && seq < 4000) {
          const eight = Array.from({ length: 8 }, (_, i) => report(seq + i + 1));
          seq += 8;
          terminal.send(reportsFrame(eight));
        }
        if (signalled || terminal.answers.length < 400) return;
        signalled = true;
        server.child.kill("SIGTERM");
        resolve();
      };
      terminal.listeners.add(look);
      look();
    }
  });
  await stopped;
  const redis = await server.redisPid();
  for (const each of [...terminals, viewer]) assert.equal(await each.end(), 1001);
  assert.deepEqual(await server.ended, { code: 0, signal: null });
  assert.ok(!alive(redis), "Redis is stopped last, but stopped");
  assert.deepEqual(await processesOf(server.data), []);

  await server.run();
  // The control of the line above: while the server runs, its Redis is found by the same search.
  assert.ok((await processesOf(server.data)).includes(await server.redisPid()));
  let promised = 0;
  for (const [i, ended] of terminals.entries()) {
    const again = await Terminal.open(server, { name: `stranger-${i + 1}` });
    const receipts = ended.answers.map(({ receipt }) => receipt).filter(Boolean);
    promised += receipts.length;
    for (let at = 0; at < receipts.length; at += 64) {
      const some = receipts.slice(at, at + 64);
      for (const [n, { receipt }] of (
        await again.report(...some.map(({ seq }) => report(seq)))
      ).entries())
        assert.deepEqual(receipt, { ...some[n], duplicate: true });
    }
  }
  assert.ok(promised >= 400);
  const { total } = await server.settledTotals();
  assert.ok(total >= promised, `${total} counted, ${promised} promised`);
  await assertCounted(server, total, total);
});

test("wrong flags and files are named, with the file and the line", async (t) => {
  const home = await folder(t);
  const flag = await failing(t, [...serving(), "--no-such-flag"]);
  assert.equal(flag.code, 2);
  assert.match(flag.stderr, /--no-such-flag/);
  assert.equal((await sejuta(["no-such-command"])).code, 2);
  assert.equal((await sejuta(["serve", "--threads", "many", ...serving()])).code, 2);

  const config = join(home, "sejuta.toml");
  await writeFile(config, 'log_level = "info"\n\nlog_levle = "debug"\n');
  const key = await failing(t, [...serving(), "--config", config]);
  assert.equal(key.code, 78);
  assertSays(key, `${config}:3`, "log_levle");
  const level = await failing(t, [...serving(), "--log-level", "loud"]);
  assert.equal(level.code, 78);
  assertSays(level, "loud");

  const event = await eventCopy(home, { ceiling: "20_000" });
  const ceiling = await failing(t, serving(event));
  assert.equal(ceiling.code, 78);
  const toml = (await readFile(join(event, "event.toml"), "utf8")).split("\n");
  const line = 1 + toml.findIndex((each) => each.startsWith("ceiling"));
  assertSays(ceiling, `${join(event, "event.toml")}:${line}`, "ceiling");
  const sites = await readFile(join(event, "sites.csv"), "utf8");
  const wrong = sites.replace(
    "S1501-PKM-002,Puskesmas simulasi 2,puskesmas,15.01",
    "S1501-PKM-002,P,puskesmas,1501",
  );
  await writeFile(join(event, "sites.csv"), wrong);
  const row = await failing(t, serving(event));
  assert.equal(row.code, 78);
  assert.ok(row.stderr.includes(`${join(event, "sites.csv")}:3`), row.stderr);
  const none = await failing(t, serving(join(home, "nowhere")));
  assert.equal(none.code, 78);
  assert.ok(none.stderr.includes("nowhere"), none.stderr);
  const unnamed = await failing(t, []);
  assert.ok([2, 78].includes(unnamed.code), `${unnamed.code}`);
  assert.ok(unnamed.stderr.includes("event"), unnamed.stderr);
});

test("a port in use, a folder in use and a folder that cannot be made end with one sentence", async (t) => {
  const home = await folder(t);
  const taken = createServer();
  await new Promise((resolve) => taken.listen(0, "127.0.0.1", resolve));
  t.after(() => taken.close());
  const { port } = taken.address();
  const busy = await sejuta([
    ...["serve", "--event", eventDirectory, "--data-dir", join(home, "busy")],
    ...["--listen", `127.0.0.1:${port}`, "--log-level", "error"],
  ]);
  assert.equal(busy.code, 1);
  assertSays(busy, `${port}`);
  assert.deepEqual(await processesOf(join(home, "busy")), []);

  const server = await Server.start(t);
  const second = await failing(t, [...serving(), "--data-dir", server.data]);
  assert.equal(second.code, 1);
  assertSays(second, server.data);
  assert.equal((await server.get("/readyz")).status, 200);

  await writeFile(join(home, "file"), "");
  const file = await failing(t, [...serving(), "--data-dir", join(home, "file")]);
  assert.equal(file.code, 1);
  assertSays(file, join(home, "file"));
  // Where not even root may make a folder.
  const closed = await failing(t, [...serving(), "--data-dir", "/proc/sejuta"]);
  assert.equal(closed.code, 1);
  assertSays(closed, "/proc/sejuta");
  const long = join(home, "l".repeat(110));
  const path = await failing(t, [...serving(), "--data-dir", long]);
  assert.notEqual(path.code, 0);
  assertSays(path, "107");
});

test("without redis-server on the path the server says what to install", async (t) => {
  const home = await folder(t);
  await mkdir(join(home, "bin"));
  await symlink("/bin/sh", join(home, "bin/sh"));
  const env = { ...process.env, PATH: join(home, "bin") };
  const data = join(home, "data");
  const result = await failing(t, [...serving(), "--data-dir", data], { env });
  assert.equal(result.code, 1);
  const said = result.stderr.trim().split("\n");
  assert.ok(said.at(-1).includes("redis-server"), result.stderr);
  assert.deepEqual(await processesOf(data), []);
});

test("after kill -9 of the server its Redis goes with it or serves the next one, never both", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  await terminal.report(report(1, { count: 3 }));
  const first = await server.redisPid();
  await server.signal("SIGKILL");
  await server.run();
  const now = await server.redisPid();
  assert.ok(alive(now) && (now === first || !alive(first)), `${first} and ${now}`);
  await assertCounted(server, 3, 1);
  await server.end();
  await until("no process", async () => (await processesOf(server.data)).length === 0);
});
