// SPDX-License-Identifier: Apache-2.0
// Redis does not answer for a while: stopped (SIGSTOP) for 1 to 30 s, or a disk whose fsync takes
// seconds. Queues stay bounded, terminals are told to wait, what was on its way counts once.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { code } from "../../integration/server/wire.mjs";
import { Load } from "../support/load.mjs";
import { watchMemory } from "../support/process.mjs";
import { shim } from "../support/shims.mjs";

const recoverySeconds = 10;
const growthMib = 200;

// Two terminals that send more than may be unanswered, and many others.
async function manyTerminals(fault, server) {
  const address = () => server.address;
  const load = await Load.start(fault, { terminals: 24, window: 48, corrections: 3, address });
  const own = { terminals: 2, window: 1_300, perSecond: 600, prefix: "greedy" };
  const greedy = await Load.start(fault, { ...own, book: load.book, address });
  load.terminals.push(...greedy.terminals);
  await load.answers(500);
  return load;
}

async function judge(fault, server, load, { slowest, memory, before }) {
  await load.settle(60_000);
  fault.figure("told BUSY", load.book.rejected(code.BUSY));
  fault.figure("told to wait", load.book.rejected(code.LEDGER_UNAVAILABLE));
  fault.figure("s slowest recovery", slowest.toFixed(1));
  const peak = await memory.stop();
  fault.figure("MiB at most", peak);
  fault.check(slowest <= recoverySeconds, `a recovery took ${slowest} s`);
  fault.check(peak - before <= growthMib, `the server grew from ${before} to ${peak} MiB`);
  fault.check(load.book.rejected(code.BUSY) > 0, "no terminal was told BUSY");
  const ledger = await fault.truth(load.book, server);
  fault.check(ledger.epochs.length === 1, "a tail that had receipts was lost");
}

export const stoppedStore = {
  name: "stopped-store",
  about: "Redis stopped (SIGSTOP) for seconds under load, then going on",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    const server = await fault.server();
    const load = await manyTerminals(fault, server);
    const memory = watchMemory(() => [server.pid]);
    const before = await memory.now();
    let slowest = 0;
    const stops = fault.full ? [1, 2, 4, 6, 10, 15, 20, 30] : [6];
    for (const seconds of stops) {
      const redis = await server.redisPid();
      process.kill(redis, "SIGSTOP");
      try {
        await pause(seconds * 1000);
        fault.check((await server.get("/healthz")).status === 200, "/healthz is not 200");
        // Longer than the deadline of a call: it must say so.
        if (seconds > 5) fault.check(!(await server.readyz()).ready, `ready after ${seconds} s`);
      } finally {
        process.kill(redis, "SIGCONT");
      }
      slowest = Math.max(slowest, await load.recovery());
      await server.ready();
    }
    fault.did(`Redis stopped for ${stops.join(", ")} s`);
    await judge(fault, server, load, { slowest, memory, before });
  },
};

export const slowDisk = {
  name: "slow-disk",
  about: "each fdatasync of Redis takes seconds, then none again",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    const control = join(await fault.folder(), "milliseconds");
    await writeFile(control, "0\n");
    const preload = { LD_PRELOAD: await shim("slow_fsync"), SEJUTA_SLOW_FSYNC: control };
    const server = await fault.server({ env: { ...process.env, ...preload } });
    const load = await manyTerminals(fault, server);
    const memory = watchMemory(() => [server.pid]);
    const before = await memory.now();
    let slowest = 0;
    const delays = fault.full ? [500, 2000, 4000, 6000, 10_000] : [6000];
    for (const milliseconds of delays) {
      await writeFile(control, `${milliseconds}\n`);
      await pause(fault.full ? 20_000 : 3_000);
      await writeFile(control, "0\n");
      slowest = Math.max(slowest, await load.recovery());
    }
    fault.did(`fdatasync took ${delays.join(", ")} ms`);
    await judge(fault, server, load, { slowest, memory, before });
  },
};
