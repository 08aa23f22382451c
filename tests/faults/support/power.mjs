// SPDX-License-Identifier: Apache-2.0
// A power cut for a Redis of the operator's own: it and its server die at one instant, and of each
// append-only file only what fdatasync had put on disk is left.
import { mkdir, readdir, readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { within } from "../../integration/server/support.mjs";
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

// The bytes that were lost.
export async function cutPower(store, server) {
  server.child.kill("SIGKILL");
  await store.kill();
  await within("the end after SIGKILL", server.ended);
  const directory = join(store.home, "appendonlydir");
  let lost = 0;
  for (const name of await readdir(directory)) {
    if (!name.endsWith(".incr.aof")) continue;
    const synced = Number(await readFile(join(store.notes, name), "utf8").catch(() => "0"));
    const { size } = await stat(join(directory, name));
    lost += size - synced;
    await truncate(join(directory, name), synced);
  }
  return lost;
}
