// SPDX-License-Identifier: Apache-2.0
// The network that a service day has: packets are lost, late and out of order, then nothing passes
// for a while; some terminals lose their battery meanwhile, which leaves connections half open.
import { setTimeout as pause } from "node:timers/promises";
import { badWire } from "../support/bad_wire.mjs";
import { Load } from "../support/load.mjs";

const recoverySeconds = 20;

export const badNetwork = {
  name: "bad-network",
  about: "loss, delay, reordering, half-open connections and a cut between terminals and server",
  seconds: { smoke: 180, full: 600 },
  async run(fault) {
    const wire = await badWire(fault);
    const server = await wire.server();
    const load = await Load.start(fault, {
      ...{ terminals: 24, window: 32, corrections: 5 },
      address: () => wire.address(),
    });
    await load.answers(200);
    const bad = fault.full
      ? { lossPermille: 100, delayMs: 150, jitterMs: 150 }
      : { lossPermille: 50, delayMs: 30, jitterMs: 30 };
    await wire.set(bad);
    const before = load.receipted;
    await pause(fault.full ? 60_000 : 2_000);
    const through = load.receipted - before;
    fault.check(through > 0, "no receipt came through");
    const cutSeconds = fault.full ? 60 : 2;
    await wire.set({ cut: true });
    const dying = load.terminals.filter(() => fault.random(2) === 0);
    for (const each of dying) each.die();
    await load.quiet(); // what had passed before the cut is read
    const receipts = load.receipted;
    await pause(cutSeconds * 1000);
    fault.check(
      load.receipted === receipts,
      `${load.receipted - receipts} receipts passed the cut`,
    );
    const mended = Date.now();
    await wire.set(bad);
    for (const each of dying) each.restart();
    for (const each of dying) each.goOn();
    await load.hear("a receipt", () => load.receipted > receipts, 60_000);
    const recovery = (Date.now() - mended) / 1000;
    await wire.set({});
    await load.settle(60_000);
    fault.did(
      `${wire.way}: ${bad.lossPermille / 10} % lost, ${bad.delayMs} ± ${bad.jitterMs} ms, ` +
        `${dying.length} connections half open, a cut of ${cutSeconds} s`,
    );
    fault.figure("receipts in the bad network", through);
    fault.figure("duplicates answered", load.book.duplicates);
    fault.figure("s recovery", recovery.toFixed(1));
    fault.check(recovery <= recoverySeconds, `the recovery took ${recovery} s`);
    await fault.truth(load.book, server);
  },
};
