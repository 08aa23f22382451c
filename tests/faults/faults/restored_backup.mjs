// SPDX-License-Identifier: Apache-2.0
// The data directory is put back as it was some time ago. The terminals hold receipts for what it
// has forgotten, one of them more than fit into a page; they name them, send them again, and every
// total is exact: also those of the minutes, since a proof keeps a report's first event time.
import { join } from "node:path";
import { sejuta } from "../../integration/server/support.mjs";
import { keep, putBack } from "../support/data_directory.mjs";
import { Load } from "../support/load.mjs";

export const restoredBackup = {
  name: "restored-backup",
  about: "an older copy of the data directory is put back, and all terminals reconcile",
  seconds: { smoke: 180, full: 600 },
  async run(fault) {
    const server = await fault.server();
    const address = () => server.address;
    const load = await Load.start(fault, { terminals: 12, window: 24, corrections: 10, address });
    // Six thousand held reports with gaps: a page has at most 4,096 seqs in 64 ranges.
    const most = fault.full ? 60_000 : 6_000;
    const own = { terminals: 1, window: 1_000, perSecond: 100_000, most, prefix: "busy" };
    const busy = await Load.start(fault, { ...own, book: load.book, address });
    load.terminals.push(...busy.terminals);
    await load.answers(2_000);
    for (const each of load.terminals) each.die();
    await server.signal("SIGTERM");
    const older = join(await fault.folder(), "older");
    await keep(server, older);
    await server.run();
    for (const each of load.terminals) each.restart();
    for (const each of load.terminals) each.goOn();
    await load.answers(3_000, 60_000);
    await load.settle(60_000);
    for (const each of load.terminals) each.die();
    await server.signal("SIGTERM");

    await putBack(server, older);
    await server.run();
    // Who holds a receipt is heard until the event is final: also after it was closed.
    const close = ["event", "close", "--event", server.event, "--data-dir", server.data];
    const closed = await sejuta(close);
    fault.check(closed.code === 0, `the event could not be closed: ${closed.stderr}`);
    const started = Date.now();
    for (const each of load.terminals) each.restart();
    await load.settle(60_000);
    const proofs = load.book.count((line) => line.former[0]?.mac?.length > 0);
    fault.did("an older copy put back, the event closed");
    fault.figure("reports sent again", load.book.healed);
    fault.figure("of them with a proof", proofs);
    fault.figure("s until all were there", ((Date.now() - started) / 1000).toFixed(1));
    fault.check(load.book.healed > 0, "nothing was missing: nothing was tested");
    const ledger = await fault.truth(load.book, server, { heals: true });
    fault.figure("epochs", ledger.epochs.length);
  },
};
