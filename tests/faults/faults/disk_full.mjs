// SPDX-License-Identifier: Apache-2.0
// The disk fills: first below the limit at which the server stops by itself, then to the last byte
// at once, so that Redis meets the end of the disk. Terminals hear "later" and get no receipt;
// nobody restarts in a loop; space is all that it takes to go on.
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { until } from "../../integration/server/support.mjs";
import { Load } from "../support/load.mjs";

const run = promisify(execFile);
const mib = 1024 * 1024;
const recoverySeconds = 15;

async function smallDisk(fault) {
  const disk = join(await fault.folder(), "disk");
  await mkdir(disk);
  await run("mount", ["-t", "tmpfs", "-o", "size=160m,mode=0700", "tmpfs", disk]).catch((error) => {
    throw new Error(`a small disk needs root and mount(8): ${error.stderr || error.message}`);
  });
  fault.after(() => run("umount", [disk]));
  return disk;
}

// Leaves so many bytes free, or none where others write meanwhile.
async function fill(disk, left) {
  const { bavail, bsize } = await statfs(disk);
  const block = Buffer.alloc(Math.max(0, bavail * bsize - left));
  await writeFile(join(disk, "ballast"), block).catch((error) => {
    if (error.code !== "ENOSPC") throw error;
  });
}

async function restarts(server) {
  const log = await readFile(join(server.data, "redis/redis.log"), "utf8");
  return log.split("is starting oO0OoO0OoO0Oo").length - 1;
}

// While it is full: no receipt for reports sent from now on, a reason, and few restarts.
async function hold(fault, server, load, seconds) {
  await until("/readyz 503", async () => !(await server.readyz()).ready, 10_000);
  await pause(500); // what was on its way is answered
  const [receipts, starts] = [load.receipted, await restarts(server)];
  await pause(seconds * 1000);
  fault.check(
    load.receipted === receipts,
    `${load.receipted - receipts} receipts while the disk is full`,
  );
  const { says } = await server.readyz();
  fault.check(server.child.exitCode === null, "the server ended");
  const again = (await restarts(server)) - starts;
  fault.check(again <= seconds, `Redis was started ${again} times in ${seconds} s`);
  return says.trim().split("\n").at(-1);
}

export const diskFull = {
  name: "disk-full",
  about: "the disk of the data directory fills up slowly and at once, then has space again",
  seconds: { smoke: 60, full: 300 },
  async run(fault) {
    const disk = await smallDisk(fault);
    const server = await fault.server({ data: join(disk, "data") });
    const load = await Load.start(fault, {
      ...{ terminals: 16, window: 16, corrections: 5 },
      address: () => server.address,
    });
    await load.answers(500);
    let slowest = 0;
    for (const left of fault.full ? [48 * mib, 0, 4096, 0, 65_536, 0] : [48 * mib, 0]) {
      await fill(disk, left);
      const says = await hold(fault, server, load, fault.full ? 20 : 2);
      fault.diagnostic(`${left} bytes left: ${says}`);
      await rm(join(disk, "ballast"));
      slowest = Math.max(slowest, await load.recovery(30_000));
    }
    const starts = (await restarts(server)) - 1;
    await load.settle(60_000);
    fault.figure("restarts of Redis", starts);
    fault.did("filled below 64 MiB, and to the last byte");
    fault.figure(
      "told to wait",
      [...load.book.rejections.values()].reduce((a, b) => a + b, 0),
    );
    fault.figure("s slowest recovery", slowest.toFixed(1));
    fault.check(slowest <= recoverySeconds, `a recovery took ${slowest} s`);
    fault.check(load.book.rejections.size > 0, "no terminal was told to wait");
    const ledger = await fault.truth(load.book, server);
    fault.check(ledger.epochs.length === 1, "a tail that had receipts was lost");
  },
};
