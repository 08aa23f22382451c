// SPDX-License-Identifier: Apache-2.0
// A disk gives back other bits than it was given; the append-only file has no checksum. Each flip
// is found before the server calls itself ready, with the key named, or changes nothing at all.
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { sejuta } from "../../integration/server/support.mjs";
import { keep, newestAof, putBack } from "../support/data_directory.mjs";
import { Load } from "../support/load.mjs";

const run = promisify(execFile);

// All positions of a mark, and the one that the seed chooses.
function chooseAfter(fault, bytes, mark) {
  const found = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) found.push(at);
  fault.check(found.length > 0, `the file has no ${JSON.stringify(mark)}`);
  return found[fault.random(found.length)] + mark.length;
}

// Which bit of which byte to flip, and what verify must name then.
const targets = {
  // A byte of a report: after "reports" come its length and its bytes. The entry is named.
  payload(fault, bytes) {
    const at = chooseAfter(fault, bytes, "$7\r\nreports\r\n$");
    const from = bytes.indexOf("\n", at) + 1;
    const length = Number(bytes.subarray(at, from - 2).toString());
    const id = [
      ...bytes
        .subarray(0, at)
        .toString("latin1")
        .matchAll(/\r\n(\d+-0)\r\n/g),
    ].at(-1)[1];
    return { at: from + fault.random(length), bit: fault.random(8), named: `:ledger ${id}` };
  },
  // The last bit of a cell's newest sum: its last digit is another one. The cell is named. An older
  // sum changes nothing: the newer one is written over it.
  amount(fault, bytes) {
    const cells = chooseAfter(fault, bytes, ":cells\r\n$");
    const from = bytes.indexOf("\n", cells) + 1;
    const cell = bytes.subarray(from, bytes.indexOf("\r", from)).toString();
    const newest = bytes.lastIndexOf(`${cell}\r\n$`) + cell.length + 3;
    const amount = bytes.indexOf("\n", newest) + 1;
    return { at: bytes.indexOf("\r", amount) - 1, bit: 0, named: `:cells ${cell}` };
  },
  // A length or a mark of Redis's own: then Redis itself says where its file is broken.
  structure(fault, bytes) {
    const at = chooseAfter(fault, bytes, "\r\n$") - 1 + fault.random(2);
    return { at, bit: fault.random(8), named: "redis-check-aof" };
  },
  anywhere(fault, bytes) {
    return { at: fault.random(bytes.length), bit: fault.random(8), named: "" };
  },
};

// One server, a day that has ended, and the directory as it was then.
async function prepare(fault) {
  const server = await fault.server();
  const saved = join(await fault.folder(), "saved");
  const load = await Load.start(fault, {
    ...{ terminals: 8, window: 4, perSecond: 200, corrections: 10 },
    address: () => server.address,
  });
  await load.answers(400);
  await load.settle();
  load.kill();
  await server.signal("SIGTERM");
  await keep(server, saved);
  return { server, saved, day: load };
}

async function flip(fault, { server, saved }, kind) {
  await putBack(server, saved);
  const file = await newestAof(server.data);
  const bytes = await readFile(file);
  const { at, bit, named } = targets[kind](fault, bytes);
  bytes[at] ^= 1 << bit;
  await writeFile(file, bytes);
  const { ready, says } = await server.judge();
  const what = `bit ${bit} of byte ${at} (${kind}) flipped`;
  fault.diagnostic(`${what}: ${ready ? "ready" : says.trim().split("\n")[0]}`);
  return { what, ready, says, named };
}

// What was found has a name, where a person looks: in verify's words, or in the server's last one.
async function checkNamed(fault, server, { what, says, named }) {
  const { code, stdout, stderr } = await sejuta(["verify", "--data-dir", server.data]);
  const elsewhere = says.includes("holds other functions"); // the flip met them, not the ledger
  fault.check(code === 1 || elsewhere, `${what}; but verify ends with ${code}: ${stdout}`);
  fault.check(
    (stdout + stderr).includes(named),
    `${what}: verify does not name "${named}": ${stdout}`,
  );
}

// Everybody comes back with what they hold, and everything is there once.
async function heal(fault, server, day) {
  const book = day.book.copy();
  const load = await Load.resume(fault, day, book, () => server.address);
  await load.settle();
  load.kill();
  await fault.truth(book, server, { heals: true });
  return book.healed;
}

// The runbook of docs/RELIABILITY.md. What is missing then comes back from the terminals.
const steps = {
  payload: (data) => sejuta(["rebuild", "--data-dir", data, "--cut-at-damage"]),
  amount: (data) => sejuta(["rebuild", "--data-dir", data]),
  structure: (data) => {
    const manifest = join(data, "redis/appendonlydir/appendonly.aof.manifest");
    return run("sh", ["-c", `yes | redis-check-aof --fix ${manifest}`]);
  },
};

async function repair(fault, { server, day }, kind) {
  const { code = 0, stdout, stderr } = await steps[kind](server.data);
  fault.check(code === 0, `the runbook's step for ${kind} failed: ${stdout}${stderr}`);
  await server.run();
  const healed = await heal(fault, server, day);
  fault.check(kind !== "amount" || healed === 0, `${healed} reports were lost with a counter`);
  await server.signal("SIGTERM");
  return healed;
}

export const flippedBits = {
  name: "flipped-bits",
  about: "bits of the append-only file flipped: in a report, in an amount, in its structure",
  seconds: { smoke: 180, full: 1800 },
  async run(fault) {
    const day = await prepare(fault);
    let healed = 0;
    const times = fault.full ? 100 : 2;
    for (const kind of ["payload", "amount", "structure"]) {
      for (let time = 0; time < times; time += 1) {
        const found = await flip(fault, day, kind);
        fault.check(!found.ready, `${found.what}, and the server calls itself ready`);
        await day.server.end();
        await checkNamed(fault, day.server, found);
      }
      healed += await repair(fault, day, kind);
    }
    fault.did(`${3 * times} flips found before ready and named, 3 repaired by the runbook`);
    fault.figure("reports sent again", healed);
  },
};

// Ready in spite of a flip: then it must not matter, not even for a report that is sent again.
async function checkHarmless(fault, { server, day }) {
  const book = day.book.copy();
  const before = new Map([...book.lines].map(([key, line]) => [key, line.receipt]));
  for (const line of book.lines.values()) line.receipt = null;
  const load = await Load.resume(fault, day, book, () => server.address);
  await load.settle();
  load.kill();
  await fault.truth(book, server);
  for (const [key, line] of book.lines)
    for (const field of ["revision", "epoch", "eventTimeMs", "late", "serviceDate"])
      fault.check(
        line.receipt[field] === before.get(key)[field],
        `${key} has another ${field} than in its first receipt`,
      );
}

export const flippedAnywhere = {
  name: "flipped-anywhere",
  about: "any bit of the append-only file flipped: found, or without any effect",
  seconds: { smoke: 180, full: 3600 },
  async run(fault) {
    const day = await prepare(fault);
    const seen = { found: 0, harmless: 0 };
    const times = fault.full ? 2000 : 8;
    for (let time = 0; time < times; time += 1) {
      const found = await flip(fault, day, "anywhere");
      seen[found.ready ? "harmless" : "found"] += 1;
      if (found.ready)
        await checkHarmless(fault, day).catch((error) => {
          throw new Error(`${found.what}: ${error.message}`);
        });
      await day.server.end();
      if (!found.ready) await checkNamed(fault, day.server, found);
    }
    fault.did(`${times} flips`);
    fault.figure("found before ready", seen.found);
    fault.figure("without any effect", seen.harmless);
  },
};
