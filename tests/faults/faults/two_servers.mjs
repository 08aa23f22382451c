// SPDX-License-Identifier: Apache-2.0
// Several servers on one Redis of the operator's own: one is killed, and each is restarted in turn
// while terminals report. The same report may reach both at the same instant: it counts once.
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { program, until, within } from "../../integration/server/support.mjs";
import { Load } from "../support/load.mjs";
import { ofOlderFunctions } from "../support/patched.mjs";
import { Store } from "../support/store.mjs";

const recoverySeconds = 10;

// Two servers; the second has the first one's receipt key, as docs/PROTOCOL.md asks.
async function pair(fault, options = {}) {
  const store = await Store.start(fault);
  const one = await fault.server({ store, ...options });
  const data = join(await fault.folder(), "data");
  await cp(one.data, data, { recursive: true });
  const other = await fault.server({ store, data, ...options });
  return { store, servers: [one, other] };
}

const load = (fault, servers, options) =>
  Load.start(fault, {
    ...{ terminals: 24, window: 24, corrections: 5 },
    address: (i) => servers[i % servers.length].address,
    ...options,
  });

// Every terminal once more, with the same store, at the other server: both send at the same time.
async function twins(fault, load, servers) {
  const twin = await Load.resume(fault, load, load.book, (i) => servers[(i + 1) % 2].address);
  for (const each of twin.terminals) each.flying.clear();
  return twin;
}

// A twin sends what is open when it is welcomed, which may be nothing where all was answered just
// then: another one tries.
async function sentToBoth(fault, all, servers) {
  const before = all.book.duplicates;
  for (let round = 0; round < 60; round += 1) {
    const twin = await twins(fault, all, servers);
    const both = () => all.book.duplicates > before;
    const over = () => both() || twin.terminals.every((each) => each.settled);
    await until("a report sent to both, or nothing open at a twin", over);
    if (both()) return twin;
    twin.kill();
  }
  throw new Error("no report was sent to both servers in 60 rounds: nothing was tested");
}

export const twoServers = {
  name: "two-servers",
  about: "two servers on one Redis, the same reports to both at once, one of them killed",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    const { store, servers } = await pair(fault);
    const all = await load(fault, servers);
    let slowest = 0;
    const kills = fault.full ? 20 : 2;
    for (let kill = 0; kill < kills; kill += 1) {
      await all.answers(300);
      const twin = await sentToBoth(fault, all, servers);
      const dying = servers[kill % 2];
      await pause(fault.random(100));
      dying.child.kill("SIGKILL");
      await within("the end after SIGKILL", dying.ended);
      twin.kill();
      // The terminals of the dead one go to the other one, as Welcome.alternatives says.
      const alive = servers[(kill + 1) % 2];
      for (const each of all.terminals) each.address = () => alive.address;
      slowest = Math.max(slowest, await all.recovery());
      await dying.run();
      all.terminals.forEach((each, i) => {
        each.address = () => servers[i % 2].address;
      });
    }
    await all.settle();
    fault.did(`${kills} kills of one of two servers`);
    fault.figure("duplicates answered", all.book.duplicates);
    fault.figure("s slowest recovery", slowest.toFixed(1));
    fault.check(all.book.duplicates > 0, "no report was sent twice: nothing was tested");
    fault.check(slowest <= recoverySeconds, `a recovery took ${slowest} s`);
    await fault.truth(all.book, servers[0], { store, servers });
  },
};

async function libraries(fault, store) {
  const admin = await store.client(fault, "sejuta-admin");
  const listed = await admin.call("FUNCTION", "LIST");
  return listed.map((about) => about[1]).sort();
}

export const rollingRestart = {
  name: "rolling-restart",
  about: "two servers on one Redis restarted in turn under load, from older functions to newer",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    const older = await ofOlderFunctions(fault);
    const { store, servers } = await pair(fault, { program: older });
    const all = await load(fault, servers);
    await all.answers(300);
    fault.check(all.receipted > 0, "the older functions record nothing: mend patched.mjs");
    const rounds = fault.full ? 10 : 2; // to the newer version, back again, ...
    let slowest = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const [i, server] of servers.entries()) {
        await all.answers(300);
        const stays = servers[1 - i];
        for (const each of all.terminals) each.address = () => stays.address;
        const { code } = await server.signal("SIGTERM");
        fault.check(code === 0, `a server that was told to stop ended with ${code}`);
        slowest = Math.max(slowest, await all.recovery());
        server.program = round % 2 === 0 ? program : older;
        await server.run();
      }
    }
    await all.settle();
    fault.did(`${2 * rounds} restarts, the functions' version changed by each`);
    fault.figure("closed with 1001", all.closes().get(1001) ?? 0);
    fault.figure("s longest without a receipt", slowest.toFixed(1));
    const refusals = [...all.book.rejections].map(([code, times]) => `${times} with code ${code}`);
    fault.check(refusals.length === 0, `reporters saw ${refusals.join(", ")}`);
    const other = [...all.closes().keys()].filter((code) => code !== 1001);
    fault.check(other.length === 0, `connections were closed with ${other.join(", ")}`);
    const loaded = await libraries(fault, store);
    fault.check(loaded.join() === "sejuta_0,sejuta_1", `Redis holds ${loaded}`);
    await fault.truth(all.book, servers[0], { store, servers });
  },
};
