// SPDX-License-Identifier: Apache-2.0
// What the bench reads of the machine: what it is, how fast the disk says "done", and how even its
// memory is. Linux only; everything comes from /proc or a Debian command.
import { execFileSync } from "node:child_process";
import { closeSync, fdatasyncSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";

function said(command, ...args) {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}

// The versions of the npm packages of the peers, from their lock file.
function peerVersions() {
  const lock = new URL("peers/package-lock.json", import.meta.url);
  const { packages } = JSON.parse(readFileSync(lock, "utf8"));
  return Object.fromEntries(
    Object.keys(packages[""].dependencies).map((name) => [
      name,
      packages[`node_modules/${name}`].version,
    ]),
  );
}

export function machine(directory, buildFlags) {
  const filesystem = said("df", "--output=fstype", directory).trim().split("\n").at(-1);
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? "",
    cores: cpus().length,
    memory_bytes: totalmem(),
    kernel: release(),
    debian: said("cat", "/etc/debian_version").trim(),
    filesystem,
    data_in_memory: ["tmpfs", "ramfs"].includes(filesystem), // nothing is durable, fsync is free
    compiler: said("c++", "--version").split("\n")[0],
    flags: buildFlags,
    redis: said("redis-server", "--version").match(/v=([\d.]+)/)?.[1] ?? "",
    node: process.version,
    postgresql: said("/usr/lib/postgresql/15/bin/postgres", "--version").match(/[\d.]+/)?.[0] ?? "",
    peers: peerVersions(),
    commit: said("git", "rev-parse", "--short=12", "HEAD").trim(),
    uncommitted_changes: said("git", "status", "--porcelain", "--untracked-files=no") !== "",
    load_average_before: loadavg(),
  };
}

// One second of appending 4 KiB and fdatasync, one after the other, as Redis does with its log: the
// most batches a second that a single writer could put on this disk.
export function fsyncCeiling(directory) {
  const path = join(directory, "fsync-probe");
  const file = openSync(path, "w");
  const block = Buffer.alloc(4096, 0x5e);
  const took = [];
  try {
    const ends = performance.now() + 1000;
    for (let before = performance.now(); before < ends; ) {
      writeSync(file, block);
      fdatasyncSync(file);
      const after = performance.now();
      took.push(after - before);
      before = after;
    }
  } finally {
    closeSync(file);
    unlinkSync(path);
  }
  const at = quantiles(took);
  return {
    name: "disk_fdatasync",
    per_second: (1000 * took.length) / took.reduce((a, b) => a + b, 0),
    p50_ms: at(0.5),
    p99_ms: at(0.99),
  };
}

function quantiles(took) {
  took.sort((a, b) => a - b);
  return (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))];
}

// Two seconds of the same small piece of work every half millisecond, 4,000 numbers changed at odd
// places of 256 MiB, by nobody but this process: how even the machine itself is. Where its p99 is
// far above its median, so will be every latency that is measured here.
export function memoryCeiling() {
  const pause = 0.5;
  const numbers = new Float64Array(32 * 1024 * 1024).fill(1);
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const took = [];
  let place = 1;
  const ends = performance.now() + 2000;
  for (let due = performance.now(); due < ends; due = Math.max(due + pause, performance.now())) {
    const early = due - performance.now();
    if (early > 0) Atomics.wait(sleeper, 0, 0, early);
    const before = performance.now();
    for (let i = 0; i < 4000; ++i) {
      place = (Math.imul(place, 1664525) + 1013904223) >>> 0;
      numbers[place >>> 7] += 1;
    }
    took.push(performance.now() - before);
  }
  const at = quantiles(took.slice(200)); // the first ones are not compiled yet
  return { name: "memory_walk", p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1) };
}
