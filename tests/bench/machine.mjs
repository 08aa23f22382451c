// SPDX-License-Identifier: Apache-2.0
// What the bench reads of the machine: what it is, how busy others keep it, what a process has used,
// and how fast the disk says "done". Linux only; everything comes from /proc or a Debian command.
import { execFileSync } from "node:child_process";
import {
  closeSync,
  fdatasyncSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";

function said(command, ...args) {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}

const ticksPerSecond = Number(said("getconf", "CLK_TCK")) || 100;

export function machine(directory, buildFlags) {
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? "",
    cores: cpus().length,
    memory_bytes: totalmem(),
    kernel: release(),
    debian: said("cat", "/etc/debian_version").trim(),
    filesystem: said("df", "--output=fstype", directory).trim().split("\n").at(-1),
    compiler: said("c++", "--version").split("\n")[0],
    flags: buildFlags,
    redis: said("redis-server", "--version").match(/v=([\d.]+)/)?.[1] ?? "",
    node: process.version,
    commit: said("git", "rev-parse", "--short=12", "HEAD").trim(),
    uncommitted_changes: said("git", "status", "--porcelain", "--untracked-files=no") !== "",
    load_average_before: loadavg(),
  };
}

// CPU seconds of all threads of a process, to the nanosecond where the kernel keeps such an account.
// Right as long as no thread ends in between, which neither the server's nor Redis's do.
export function cpuSeconds(pid) {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const one = (task) => readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0];
    return tasks.reduce((sum, task) => sum + Number(one(task)), 0) / 1e9;
  } catch {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }
}

// CPU seconds of the children that this process has waited for.
export function childrenCpuSeconds() {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

// CPU seconds of the whole machine: not idle, and stolen by a hypervisor's other guests.
export function machineCpuSeconds() {
  const line = readFileSync("/proc/stat", "utf8").split("\n")[0];
  const [user, nice, system, , , irq, softirq, steal] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond;
}

export function peakMemoryBytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(status.match(/VmHWM:\s+(\d+) kB/)?.[1] ?? 0) * 1024;
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
  took.sort((a, b) => a - b);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))];
  return {
    name: "disk_fdatasync",
    per_second: (1000 * took.length) / took.reduce((a, b) => a + b, 0),
    p50_ms: at(0.5),
    p99_ms: at(0.99),
  };
}
