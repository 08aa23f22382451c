// SPDX-License-Identifier: Apache-2.0
// kill -9 of Redis while the server lives: in the middle of batches, and while it rewrites its
// file. It is started again with the production users; what had a receipt is there, in the same
// epoch, and a terminal hears no more than "later".
import { setTimeout as pause } from "node:timers/promises";
import { alive, until } from "../../integration/server/support.mjs";
import { code } from "../../integration/server/wire.mjs";
import { Load } from "../support/load.mjs";
import { managedClient } from "../support/store.mjs";

const recoverySeconds = 10;
const patient = [code.LEDGER_UNAVAILABLE, code.BUSY, code.CORRECTION_TARGET_MISSING];

async function killUnderLoad(fault, { kills, before }) {
  const server = await fault.server();
  const load = await Load.start(fault, {
    ...{ terminals: 24, window: 24, corrections: 5 },
    address: () => server.address,
  });
  let slowest = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    await load.answers(200);
    const pid = await server.redisPid();
    await before(server);
    const killed = Date.now();
    process.kill(pid, "SIGKILL");
    await until("the end of Redis", () => !alive(pid));
    // Receipts that were on their way may come still: so another Redis first.
    await until("another Redis", async () => {
      const another = await server.redisPid();
      return another !== pid && alive(another);
    });
    await load.recovery();
    await server.ready();
    slowest = Math.max(slowest, (Date.now() - killed) / 1000);
  }
  await load.settle();
  fault.figure("recoveries", kills);
  fault.figure("s slowest recovery", slowest.toFixed(1));
  fault.check(server.child.exitCode === null, "the server ended with its Redis");
  fault.check(slowest <= recoverySeconds, `a recovery took ${slowest} s`);
  for (const [given, times] of load.book.rejections)
    fault.check(patient.includes(given), `${times} reports were refused with code ${given}`);
  const ledger = await fault.truth(load.book, server);
  fault.check(ledger.epochs.length === 1, `${ledger.epochs.length} epochs: a tail was lost`);
  fault.figure("told to wait", load.book.rejected(code.LEDGER_UNAVAILABLE));
  await checkUsers(fault, server);
}

// The users of production stand: Redis loads its file as `default`, and nobody can log in as it.
async function checkUsers(fault, server) {
  const admin = await managedClient(fault, server, "sejuta-admin");
  const users = await admin.call("ACL", "LIST");
  admin.disconnect();
  const own = users.find((line) => line.startsWith("user default "));
  fault.check(own?.includes(" off ") && own.includes("+@all"), `the default user is "${own}"`);
}

export const killRedis = {
  name: "kill-redis",
  about: "kill -9 of Redis in the middle of batches; it comes back with the production users",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    const kills = fault.full ? 20 : 2;
    await killUnderLoad(fault, { kills, before: () => pause(fault.random(120)) });
    fault.did(`${kills} kills in the middle of batches`);
  },
};

export const killRedisInRewrite = {
  name: "kill-redis-rewrite",
  about: "kill -9 of Redis while it rewrites its append-only file",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    const kills = fault.full ? 20 : 2;
    let caught = 0;
    await killUnderLoad(fault, {
      kills,
      before: async (server) => {
        const admin = await managedClient(fault, server, "sejuta-admin");
        // A slow rewrite: without this a small file is done before the kill.
        await admin.config("SET", "rdb-key-save-delay", "100000");
        await admin.bgrewriteaof();
        await until("the rewrite", async () =>
          (await admin.info("persistence")).includes("aof_rewrite_in_progress:1"),
        );
        await pause(fault.random(200));
        if ((await admin.info("persistence")).includes("aof_rewrite_in_progress:1")) caught += 1;
        admin.disconnect();
      },
    });
    fault.did(`${kills} kills, ${caught} of them while the file was being rewritten`);
    fault.check(caught > 0, "no kill met a rewrite: nothing was tested");
  },
};
