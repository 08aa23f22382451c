// SPDX-License-Identifier: Apache-2.0
// The server dies while thousands of terminals are connected, each with a report on its way. All
// come back with full jitter; within a minute every report has its receipt.
import { within } from "../../integration/server/support.mjs";
import { Load } from "../support/load.mjs";
import { residentMib } from "../support/process.mjs";

const drainSeconds = 60;
const kibPerTerminal = 32;
const portsPerAddress = 12_000; // of 28,000: each terminal may hold an old one in TIME_WAIT

export const reconnectStorm = {
  name: "reconnect-storm",
  about: "the server is killed with thousands of terminals connected, which all come back",
  seconds: { smoke: 180, full: 900 },
  async run(fault) {
    const server = await fault.server();
    const count = fault.full ? 15_000 : 2_000;
    const load = await Load.start(fault, {
      ...{
        terminals: count,
        window: 1,
        most: 2,
        tickMs: 1_000,
        spreadMs: count,
        address: () => server.address,
      },
      // As dashboards/shared/src/backoff.ts: 500 ms doubled each time, at most 15 s.
      ...{ backoffMs: { base: 500, cap: 15_000 } },
      localAddress: (i) => `127.0.0.${2 + Math.floor(i / portsPerAddress)}`,
    });
    await load.settle(180_000);
    fault.diagnostic(`${count} terminals are connected`);
    // The second report is on its way to everybody's server when it dies.
    for (const each of load.terminals) each.goOn(3);
    await load.answers(Math.floor(count / 10));
    const left = load.terminals.filter((each) => !each.settled).length;
    server.child.kill("SIGKILL");
    await within("the end after SIGKILL", server.ended);
    const started = Date.now();
    server.startMs = drainSeconds * 1000; // thousands of tries keep this process busy too
    await server.run();
    await load.settle(drainSeconds * 1000);
    const seconds = (Date.now() - started) / 1000;
    const memory = await residentMib(server.pid);
    const tries = load.terminals.reduce((sum, each) => sum + each.connects, 0) - count;
    fault.did(`${count} terminals came back, ${left} of them with a report on its way`);
    fault.figure("tries to connect", tries);
    fault.figure("s until all had receipts", seconds.toFixed(1));
    fault.figure("MiB", memory);
    const most = 64 + (count * kibPerTerminal) / 1024;
    fault.check(memory <= most, `the server has ${memory} MiB; ${most} may be`);
    fault.check(seconds <= drainSeconds, `it took ${seconds} s`);
    fault.check(left > 0, "no report was on its way: nothing was tested");
    await fault.truth(load.book, server);
  },
};
