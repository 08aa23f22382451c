// SPDX-License-Identifier: Apache-2.0
// What the tests of a stranger stand on: the built server as a child process on a data directory
// of its own, and the three accounts of the total that must agree. Everything started here is
// ended here by its process id; nothing waits without a deadline.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const program = join(process.env.SEJUTA_BIN ?? join(root, "build/release/bin"), "sejuta");
export const eventDirectory = join(root, "data/events/harganas-2020");
export const eventId = "harganas-2020";

// Nothing will come any more: do not wait for it.
class Over extends Error {}

// Asks until the answer is there; fails with what was waited for.
export async function until(what, ask, deadlineMs = 15_000, pauseMs = 20) {
  const ends = Date.now() + deadlineMs;
  let last;
  while (Date.now() < ends) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      if (error instanceof Over) throw error;
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new Error(`waited ${deadlineMs} ms for ${what}; last: ${last}`);
}

export async function within(what, promise, deadlineMs = 15_000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${deadlineMs} ms for ${what}`)), deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

// Runs the program to its end; never throws for an exit code.
export async function sejuta(args, options = {}) {
  try {
    const { stdout, stderr } = await run(program, args, { timeout: 15_000, ...options });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (typeof error.code !== "number") throw error;
    return { code: error.code, stdout: error.stdout, stderr: error.stderr };
  }
}

export function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

// A number generator that replays: mulberry32. The seed is printed by whoever makes one.
export function seeded(t) {
  let state = Number(process.env.SEJUTA_TEST_SEED ?? Date.now() % 1_000_000_007) >>> 0;
  t.diagnostic(`SEJUTA_TEST_SEED=${state}`);
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

// Short, since the managed Redis has its socket below it. Removed when the test is over.
export async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), "sejuta-stranger."));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

// A copy of the event with lines of event.toml replaced; its clock runs as real time does, so that
// no test races with the end of the rehearsed day.
export async function eventCopy(where, changes = {}) {
  const directory = join(where, "event");
  await mkdir(directory);
  for (const file of ["sites.csv", "targets.csv"])
    await cp(join(eventDirectory, file), join(directory, file));
  const wanted = {
    speed: "1.0",
    regions: JSON.stringify(relative(directory, join(root, "data/regions/2020-06"))),
    ...changes,
  };
  const lines = (await readFile(join(eventDirectory, "event.toml"), "utf8")).split("\n");
  const text = lines.map((line) => {
    const key = line.split(" = ")[0];
    return key in wanted ? `${key} = ${wanted[key]}` : line;
  });
  await writeFile(join(directory, "event.toml"), text.join("\n"));
  return directory;
}

// Any command to the store of a data directory, as the user who may only read.
export async function readRedis(data, ...command) {
  const secret = await readFile(join(data, "redis/sejuta-reader.secret"), "utf8");
  const socket = join(data, "redis/redis.sock");
  const args = ["-s", socket, "--user", "sejuta-reader", "--no-auth-warning", ...command];
  const env = { ...process.env, REDISCLI_AUTH: secret.trim() };
  const { stdout } = await run("redis-cli", args, { env, timeout: 10_000, maxBuffer: 1 << 26 });
  return stdout.split("\n").slice(0, -1);
}

// What totals() answers once it shows everything that the ledger holds now: a receipt may be here
// before the totals have what it is for.
export async function settled(data, totals) {
  const { event } = await totals();
  const [revision] = await readRedis(data, "HGET", `{${event}}:head`, "revision");
  return until(`totals at revision ${revision}`, async () => {
    const now = await totals();
    return now.sequence >= Number(revision) ? now : null;
  });
}

async function redisPidOf(data) {
  return Number(await readFile(join(data, "redis/redis.pid"), "utf8"));
}

// After a SIGKILL of its server a Redis may live on for the next one, which there is none of.
export async function endRedis(data) {
  const pid = await redisPidOf(data).catch(() => 0);
  const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  if (!line.includes(data)) return;
  process.kill(pid, "SIGTERM");
  await until("the end of Redis", () => !alive(pid));
}

export class Server {
  // options: event (directory), args (more arguments), env; data (another data directory than one
  // in the server's own folder), listen (another host and port), wrap (a command that runs it),
  // program (another one), kind (a class that extends this one), closed (only who logged in sees
  // more than the public; else everybody may see everything).
  static async start(t, options = {}) {
    if (!existsSync(program)) throw new Error(`${program} is missing: build the release first`);
    const server = new (options.kind ?? Server)();
    server.folder = await mkdtemp(join(tmpdir(), "sejuta-stranger."));
    server.event = options.event ?? eventDirectory;
    server.args = options.args ?? ["--dev-tokens"];
    server.closed = options.closed ?? false;
    server.env = options.env ?? process.env;
    server.place = options.data;
    server.listen = options.listen ?? "127.0.0.1:0";
    server.wrap = options.wrap ?? [];
    server.program = options.program ?? program;
    // In this order: the process ids that are to end stand in files of the folder.
    t.after(async () => {
      await server.end();
      await rm(server.folder, { recursive: true, force: true });
    });
    await server.run();
    return server;
  }

  startMs = 15_000; // until it listens

  get data() {
    return this.place ?? join(this.folder, "data");
  }

  // Also after kill(): the same data directory, any port.
  async run() {
    const addressFile = join(this.folder, "address");
    await rm(addressFile, { force: true });
    const [command, ...args] = [
      ...[...this.wrap, this.program, "serve", "--event", this.event, "--data-dir", this.data],
      ...["--listen", this.listen, "--address-file", addressFile, ...this.args],
      ...(this.closed ? [] : ["--open-dashboards"]),
    ];
    const stdio = ["ignore", "pipe", "pipe"];
    this.child = spawn(command, args, { cwd: root, env: this.env, stdio });
    this.pid = this.child.pid;
    const chunks = [];
    this.child.stdout.on("data", (chunk) => chunks.push(chunk));
    this.child.stderr.on("data", (chunk) => chunks.push(chunk));
    this.log = () => Buffer.concat(chunks).toString();
    let over = false;
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code, signal) => {
        over = true;
        resolve({ code, signal });
      });
    });
    const address = async () => {
      if (over) throw new Over(this.log());
      return (await readFile(addressFile, "utf8")).trim();
    };
    this.address = await until("the server's address", address, this.startMs);
    [this.host, this.port] = [this.address.split(":")[0], Number(this.address.split(":")[1])];
    await this.ready();
  }

  get(path, options = {}) {
    return fetch(`http://${this.address}${path}`, {
      signal: AbortSignal.timeout(10_000),
      ...options,
    });
  }

  ready() {
    return until("/readyz 200", async () => (await this.get("/readyz")).status === 200, 30_000);
  }

  redisPid() {
    return redisPidOf(this.data);
  }

  async signal(name) {
    this.child.kill(name);
    return within(`the end after ${name}`, this.ended, 20_000);
  }

  async end() {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      try {
        await this.signal("SIGTERM");
      } catch {
        await this.signal("SIGKILL");
      }
    }
    await endRedis(this.data);
  }

  redis(...command) {
    return readRedis(this.data, ...command);
  }

  async redisHash(key) {
    const lines = await this.redis("HGETALL", key);
    const pairs = [];
    for (let i = 0; i + 1 < lines.length; i += 2) pairs.push([lines[i], lines[i + 1]]);
    return new Map(pairs);
  }

  async totals(region = "") {
    const answer = await this.get(`/v1/totals${region === "" ? "" : `/${region}`}`);
    assert.equal(answer.status, 200, `/v1/totals/${region}`);
    return answer.json();
  }

  // The totals once they show everything that the ledger holds now.
  settledTotals(region = "") {
    return settled(this.data, () => this.totals(region));
  }
}

// HTTP, plain Redis and `sejuta verify` all say so many acceptors in so many reports.
export async function assertCounted(server, acceptors, reports) {
  const totals = await server.settledTotals();
  assert.equal(totals.total, acceptors, "GET /v1/totals");
  const cells = await server.redisHash(`{${eventId}}:cells`);
  const sum = [...cells.values()].reduce((all, each) => all + Number(each), 0);
  assert.equal(sum, acceptors, "HGETALL cells");
  const { code, stdout } = await sejuta(["verify", "--data-dir", server.data]);
  const verdict = stdout.trim().split("\n").at(-1);
  assert.equal(code, 0, verdict);
  assert.ok(verdict.includes(` ${acceptors} acceptors in ${reports} reports,`), verdict);
  assert.ok(verdict.endsWith("difference 0"), verdict);
  return totals;
}
