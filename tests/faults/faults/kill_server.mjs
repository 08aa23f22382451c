// SPDX-License-Identifier: Apache-2.0
// kill -9 of the server at seeded instants while terminals report: in the middle of batches, while
// it starts, and together with its Redis, as a power cut takes both. Its Redis is adopted or waited
// for; two on one directory would destroy it, so they are counted all the time.
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { until, within } from "../../integration/server/support.mjs";
import { Load } from "../support/load.mjs";
import { redisIn } from "../support/process.mjs";

const recoverySeconds = 10;

// The most Redis processes that worked in the directory at one time.
function countRedis(directory) {
  let most = 0;
  const timer = setInterval(async () => {
    most = Math.max(most, (await redisIn(directory)).length);
  }, 25);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

async function strike(fault, server, kind) {
  const [redis] = await redisIn(join(server.data, "redis"));
  server.child.kill("SIGKILL");
  if (kind === "both" && redis) process.kill(redis, "SIGKILL");
  await within("the end after SIGKILL", server.ended);
  if (kind !== "start") return;
  // Again, while it starts: before, during or after it adopts its Redis.
  const before = server.pid;
  const starting = server.run().catch(() => {});
  await until("another process", () => server.pid !== before);
  await pause(fault.random(140));
  server.child.kill("SIGKILL");
  await within("the end after SIGKILL", server.ended);
  await Promise.race([starting, pause(50)]);
}

export const killServer = {
  name: "kill-server",
  about: "kill -9 of the server at seeded instants under load, of its start, and with its Redis",
  seconds: { smoke: 180, full: 900 },
  async run(fault) {
    const server = await fault.server({ args: ["--threads", "2"] });
    const load = await Load.start(fault, {
      ...{ terminals: 24, window: 24, corrections: 5 },
      address: () => server.address,
    });
    const counted = countRedis(join(server.data, "redis"));
    const kills = fault.full ? 100 : 10;
    const kinds = { load: 0, start: 0, both: 0 };
    let slowest = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      await load.answers(1);
      await pause(fault.random(250));
      const kind = ["load", "load", "start", "both"][kill % 4];
      kinds[kind] += 1;
      await strike(fault, server, kind);
      const started = Date.now();
      await server.run();
      await load.recovery();
      slowest = Math.max(slowest, (Date.now() - started) / 1000);
      fault.diagnostic(`kill ${kill + 1} (${kind}): ${Date.now() - started} ms`);
    }
    await load.settle();
    fault.did(
      `${kills} kills (${kinds.load} under load, ${kinds.start} in a start, ${kinds.both} with Redis)`,
    );
    fault.figure("recoveries", kills);
    fault.figure("s slowest recovery", slowest.toFixed(1));
    const most = counted.stop();
    fault.check(most === 1, `${most} Redis worked in one directory at once`);
    fault.check(slowest <= recoverySeconds, `a recovery took ${slowest} s`);
    const ledger = await fault.truth(load.book, server);
    fault.figure("epochs", ledger.epochs.length);
  },
};
