// SPDX-License-Identifier: Apache-2.0
// Negative controls: a guarantee is taken away, and the check that stands for it must fail. One
// that finds nothing here would find nothing on the day either.
import { until } from "../../integration/server/support.mjs";
import { Load } from "../support/load.mjs";
import { withoutDedupe } from "../support/patched.mjs";
import { cutPowerLosing, storeWithPower } from "../support/power.mjs";
import { managedClient, Store } from "../support/store.mjs";

// The control holds where this check found something.
function mustFind(fault, findings, check) {
  fault.check(findings.has(check), `the check "${check}" found nothing: ${findings}`);
  fault.figure(`findings of "${check}"`, findings.found.get(check).length);
}

const underLoad = (fault, server, options) =>
  Load.start(fault, {
    ...{ terminals: 16, window: 24, address: () => server.address },
    ...options,
  });

const reportBytesMax = 1_024; // in the append-only file
const weak = ["--accept-weaker-durability"];

export const everysec = {
  name: "control-everysec",
  about: "appendfsync everysec and a power cut: receipts are lost, and found to be",
  seconds: { smoke: 180, full: 60 },
  async run(fault) {
    const store = await storeWithPower(fault, { settings: ["appendfsync everysec"] });
    const server = await fault.server({ store, args: weak });
    const load = await underLoad(fault, server, { window: 2 });
    await load.answers(300);
    // More is not on disk than may be without an answer, so some of it has its receipt.
    const openMax = load.terminals.reduce((sum, { window }) => sum + window, 0);
    const bytes = await cutPowerLosing(openMax * reportBytesMax, store, server);
    load.kill();
    await store.run();
    const { findings } = await fault.findings(load.book, server, { store, servers: [] });
    fault.did(`power cut with everysec, ${bytes} bytes gone`);
    mustFind(fault, findings, "lost");
  },
};

export const noDedupe = {
  name: "control-dedupe",
  about: "a function that looks for no earlier recording: reports count twice, and are found to",
  seconds: { smoke: 180, full: 60 },
  async run(fault) {
    const server = await fault.server({ program: await withoutDedupe(fault) });
    const load = await underLoad(fault, server);
    await load.answers(300);
    for (const each of load.terminals) each.die();
    for (const line of load.book.lines.values()) line.receipt = null; // lost before its commit
    for (const each of load.terminals) each.restart();
    await load.settle();
    const { findings } = await fault.findings(load.book, server);
    fault.did("the check for an earlier recording cut out of the function");
    mustFind(fault, findings, "twice");
  },
};

export const eviction = {
  name: "control-eviction",
  about: "an eviction policy and a full memory: the ledger is thrown away, and found to be",
  seconds: { smoke: 180, full: 60 },
  async run(fault) {
    const settings = ["maxmemory-policy allkeys-random", "maxmemory-samples 1"];
    const store = await Store.start(fault, { settings });
    const server = await fault.server({ store, args: weak });
    const load = await underLoad(fault, server);
    await load.answers(2_000);
    const admin = await store.client(fault, "sejuta-admin");
    await admin.config("SET", "maxmemory", "1500kb");
    await until("an eviction", async () => !/evicted_keys:0\r/.test(await admin.info("stats")));
    server.child.kill("SIGKILL");
    load.kill();
    await admin.config("SET", "maxmemory", "1gb");
    const { findings } = await fault.findings(load.book, server, { store, servers: [] });
    fault.did("maxmemory reached with allkeys-random");
    fault.check(
      ["lost", "cells", "minutes", "head"].some((c) => findings.has(c)),
      "nothing found",
    );
    mustFind(fault, findings, "verify");
  },
};

export const aclTrap = {
  name: "control-acl",
  about:
    "`user default off` alone: Redis throws every batch away when it starts, and that is found",
  seconds: { smoke: 180, full: 60 },
  async run(fault) {
    const users = (text) => text.replace(/^user default .*$/m, "user default off");
    const store = await Store.start(fault, { users });
    const server = await fault.server({ store });
    const load = await underLoad(fault, server);
    await load.answers(1_000);
    server.child.kill("SIGKILL");
    load.kill();
    await store.stop();
    await store.run();
    const { findings } = await fault.findings(load.book, server, { store, servers: [] });
    fault.did("Redis stopped in order and started again");
    mustFind(fault, findings, "lost");
  },
};

export const handmade = {
  name: "control-counters",
  about: "a counter changed by hand, and a receipt for what was never recorded: both are found",
  seconds: { smoke: 180, full: 60 },
  async run(fault) {
    const server = await fault.server();
    const load = await underLoad(fault, server);
    await load.answers(300);
    await load.settle();
    await fault.truth(load.book, server);
    // Receipt before reply, as a book sees it: promised, and not on the ledger.
    const [line] = load.book.lines.values();
    const ahead = { ...line.report, seq: 1_000_000 };
    load.book.sending(load.book.write(line.terminal, ahead));
    load.book.receipt(line.terminal, { ...line.receipt, seq: ahead.seq });
    const admin = await managedClient(fault, server, "sejuta-admin");
    const cells = await admin.hkeys("{harganas-2020}:cells");
    await admin.hincrby("{harganas-2020}:cells", cells[0], 1);
    const { findings } = await fault.findings(load.book, server);
    fault.did("one cell raised by hand, one receipt forged");
    for (const check of ["lost", "cells", "verify"]) mustFind(fault, findings, check);
  },
};
