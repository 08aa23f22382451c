// SPDX-License-Identifier: Apache-2.0
// The peers: every folder under peers/ with a peer.json, ours among them. A run starts one in an
// empty directory, drives it with bench_load, asks its store, and ends it. What the store says must
// be what the load has receipts for; a run where it is not is a fault, never a figure.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Group, outputOf } from "./groups.mjs";

const folder = new URL("peers/", import.meta.url).pathname;
const root = resolve(folder, "../../..");
const sites = join(root, "data/events/harganas-2020/sites.csv");
const startDeadlineMs = 120_000;
const verifyDeadlineMs = 120_000;
const unwatchedShareMax = 0.1; // a shell or Node around the server may not have come to rest yet
const run = promisify(execFile);

export function findPeers() {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "peer.json")))
    .map((name) => ({
      name,
      ...JSON.parse(readFileSync(join(folder, name, "peer.json"), "utf8")),
    }));
}

// The Debian packages of a peer's `needs` that are not installed; none where there is no dpkg to ask.
export function missingOf({ needs = [] }) {
  return needs.filter((name) => {
    const asked = spawnSync("dpkg", ["--status", name], { encoding: "utf8" });
    return !asked.error && !asked.stdout.includes("\nStatus: install ok installed\n");
  });
}

// Receipts and store do not agree, or receipts are missing, came twice or, ours, are not what the
// protocol promises; a refusal is none of it.
export class LedgerFault extends Error {}

// What a load that ended with 1 said; nothing where it could not go on.
function bookOf({ stdout }) {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

const first = (words) => (words ? ` (${words})` : "");
const breachOf = ({ breaches, breach }) =>
  `${breaches} answers against the protocol${first(breach)}`;

// What is wrong with a load that ended with 1, in words; its own words where it could not go on.
function faultOfLoad(error) {
  const said = bookOf(error);
  if (!said) return new Error(`the load failed: ${error.stderr?.trim() || error.message}`);
  const { unanswered, answered_twice, breaches, rejected, rejection } = said;
  const sentence =
    `${unanswered} reports without an answer, ${answered_twice} answered twice, ` +
    `${rejected} refused${first(rejection)}, ${breachOf(said)}`;
  const wrong = unanswered + answered_twice + breaches > 0;
  return wrong ? new LedgerFault(sentence) : new Error(sentence);
}

// Everything was answered once and as new, and some answer lacks what the protocol promises.
function isBreachAlone(said) {
  if (!said) return false;
  const { unanswered, answered_twice, rejected, duplicates, breaches } = said;
  return unanswered + answered_twice + rejected + duplicates === 0 && breaches > 0;
}

const folders = new Set();

// The directories of what ran when the bench was told to end.
export async function removeFolders() {
  await Promise.all([...folders].map(removeFolder));
}

async function removeFolder(path) {
  await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  folders.delete(path);
}

// The lines of BENCH_PIDS, which bench_load takes as they are.
function watchedIn(text) {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const wrong = lines.find((line) => !/^(server|store):[1-9]\d{0,8}\+?$/.test(line));
  if (wrong !== undefined)
    throw new Error(`BENCH_PIDS has '${wrong}', not server:PID or store:PID`);
  if (!lines.some((line) => line.startsWith("server:")))
    throw new Error("BENCH_PIDS names no server:PID");
  return lines;
}

// What a peer started and does not name would be CPU that nobody counts.
function askForAllProcesses({ processes: { server, store }, unwatched_cpu_seconds: left_out }) {
  const named = server.cpu_seconds + (store?.cpu_seconds ?? 0);
  if (left_out > unwatchedShareMax * (named + left_out))
    throw new Error(
      `it runs processes that BENCH_PIDS does not name: they took ${left_out.toFixed(2)} s of CPU ` +
        `in the window, those that it names ${named.toFixed(2)} s`,
    );
}

export class Instance {
  constructor(peer, bin) {
    this.peer = peer;
    this.bin = bin;
  }

  async start() {
    this.folder ??= await mkdtemp(join(tmpdir(), "sejuta-bench."));
    folders.add(this.folder);
    const data = join(this.folder, "data");
    this.env = {
      ...process.env,
      BENCH_ROOT: root,
      BENCH_BIN: resolve(this.bin),
      BENCH_DATA: data,
      BENCH_ADDRESS: join(this.folder, "address"),
      BENCH_PIDS: join(this.folder, "pids"),
    };
    await rm(this.env.BENCH_ADDRESS, { force: true });
    await run("mkdir", ["-p", data]);
    await run("chmod", ["711", this.folder]);
    this.group = new Group(join(folder, this.peer.name, "start"), this.env);
    await this.ready();
  }

  async ready() {
    for (const ends = Date.now() + startDeadlineMs; Date.now() < ends && !this.group.over; ) {
      if (existsSync(this.env.BENCH_ADDRESS)) {
        if (!existsSync(this.env.BENCH_PIDS))
          throw new Error(`it wrote BENCH_ADDRESS, but not BENCH_PIDS before it`);
        this.port = readFileSync(this.env.BENCH_ADDRESS, "utf8").trim().split(":").at(-1);
        this.watched = watchedIn(readFileSync(this.env.BENCH_PIDS, "utf8"));
        return;
      }
      await new Promise((wait) => setTimeout(wait, 5));
    }
    const how = this.group.over ? "ended" : `wrote no BENCH_ADDRESS in ${startDeadlineMs / 1000} s`;
    const said = this.group.said.trim() || "no word from it";
    throw new Error(`it did not start, it ${how}: ${said}`);
  }

  // One run of the load; `asked` are its options by name.
  async load(asked) {
    const args = ["--port", this.port, "--sites", sites];
    for (const [name, value] of Object.entries(asked)) args.push(`--${name}=${value}`);
    for (const each of this.watched) args.push("--watch", each);
    args.push("--started-with", `BENCH_DATA=${this.env.BENCH_DATA}`);
    if (this.peer.speaks === "echo") args.push("--echo");
    const said = await this.said(args);
    askForAllProcesses(said);
    return said;
  }

  async said(args) {
    try {
      const { stdout } = await run(join(this.bin, "bench_load"), args, { maxBuffer: 1 << 24 });
      return JSON.parse(stdout);
    } catch (error) {
      const said = bookOf(error);
      if (this.peer.name !== "sejuta" && isBreachAlone(said)) return said;
      const fault = faultOfLoad(error);
      fault.message += this.group.said ? `\n${this.group.said.trim()}` : "";
      throw fault;
    }
  }

  // Asks the store and compares it with what the loads together have receipts for.
  async verify(books) {
    if (this.peer.speaks === "echo") return undefined;
    const store = JSON.parse(await this.askStore());
    const sum = (key) => books.reduce((all, book) => all + book[key], 0);
    const reports = sum("receipts") - sum("duplicates");
    const twice = books.filter((book) => book.duplicates > 0);
    const acceptors = sum("acceptors") - twice.reduce((all, book) => all + book.acceptors, 0);
    if (store.reports !== reports || store.acceptors !== acceptors)
      throw new LedgerFault(
        `${reports} receipts for ${acceptors} acceptors, ` +
          `but its store has ${store.reports} for ${store.acceptors}`,
      );
    return store;
  }

  async askStore() {
    try {
      return await outputOf(join(folder, this.peer.name, "verify"), this.env, verifyDeadlineMs);
    } catch (error) {
      throw new Error(`verify failed: ${error.message}`);
    }
  }

  async stop() {
    await this.group?.end();
  }

  async end() {
    await this.stop();
    if (this.folder) await removeFolder(this.folder);
  }
}

export async function withPeer(peer, bin, work) {
  const instance = new Instance(peer, bin);
  try {
    await instance.start();
    return await work(instance);
  } finally {
    await instance.end();
  }
}

// The figures of one load, by the names that the JSON keeps.
export function figuresOf(said) {
  const each = (seconds) => (seconds * 1e6) / said.receipts_in_window;
  const { server, store } = said.processes;
  const busy = said.load_cpu_seconds + server.cpu_seconds + (store?.cpu_seconds ?? 0);
  return {
    connections: said.connections,
    ...(said.asked_again > 0 ? { asked_again: said.asked_again } : {}),
    ...(said.breaches > 0 ? { breach: breachOf(said) } : {}),
    reports: said.receipts_in_window,
    seconds: said.seconds,
    reports_per_second: said.reports_per_second,
    server_cpu_us: each(server.cpu_seconds),
    ...(store ? { store_cpu_us: each(store.cpu_seconds) } : {}),
    total_cpu_us: each(server.cpu_seconds + (store?.cpu_seconds ?? 0)),
    load_cpu_us: each(said.load_cpu_seconds),
    load_busy_share: said.load_cpu_seconds / said.seconds, // of the one core that its thread can take
    ...(server.system_calls_a_report ? { server_syscalls: server.system_calls_a_report } : {}),
    ...(store?.system_calls_a_report ? { store_syscalls: store.system_calls_a_report } : {}),
    ack_p50_ms: said.ack_ms.p50,
    ack_p99_ms: said.ack_ms.p99,
    ack_p999_ms: said.ack_ms.p999,
    ...(said.batches_in_window > 0
      ? { reports_per_batch: said.receipts_in_window / said.batches_in_window }
      : {}),
    rss_per_connection_bytes: memoryOfOne(said),
    others_cpu_share: Math.max(0, said.machine_cpu_seconds - busy) / (said.seconds * cpus().length),
    ...(said.sent_late_ms ? { sent_late_p99_ms: said.sent_late_ms.p99 } : {}),
    ...(said.freshness_ms
      ? { freshness_p50_ms: said.freshness_ms.p50, freshness_p99_ms: said.freshness_ms.p99 }
      : {}),
  };
}

// What an idle, welcomed connection costs the server. Nothing where a server gave back more of what
// its start took than the connections cost.
export function memoryOfOne({ processes: { server }, connections }) {
  const more = server.resident_connected - server.resident_before;
  return more > 0 ? more / connections : undefined;
}
