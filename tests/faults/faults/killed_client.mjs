// SPDX-License-Identifier: Apache-2.0
// The terminal dies: between sending and its receipt, and between the receipt and its own commit.
// Whoever starts again from what it had stored sends the same, and nothing counts twice.
import { setTimeout as pause } from "node:timers/promises";
import { Load } from "../support/load.mjs";

// Its store as it was before the last receipts came: the reports are there, the receipts are not.
function forgetReceipts(fault, load, most) {
  let forgotten = 0;
  const kept = [];
  for (const line of load.book.lines.values()) {
    if (!line.receipt || forgotten >= most || fault.random(10) > 0) continue;
    kept.push([line, line.receipt]);
    line.receipt = null;
    forgotten += 1;
  }
  return kept;
}

export const killedClient = {
  name: "killed-client",
  about: "terminals die between send and receipt, and between receipt and their own commit",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    const server = await fault.server();
    const load = await Load.start(fault, {
      ...{ terminals: 24, window: 24, corrections: 5 },
      address: () => server.address,
    });
    const rounds = fault.full ? 100 : 10;
    let cut = 0;
    let forgotten = 0;
    for (let round = 0; round < rounds; round += 1) {
      await load.answers(100);
      await pause(fault.random(60));
      const dying = load.terminals.filter(() => fault.random(2) === 0);
      for (const each of dying) {
        cut += each.flying.size;
        each.die();
      }
      const lost = forgetReceipts(fault, load, 50);
      forgotten += lost.length;
      for (const each of load.terminals) each.restart();
      await load.settle();
      for (const [line, before] of lost) {
        fault.check(line.receipt?.duplicate, `${line.report.seq} was not known any more`);
        fault.check(
          line.receipt.revision === before.revision &&
            line.receipt.eventTimeMs === before.eventTimeMs,
          `${line.report.seq} got another receipt than before`,
        );
      }
      for (const each of load.terminals) each.goOn();
    }
    await load.settle();
    fault.did(`${cut} reports cut off after send, ${forgotten} receipts lost before their commit`);
    fault.check(cut > 0 && forgotten > 0, "nothing was cut off: nothing was tested");
    fault.figure("duplicates answered", load.book.duplicates);
    await fault.truth(load.book, server);
  },
};
