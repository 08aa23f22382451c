// SPDX-License-Identifier: Apache-2.0
// What the kernel says of processes: their memory, and which Redis work in a directory.
import { readdir, readFile, readlink } from "node:fs/promises";
import { until } from "../../integration/server/support.mjs";

// Resident memory in MiB; 0 where the process is gone.
export async function residentMib(pid) {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(text.match(/^VmRSS:\s+(\d+)/m)?.[1] ?? 0) / 1024);
}

// Whether each of its threads stands still.
async function isStopped(pid) {
  const threads = await readdir(`/proc/${pid}/task`);
  const files = threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/status`, "utf8"));
  return (await Promise.all(files)).every((text) => /^State:\s+T/m.test(text));
}

// Runs something while a server stands still, then lets the server go on.
export async function whileStopped(server, run) {
  server.child.kill("SIGSTOP");
  try {
    await until("the server to stand still", () => isStopped(server.pid));
    return await run();
  } finally {
    server.child.kill("SIGCONT");
  }
}

// Samples until stop(); answers the highest seen.
export function watchMemory(pids) {
  let peak = 0;
  const look = async () => {
    for (const pid of pids()) peak = Math.max(peak, await residentMib(pid));
  };
  const timer = setInterval(look, 100);
  return {
    async now() {
      await look();
      return peak;
    },
    async stop() {
      clearInterval(timer);
      await look();
      return peak;
    },
  };
}

// The ids of redis-server processes whose working directory is `directory`; children that rewrite
// the file are left out, since they are no servers.
export async function redisIn(directory) {
  const found = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const where = await readlink(`/proc/${pid}/cwd`).catch(() => "");
    if (where !== directory) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.split("\0")[0].includes("redis-server")) found.push(Number(pid));
  }
  return found;
}
