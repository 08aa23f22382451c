// SPDX-License-Identifier: Apache-2.0
// The runs of the real server under the real simulator. Each day has a server, a Redis and a data
// directory of its own; all of it is ended and removed when the day is over, also after a fault. A
// run whose verdict is not "difference 0" is a fault, never a figure.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { childrenCpuSeconds, cpuSeconds, machineCpuSeconds, peakMemoryBytes } from "./machine.mjs";

const event = "data/events/harganas-2020";
const scenarios = "tests/bench/scenarios";
const startDeadlineMs = 30_000;

function finished(child, what) {
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => {
      said = (said + chunk).slice(-4000);
    });
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Error(`${what}: ${error.message}`)));
    child.on("close", (code, signal) => resolve({ code, signal, said }));
  });
}

class Day {
  constructor(bin, speed) {
    this.bin = bin;
    this.speed = speed;
  }

  async start() {
    this.folder = await mkdtemp(join(tmpdir(), "sejuta-bench."));
    this.data = join(this.folder, "data");
    const address = join(this.folder, "address");
    this.server = spawn(
      join(this.bin, "sejuta"),
      [
        ...["serve", "--event", event, "--data-dir", this.data, "--listen", "127.0.0.1:0"],
        ...["--dev-tokens", "--open-dashboards", "--rehearsal-speed", String(this.speed)],
        ...["--address-file", address, "--log-file", join(this.folder, "server.log")],
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    this.ended = finished(this.server, "sejuta serve");
    this.over = false;
    this.ended.then(
      () => {
        this.over = true;
      },
      () => {
        this.over = true;
      },
    );
    await this.ready(address);
    this.redis = Number(await readFile(join(this.data, "redis/redis.pid"), "utf8"));
  }

  async ready(addressFile) {
    for (const ends = Date.now() + startDeadlineMs; Date.now() < ends; ) {
      if (this.over) throw new Error(`the server ended: ${(await this.ended).said}`);
      try {
        this.address = (await readFile(addressFile, "utf8")).trim();
        if ((await fetch(`http://${this.address}/readyz`)).status === 200) return;
      } catch {
        // Not there yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`the server was not ready in ${startDeadlineMs} ms`);
  }

  // One run of the simulator, with what everybody used meanwhile.
  async rehearse(scenario) {
    const out = join(this.folder, "result.json");
    const used = () => ({
      server: cpuSeconds(this.server.pid),
      store: cpuSeconds(this.redis),
      load: childrenCpuSeconds(),
      machine: machineCpuSeconds(),
      wall: performance.now() / 1000,
    });
    const before = used();
    this.simulator = spawn(
      join(this.bin, "sejuta-sim"),
      [
        ...["run", join(scenarios, `${scenario}.toml`), "--server", `ws://${this.address}`],
        ...["--quiet", "--out", `json=${out}`],
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    const { code, said } = await finished(this.simulator, "sejuta-sim");
    this.simulator = undefined;
    const after = used();
    if (code !== 0) throw new Error(`sejuta-sim run ${scenario} ended with ${code}:\n${said}`);
    const result = JSON.parse(await readFile(out, "utf8"));
    const spent = Object.fromEntries(
      Object.keys(after).map((key) => [key, after[key] - before[key]]),
    );
    return { result, ...this.shares(spent, result.receipts) };
  }

  shares(spent, receipts) {
    const each = (seconds) => (seconds * 1e6) / receipts;
    const ours = spent.server + spent.store + spent.load;
    return {
      server_cpu_us: each(spent.server),
      store_cpu_us: each(spent.store),
      load_cpu_us: each(spent.load),
      server_rss_peak_bytes: peakMemoryBytes(this.server.pid),
      store_rss_peak_bytes: peakMemoryBytes(this.redis),
      others_cpu_share: Math.max(0, spent.machine - ours) / (spent.wall * cpus().length),
    };
  }

  async verify() {
    const child = spawn(join(this.bin, "sejuta"), ["verify", "--data-dir", this.data]);
    const { code, said } = await finished(child, "sejuta verify");
    if (code !== 0) throw new Error(`sejuta verify ended with ${code}:\n${said}`);
    return said.trim().split("\n").at(-1);
  }

  async end() {
    this.simulator?.kill("SIGTERM");
    if (this.server && !this.over) {
      this.server.kill("SIGTERM");
      await this.ended;
    }
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }
}

let today;

// Ends what runs now; for signals.
export async function endDay() {
  await today?.end();
}

async function onDay(bin, speed, work) {
  today = new Day(bin, speed);
  try {
    await today.start();
    return await work(today);
  } finally {
    await today.end();
    today = undefined;
  }
}

function backlogRun(mode, { result, ...figures }, revisionsBefore) {
  const seconds = result.backlog_ms.max / 1000;
  const batches = result.newest_revision - revisionsBefore;
  return {
    peer: "sejuta",
    mode,
    reports: result.receipts,
    connections: result.connected_max,
    seconds,
    reports_per_second: result.receipts / seconds,
    ...figures,
    ...(batches > 0 ? { reports_per_batch: result.receipts / batches } : {}),
  };
}

// Everything due at once into an empty ledger, then the same reports once more.
export function flushAndResend(bin, withResend) {
  return onDay(bin, 10_000, async (day) => {
    const first = await day.rehearse("bench-flush");
    if (first.result.duplicates !== 0) throw new Error("the ledger was not empty");
    const runs = [backlogRun("flush", first, 1)];
    if (withResend) {
      const again = await day.rehearse("bench-flush");
      if (again.result.duplicates !== again.result.receipts)
        throw new Error("a resend was counted again");
      runs.push(backlogRun("resend", again, again.result.newest_revision));
    }
    const verdict = await day.verify();
    return runs.map((run) => ({ ...run, verdict }));
  });
}

// Reports come when the clock says so, whatever the server answers.
export function paced(bin) {
  return onDay(bin, 1_800, async (day) => {
    const { result, ...figures } = await day.rehearse("bench-paced");
    const waits = result.latency_ms;
    return [
      {
        peer: "sejuta",
        mode: "paced",
        reports: result.receipts,
        connections: result.connected_max,
        offered_per_second: 2_000,
        late_at_begin: result.backlog_ms.count,
        ack_p50_ms: waits.p50,
        ack_p99_ms: waits.p99,
        ack_p999_ms: waits.p999,
        ...figures,
        reports_per_batch: result.receipts / (result.newest_revision - 1),
        verdict: await day.verify(),
      },
    ];
  });
}
