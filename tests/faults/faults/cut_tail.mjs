// SPDX-License-Identifier: Apache-2.0
// The last append-only file ends too early, as on a disk that lied about an fsync: at every byte of
// its last 64 KiB. Each batch is there whole or not at all, and the terminals bring the rest back.
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventId } from "../../integration/server/support.mjs";
import { batchStarts, keep, newestAof, rewind } from "../support/data_directory.mjs";
import { Ledger } from "../support/ledger.mjs";
import { Load } from "../support/load.mjs";
import { Store } from "../support/store.mjs";
import { compareCounters, Findings } from "../support/truth.mjs";

const tailBytes = 64 * 1024;

async function cutTo(file, length) {
  const opened = await open(file, "r+");
  await opened.truncate(length);
  await opened.close();
}

// A day whose last file is longer than what is cut, in batches of any size.
async function makeDay(fault, server, stop) {
  const load = await Load.start(fault, {
    ...{ terminals: 8, window: 4, perSecond: 200, corrections: 10 },
    address: () => server.address,
  });
  await load.answers(800);
  await load.settle();
  load.kill();
  if (stop === "SIGKILL") process.kill(await server.redisPid(), stop);
  await server.signal(stop);
  return load;
}

// The whole way: cut, start, all terminals come with what they hold, everything is there once.
async function healAfter(fault, server, day, saved, length) {
  await rewind(server, saved);
  await cutTo(await newestAof(server.data), length);
  await server.run();
  fault.diagnostic(`cut to ${length} bytes: ${server.log().match(/.*epoch.*/)?.[0]}`);
  const book = day.book.copy();
  const load = await Load.resume(fault, day, book, () => server.address);
  await load.settle();
  load.kill();
  const lacked = book.count((line) => line.former.length > 0);
  const ledger = await fault.truth(book, server, { heals: true });
  fault.check(lacked > 0, `nothing was missing after a cut to ${length} bytes`);
  fault.check(
    ledger.epochs.length === 2,
    `${ledger.epochs.length - 1} new epochs after a cut to ${length} bytes, which lost ${lacked}`,
  );
  await server.signal("SIGTERM");
  return lacked;
}

// Only Redis, with the file cut at each of the lengths: what it has loaded is one state, that after
// some whole batch.
async function loadEach(fault, saved, bytes, lengths) {
  const store = await Store.start(fault, { files: join(saved, "redis/appendonlydir") });
  const file = await newestAof(store.home, ".");
  for (const length of lengths) {
    await store.kill();
    await writeFile(file, bytes.subarray(0, length));
    await store.run();
    const reader = await store.client({ after() {} });
    const findings = new Findings();
    const ledger = await Ledger.read(reader, eventId);
    for (const complaint of ledger.complaints) findings.add("chain", complaint);
    await compareCounters(reader, ledger, findings);
    reader.disconnect();
    fault.check(findings.clean, `cut to ${length} bytes: ${findings}`);
  }
}

// A server that has stopped by a signal, its data as it left them, and the bytes of its last file.
async function prepare(fault, stop = "SIGTERM") {
  const server = await fault.server();
  const saved = join(await fault.folder(), "saved");
  const day = await makeDay(fault, server, stop);
  await keep(server, saved);
  const bytes = await readFile(await newestAof(saved));
  fault.check(bytes.length > tailBytes, `the day made only ${bytes.length} bytes`);
  const starts = batchStarts(bytes).filter((at) => at >= bytes.length - tailBytes);
  const heal = (length) => healAfter(fault, server, day, saved, length);
  return { saved, bytes, starts: starts.slice(0, -1), heal };
}

export const cutTail = {
  name: "cut-tail",
  about: "the last append-only file cut at bytes of its final 64 KiB, then terminals reconcile",
  seconds: { smoke: 180, full: 3 * 3600 },
  async run(fault) {
    const { saved, bytes, starts, heal } = await prepare(fault);
    const first = bytes.length - tailBytes;
    const inside = Array.from({ length: tailBytes }, (_, i) => first + i).filter(
      (at) => !starts.includes(at),
    );
    const some = (most) => Array.from({ length: most }, () => inside[fault.random(inside.length)]);
    const loaded = fault.full ? inside : some(30);
    await loadEach(fault, saved, bytes, [...loaded, ...(fault.full ? starts : starts.slice(0, 3))]);
    const healed = some(fault.full ? 200 : 3);
    let lacked = 0;
    for (const length of healed) lacked += await heal(length);
    fault.did(`${loaded.length} cuts loaded, ${healed.length} healed by their terminals`);
    fault.figure("reports sent again", lacked);
  },
};

// A cut between two batches leaves no trace in the file: Redis finds nothing wrong with it.
const cleanCut = (name, about, stop) => ({
  name,
  about,
  seconds: { smoke: 180, full: 900 },
  async run(fault) {
    const { starts, heal } = await prepare(fault, stop);
    // After a kill, what was seen last may be old: then the last batch is the hardest to miss.
    const cuts = fault.full ? starts : [starts.at(stop === "SIGKILL" ? -1 : fault.random(9))];
    let lacked = 0;
    for (const length of cuts) lacked += await heal(length);
    fault.did(`${cuts.length} cuts between batches after ${stop}`);
    fault.figure("reports sent again", lacked);
  },
});

export const cutTailClean = cleanCut(
  "cut-tail-clean",
  "the last append-only file cut between two batches, where Redis notices nothing",
  "SIGTERM",
);

export const cutTailKilled = cleanCut(
  "cut-tail-killed",
  "the same after server and Redis were killed",
  "SIGKILL",
);
