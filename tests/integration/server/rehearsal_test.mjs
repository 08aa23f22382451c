// SPDX-License-Identifier: Apache-2.0
// The rehearsal against the built server: every ready-made scenario in its small size ends with
// difference 0; what no book explains is found; and each way of telling a run holds.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { folder, program, root, Server, sejuta, until } from "./support.mjs";

const run = promisify(execFile);
const simulator = join(dirname(program), "sejuta-sim");
const national = join(root, "data/events/national-rehearsal");

async function simulate(args, options = {}) {
  try {
    const { stdout, stderr } = await run(simulator, args, {
      cwd: root,
      timeout: 90_000,
      ...options,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (typeof error.code !== "number") throw error;
    return { code: error.code, stdout: error.stdout, stderr: error.stderr };
  }
}

const at = (server) => ["--server", `ws://${server.address}`];

// Scaled down further than --smoke where the whole nation would take too long to connect.
const scenarios = [
  ["jambi-2020", undefined, "0.1"],
  ["jabar-2020", undefined, "0.02"],
  ["national-day", national, "0.002"],
  ["close-of-day", national, "0.005"],
  ["outage-and-flush", national, "0.002"],
  ["reconnect-storm", national, "0.01"],
  ["dirty-day", national, "0.01"],
  ["soak", national, "0.02"],
];

for (const [name, event, scale] of scenarios)
  test(`${name} in its small size ends with difference 0`, async (t) => {
    const server = await Server.start(t, event ? { event } : {});
    const where = await folder(t);
    const out = join(where, "result.json");
    const { code, stdout, stderr } = await simulate([
      ...["run", name, ...at(server), "--scale", scale, "--pace", "2s", "--out", `json=${out}`],
    ]);
    const result = JSON.parse(await readFile(out, "utf8"));
    // A loaded machine may miss a threshold of time; it may not lose a report.
    assert.ok(code === 0 || code === 99, `${code}\n${stdout}\n${stderr}`);
    assert.equal(result.verdict.outcome, "agrees", stdout);
    assert.equal(result.acceptors, result.acceptors_planned);
    assert.equal(result.audit.receipts, result.receipts, "both ways");
    assert.match(stdout.trim().split("\n").at(-1), /difference 0/);
    const totals = await (await server.get("/v1/totals")).json();
    assert.equal(totals.total, result.acceptors);
    if (name === "dirty-day") {
      assert.ok(result.refused_as_expected > 0, "the rules refused what they must");
      assert.ok(result.duplicates > 0, "frames came twice");
    }
    if (name === "reconnect-storm") assert.ok(result.reconnects >= result.terminals);
  });

test("an event of three days: every site is asked for each of its days", async (t) => {
  const where = await folder(t);
  const harganas = join(root, "data/events/harganas-2020");
  for (const file of ["sites.csv", "targets.csv"])
    await copyFile(join(harganas, file), join(where, file));
  const event = (await readFile(join(harganas, "event.toml"), "utf8"))
    .replace(/^service_dates.*/m, "service_dates = [2020-06-29, 2020-06-30, 2020-07-01]")
    .replace(/^deadline.*/m, "deadline = 2020-07-03T22:00:00+07:00")
    .replace(/^ends_at.*/m, "ends_at = 2020-07-02T07:00:00+07:00")
    .replace(/^speed.*/m, "speed = 54_000.0")
    .replace("../../regions", relative(where, join(root, "data/regions")));
  await writeFile(join(where, "event.toml"), event);
  const habits = '[habits]\nvoids = 0.05\nclose_day = { share = 1, at = "15:30" }\n';
  const scenario = join(where, "week.toml");
  await writeFile(scenario, `extends = "jambi-2020"\nname = "week"\n${habits}`);
  const server = await Server.start(t, { event: where });
  const out = join(where, "result.json");
  const { code, stdout } = await simulate([
    ...["run", scenario, ...at(server), "--event", where, "--scale", "0.1"],
    ...["--out", `json=${out}`],
  ]);
  assert.ok(code === 0 || code === 99, stdout);
  const result = JSON.parse(await readFile(out, "utf8"));
  assert.equal(result.verdict.outcome, "agrees", stdout);
  assert.ok(result.audit.site_days > 2 * result.terminals, "most sites have all three");
  assert.equal(result.audit.site_days, result.recount.closes, "each was closed");
});

test("acceptors that no book explains end the run with 97", async (t) => {
  const server = await Server.start(t);
  const day = ["jambi-2020", ...at(server), "--scale", "0.02", "--pace", "1s", "--quiet"];
  assert.equal((await simulate(["run", ...day])).code, 0);
  // Another seed's reports at the same sites, from terminals of which this run knows nothing.
  const { code, stdout } = await simulate(["run", ...day, "--connections", "20", "--window", "2"]);
  assert.equal(code, 97, stdout);
});

test("several processes tell one result, and a closed loop keeps its window", async (t) => {
  const server = await Server.start(t);
  const where = await folder(t);
  const out = join(where, "result.json");
  const { code, stdout, stderr } = await simulate([
    ...["run", "jabar-2020", ...at(server), "--scale", "0.05", "--processes", "3"],
    ...["--connections", "60", "--window", "8", "--frame-reports", "1", "--out", `json=${out}`],
  ]);
  const result = JSON.parse(await readFile(out, "utf8"));
  assert.ok(code === 0 || code === 99, `${code}\n${stdout}\n${stderr}`);
  assert.equal(result.verdict.outcome, "agrees", stdout);
  assert.equal(result.processes, 3);
  assert.equal(result.model, "closed");
  assert.equal(result.connected_max, 60);
  assert.equal(result.latency_ms.count, result.receipts);
  assert.equal(result.freshness_ms.count, result.receipts, "every receipt was seen by the viewer");
});

test("the result as JSON, JUnit, CSV and one HTML page; Ctrl-C tells what there is", async (t) => {
  const server = await Server.start(t);
  const where = await folder(t);
  const file = (kind) => join(where, `day.${kind}`);
  const outputs = ["json", "junit", "csv", "html"].map((kind) => `${kind}=${file(kind)}`);
  const day = ["run", "jambi-2020", ...at(server), "--scale", "0.05"];
  const { code, stderr } = await simulate([...day, "--pace", "2s", "--out", outputs.join(",")]);
  assert.ok(code === 0 || code === 99, stderr);
  assert.ok(!stderr.includes("\u001b"), "plain lines where nobody sees a terminal");
  assert.match(stderr, /receipts .*p50 .*p95 .*p99 .*connected .*errors .*ETA/);
  assert.match(await readFile(file("junit"), "utf8"), /<testsuite name="sejuta-sim jambi-2020"/);
  const rows = (await readFile(file("csv"), "utf8")).trim().split("\n");
  assert.equal(rows[0].split(",").length, rows[1].split(",").length);
  const page = await readFile(file("html"), "utf8");
  assert.match(page, /selisih 0/);
  assert.equal(page.match(/<svg /g).length, 4);
  assert.doesNotMatch(page, /<script|src=|https?:\/\//, "needs nothing else");

  const child = spawn(simulator, [...day, "--seed", "1", "--pace", "10m", "--quiet"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  t.after(() => child.kill("SIGKILL"));
  await until("a connection of it", async () =>
    /edge_websockets\{[^}]*\} [1-9]/.test(await (await server.get("/metrics")).text()),
  );
  child.kill("SIGINT");
  assert.equal(await ended, 1, said);
  assert.match(said, /not proven: the run was interrupted/);
});

test("with a token it sees what everybody may not, and without one it says so", async (t) => {
  const server = await Server.start(t, { closed: true });
  const account = ["panitia-01", "--role", "national", "--region", "ID", "--no-password"];
  const by = (...args) => sejuta(["user", ...args, "--data-dir", server.data]);
  assert.equal((await by("add", ...account)).code, 0);
  const file = join(await folder(t), "token");
  await writeFile(file, (await by("token", "panitia-01", "--days", "1")).stdout, { mode: 0o600 });
  const authorization = `Bearer ${(await readFile(file, "utf8")).trim()}`;
  await until("the account", async () => {
    return (await server.get("/v1/totals/15.71", { headers: { authorization } })).status === 200;
  });
  const day = ["run", "jambi-2020", ...at(server), "--scale", "0.02", "--pace", "1s", "--quiet"];
  const stranger = await simulate(day);
  assert.equal(stranger.code, 1, stranger.stdout);
  assert.match(stranger.stdout, /--access-token/);
  const { code, stdout } = await simulate([...day, "--access-token", file]);
  assert.ok(code === 0 || code === 99, stdout);
  assert.match(stdout.trim().split("\n").at(-1), /difference 0/);
});

test("another machine is refused unless its owner says so", async () => {
  const there = ["run", "jambi-2020", "--server", "ws://192.0.2.1:9", "--server-wait", "0.1"];
  const refused = await simulate(there);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /192\.0\.2\.1 .*--i-own-this-target/);
});
