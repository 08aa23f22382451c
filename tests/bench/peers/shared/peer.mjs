// SPDX-License-Identifier: Apache-2.0
// What a peer and the bench say to each other: where to listen, what to keep, which processes to
// watch. tests/bench/peers/README.md is the contract; a peer need not use this file.
import { spawn } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

function wanted(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: ./run bench sets it`);
  return value;
}

export const root = wanted("BENCH_ROOT");
export const data = wanted("BENCH_DATA");

// Says that terminals may come: first whom to watch, then where.
export function announce(port, processes) {
  const lines = Object.entries(processes).map(([label, pid]) => `${label}:${pid}\n`);
  writeFileSync(wanted("BENCH_PIDS"), lines.join(""));
  const file = wanted("BENCH_ADDRESS");
  writeFileSync(`${file}.new`, `127.0.0.1:${port}\n`);
  renameSync(`${file}.new`, file);
}

// A Redis of one's own on a unix socket, with the settings of our managed one: every write is on
// disk before its reply.
export async function startRedis() {
  const socket = join(data, "redis.sock");
  const redis = spawn(
    "redis-server",
    [
      ...["--port", "0", "--unixsocket", socket, "--dir", data, "--save", ""],
      ...["--appendonly", "yes", "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no"],
      ...["--auto-aof-rewrite-percentage", "0", "--logfile", join(data, "redis.log")],
      ...["--hash-max-listpack-entries", "8"],
    ],
    { stdio: "ignore" },
  );
  // Its end is ours: whoever removes the directory then finds nobody writing in it.
  redis.on("exit", (code) => process.exit(code ?? 1));
  return { socket, pid: redis.pid, stop: () => redis.kill("SIGTERM") };
}

export function onStop(stop) {
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, stop);
}

// The register: code → regency and kind of place.
export function readSites(event) {
  const rows = readFileSync(join(root, "data/events", event, "sites.csv"), "utf8").trim();
  const sites = new Map();
  for (const row of rows.split("\n").slice(1)) {
    const [code, , place, regency] = row.split(",");
    sites.set(code, { regency, place });
  }
  return sites;
}
