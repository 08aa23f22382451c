// SPDX-License-Identifier: Apache-2.0
// A power cut for a Redis of the operator's own: it and its server die at one instant, and of each
// append-only file only what fdatasync had put on disk is left.
import { mkdir, readdir, readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { until, within } from "../../integration/server/support.mjs";
import { shim } from "./shims.mjs";
import { Store } from "./store.mjs";

export async function storeWithPower(fault, options = {}) {
  const notes = join(await fault.folder(), "synced");
  await mkdir(notes);
  const env = { LD_PRELOAD: await shim("power_cut"), SEJUTA_POWER_CUT: notes };
  const store = await Store.start(fault, { ...options, env });
  store.notes = notes;
  return store;
}

// The append-only files: how long each is, and how much of that is on disk.
async function files(store) {
  const directory = join(store.home, "appendonlydir");
  const names = (await readdir(directory)).filter((name) => name.endsWith(".incr.aof"));
  const look = async (name) => {
    const [path, note] = [join(directory, name), join(store.notes, name)];
    const synced = Number(await readFile(note, "utf8").catch(() => "0"));
    const { size } = await stat(path);
    return { path, note, synced, size };
  };
  return Promise.all(names.map(look));
}

const sumUnsynced = (all) => all.reduce((sum, { size, synced }) => sum + size - synced, 0);

// The cut at an instant at which more than so many bytes are not on disk: the store stands still
// while that is looked at, so that nothing is put on disk between the look and the cut.
export async function cutPowerLosing(bytesMin, store, server) {
  await until(
    `${bytesMin} bytes that are not on disk`,
    async () => {
      process.kill(store.pid, "SIGSTOP");
      if (sumUnsynced(await files(store)) > bytesMin) return true;
      process.kill(store.pid, "SIGCONT");
      return false;
    },
    60_000,
    5,
  );
  return cutPower(store, server);
}

// The bytes that were lost.
export async function cutPower(store, server) {
  process.kill(store.pid, "SIGKILL");
  server.child.kill("SIGKILL");
  await store.kill();
  await within("the end after SIGKILL", server.ended);
  const cut = await files(store);
  for (const { path, synced } of cut) await truncate(path, synced);
  return sumUnsynced(cut);
}
