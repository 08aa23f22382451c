// SPDX-License-Identifier: Apache-2.0
// The disk fills: first below the limit at which the server stops by itself, then to the last byte
// at once, so that Redis meets the end of the disk. Terminals hear "later" and get no receipt;
// nobody restarts in a loop; space is all that it takes to go on.
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { alive, until } from "../../integration/server/support.mjs";
import { Load } from "../support/load.mjs";
import { managedClient } from "../support/store.mjs";

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

// The server asks before each batch and writes nothing. So that Redis meets the end of the disk all
// the same, somebody else writes, unless a batch that was on its way had done it: Redis ends at that
// write, and is not started before there is space.
async function writeAnyway(fault, server) {
  const pid = await server.redisPid();
  if (alive(pid)) {
    const admin = await managedClient(fault, server, "sejuta-admin");
    await admin.set("ballast", "x".repeat(8192)).catch(() => {});
    admin.disconnect();
  }
  await until("the end of Redis", () => !alive(pid));
  const before = await restarts(server);
  await pause(fault.full ? 20_000 : 2_000);
  fault.check((await restarts(server)) === before, "Redis was started on a full disk");
  const { ready, says } = await server.readyz();
  fault.check(!ready && says.includes("MiB are free"), `/readyz says ${says}`);
}

// While it is full: no receipt for reports sent from now on, a reason, and few restarts.
async function hold(fault, server, load, seconds) {
  await until("/readyz 503", async () => !(await server.readyz()).ready, 10_000);
  await load.quiet(); // what was on its way is answered
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

async function fillAndFree(fault, { rounds, otherWriter }) {
  const disk = await smallDisk(fault);
  const server = await fault.server({ data: join(disk, "data") });
  const load = await Load.start(fault, {
    ...{ terminals: 16, window: 16, corrections: 5 },
    address: () => server.address,
  });
  await load.answers(500);
  let slowest = 0;
  for (const left of rounds) {
    await fill(disk, left);
    fault.diagnostic(`${left} bytes left: ${await hold(fault, server, load, fault.full ? 20 : 2)}`);
    if (otherWriter) await writeAnyway(fault, server);
    await rm(join(disk, "ballast"));
    const seconds = await load.recovery(30_000).catch(async (error) => {
      const { says } = await server.readyz();
      throw new Error(`${error.message} with space again; /readyz: ${says.trim()}`);
    });
    slowest = Math.max(slowest, seconds);
  }
  const starts = (await restarts(server)) - 1;
  await load.settle(60_000);
  fault.figure("restarts of Redis", starts);
  fault.figure(
    "told to wait",
    [...load.book.rejections.values()].reduce((a, b) => a + b, 0),
  );
  fault.figure("s slowest recovery", slowest.toFixed(1));
  fault.check(slowest <= recoverySeconds, `a recovery took ${slowest} s`);
  fault.check(load.book.rejections.size > 0, "no terminal was told to wait");
  const ledger = await fault.truth(load.book, server);
  fault.check(ledger.epochs.length === 1, "a tail that had receipts was lost");
}

export const diskFull = {
  name: "disk-full",
  about: "the disk of the data directory fills below 64 MiB, then has space again",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    fault.did("filled below 64 MiB");
    await fillAndFree(fault, { rounds: fault.full ? [48 * mib, 4096, 63 * mib] : [48 * mib] });
  },
};

export const diskFullRedis = {
  name: "disk-full-redis",
  about: "the same to the last byte, so that Redis itself meets the end of the disk and ends",
  seconds: { smoke: 180, full: 300 },
  async run(fault) {
    fault.did("filled to the last byte, and written by somebody else");
    await fillAndFree(fault, { rounds: fault.full ? [0, 0, 0, 0] : [0], otherWriter: true });
  },
};
