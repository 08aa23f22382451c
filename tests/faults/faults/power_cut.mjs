// SPDX-License-Identifier: Apache-2.0
// The power goes: server and Redis die at one instant, and the disk has only what fdatasync had put
// there. What has a receipt is there. controls/weakened.mjs shows the same with everysec.
import { setTimeout as pause } from "node:timers/promises";
import { Load } from "../support/load.mjs";
import { cutPower, storeWithPower } from "../support/power.mjs";

export const powerCut = {
  name: "power-cut",
  about: "server and Redis die at once, and each file loses what fdatasync had not put on disk",
  seconds: { smoke: 180, full: 600 },
  async run(fault) {
    const store = await storeWithPower(fault);
    const server = await fault.server({ store });
    const load = await Load.start(fault, {
      ...{ terminals: 24, window: 48, corrections: 5 },
      address: () => server.address,
    });
    const cuts = fault.full ? 50 : 4;
    let lost = 0;
    for (let cut = 0; cut < cuts; cut += 1) {
      await load.answers(300);
      await pause(fault.random(150));
      lost += await cutPower(store, server);
      await store.run();
      await server.run();
    }
    await load.settle();
    fault.did(`${cuts} power cuts`);
    fault.figure("bytes without an fsync lost", lost);
    await fault.truth(load.book, server, { store });
  },
};
