// SPDX-License-Identifier: Apache-2.0
// Redis reaches its maxmemory in the middle of batches. A batch is refused before its first write,
// nothing that is there is thrown away, and more memory is all that it takes to go on.
import { setTimeout as pause } from "node:timers/promises";
import { until } from "../../integration/server/support.mjs";
import { Load } from "../support/load.mjs";
import { managedClient } from "../support/store.mjs";

const recoverySeconds = 10;
const used = async (admin) => Number((await admin.info("memory")).match(/^used_memory:(\d+)/m)[1]);

export const memoryFull = {
  name: "memory-full",
  about: "Redis reaches its maxmemory in the middle of batches, then may have more",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    const server = await fault.server();
    const admin = await managedClient(fault, server, "sejuta-admin");
    const [, plenty] = await admin.config("GET", "maxmemory");
    const load = await Load.start(fault, {
      ...{ terminals: 24, window: 48, corrections: 5 },
      address: () => server.address,
    });
    await load.answers(500);
    let slowest = 0;
    let refused = 0;
    const rounds = fault.full ? 10 : 2;
    for (let round = 0; round < rounds; round += 1) {
      // Full at once, or so near that the next batches fill it before the server has looked.
      const room = round % 2 === 0 ? 0 : 256 * 1024;
      await admin.config("RESETSTAT");
      await admin.config("SET", "maxmemory", String((await used(admin)) + room));
      await until("/readyz 503", async () => !(await server.readyz()).ready, 20_000);
      const { says } = await server.readyz();
      fault.check(/memory/.test(says), `/readyz does not speak of memory: ${says}`);
      // At the very brim what a client gives back lets one more batch in, rightly: so well below it.
      await admin.config("SET", "maxmemory", String(Math.trunc((await used(admin)) / 2)));
      await load.quiet();
      const errors = await admin.info("errorstats");
      refused += Number(errors.match(/errorstat_OOM:count=(\d+)/)?.[1] ?? 0);
      const receipts = load.receipted;
      await pause(1_000);
      fault.check(load.receipted === receipts, "receipts were given while the memory was full");
      await admin.config("SET", "maxmemory", plenty);
      slowest = Math.max(slowest, await load.recovery());
    }
    const evicted = (await admin.info("stats")).match(/evicted_keys:(\d+)/)[1];
    await load.settle(60_000);
    fault.did(`maxmemory reached ${rounds} times`);
    fault.figure("batches refused by Redis", refused);
    fault.figure(
      "told to wait",
      [...load.book.rejections.values()].reduce((a, b) => a + b, 0),
    );
    fault.figure("s slowest recovery", slowest.toFixed(1));
    fault.check(refused > 0, "Redis refused no batch: nothing was tested");
    fault.check(evicted === "0", `Redis threw ${evicted} keys away`);
    fault.check(slowest <= recoverySeconds, `a recovery took ${slowest} s`);
    await fault.truth(load.book, server);
  },
};
