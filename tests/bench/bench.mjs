// SPDX-License-Identifier: Apache-2.0
// ./run bench: ourselves beside peers and ceilings on the same work, interleaved and repeated;
// medians with min and max as a table and as JSON. Says only what was measured here.
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ratiosOf, summaryOf } from "./figures.mjs";
import { endAll } from "./groups.mjs";
import { fsyncCeiling, machine, memoryCeiling } from "./machine.mjs";
import { modes } from "./modes.mjs";
import { findPeers, removeFolders } from "./peers.mjs";
import { countInstructions, micro, redisCeiling } from "./programs.mjs";
import { printTable } from "./table.mjs";

const parts = ["micro", "fsync", "memory", "instructions"];
const ceiling = "redis_ceiling"; // driven by a program of its own, in the modes of the peers
const peers = findPeers();

function fail(sentence, code) {
  process.stderr.write(`bench: ${sentence}\n`);
  process.exit(code);
}

// --only takes parts, peers and modes. Peers without modes: the modes of peers. Modes without
// peers: whoever the mode is for. Sejuta runs beside every peer.
function choose(only) {
  const names = [...parts, ceiling, ...peers.map((peer) => peer.name), ...Object.keys(modes)];
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) fail(`no '${unknown}'; there are ${names.join(", ")}`, 2);
  const has = (name) => only?.includes(name) ?? true;
  const namedPeers = only ? [...peers.map((p) => p.name), ceiling].filter(has) : [];
  const namedModes = only ? Object.keys(modes).filter(has) : [];
  const chosenModes = Object.keys(modes).filter((name) => {
    if (!only || namedModes.includes(name)) return true;
    return namedModes.length === 0 && namedPeers.length > 0 && modes[name].peers;
  });
  const wantsPeer = (name) =>
    name === "sejuta" || namedPeers.length === 0 || namedPeers.includes(name);
  return { has, modes: chosenModes, wantsPeer };
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        smoke: { type: "boolean", default: false },
        only: { type: "string" },
        out: { type: "string" },
        build: { type: "string", default: "build/release" },
        repeats: { type: "string" },
        "write-instructions": { type: "boolean", default: false },
      },
    });
    const repeats = Number(values.repeats ?? (values.smoke ? 1 : 3));
    if (!(Number.isInteger(repeats) && repeats >= 1 && repeats <= 50))
      fail("--repeats is a whole number from 1 to 50", 2);
    return { ...values, repeats, chosen: choose(values.only?.split(",")) };
  } catch (error) {
    return fail(error.message, 2);
  }
}

async function repeatOf(asked, repeat, runs) {
  const bin = join(asked.build, "bin");
  const { chosen, smoke } = asked;
  const ours = peers.find((peer) => peer.name === "sejuta");
  for (const name of chosen.modes) {
    const mode = modes[name];
    if (mode.long && (smoke || repeat > 1)) continue;
    for (const peer of mode.peers ? peers.filter((one) => chosen.wantsPeer(one.name)) : [ours]) {
      process.stderr.write(`bench: ${repeat} of ${asked.repeats}: ${name}, ${peer.name}\n`);
      const figures = await mode.run(peer, bin, { smoke }, runs);
      runs.push({ peer: peer.name, mode: name, repeat, ...figures });
    }
    const mine = runs.findLast((run) => run.peer === "sejuta" && run.mode === name);
    if (mode.peers && mine && chosen.wantsPeer(ceiling))
      runs.push({
        peer: ceiling,
        mode: name,
        repeat,
        ...(await redisCeiling(bin, mine, name, smoke)),
      });
  }
}

async function measure(asked, probeFolder) {
  const { has } = asked.chosen;
  const bin = join(asked.build, "bin");
  const out = { micro: [], runs: [], fsync: [], memory: [], repeats: asked.repeats };
  if (has("instructions"))
    out.instructions = await countInstructions(bin, asked["write-instructions"]);
  if (has("micro")) out.micro = await micro(bin, asked.smoke);
  for (let repeat = 1; repeat <= asked.repeats; ++repeat) {
    if (has("fsync")) out.fsync.push({ repeat, ...fsyncCeiling(probeFolder) });
    if (has("memory")) out.memory.push({ repeat, ...memoryCeiling() });
    await repeatOf(asked, repeat, out.runs);
  }
  return out;
}

function buildFlags(build) {
  const cache = readFileSync(join(build, "CMakeCache.txt"), "utf8");
  const type = cache.match(/^CMAKE_BUILD_TYPE:.*=(.*)$/m)?.[1] ?? "";
  const flags = cache.match(/^CMAKE_CXX_FLAGS_RELEASE:.*=(.*)$/m)?.[1] ?? "";
  return `${type} ${flags}`.trim();
}

const medians = (ranges) =>
  Object.fromEntries(Object.entries(ranges).map(([name, { median }]) => [name, median]));

const asked = options();
const folder = await mkdtemp(join(tmpdir(), "sejuta-bench."));
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
])
  process.on(signal, async () => {
    await endAll();
    await removeFolders();
    await rm(folder, { recursive: true, force: true });
    process.exit(code);
  });
try {
  const where = machine(folder, buildFlags(asked.build));
  const measured = await measure(asked, folder);
  where.load_average_after = loadavg();
  const summary = summaryOf(measured.runs);
  const ratios = ratiosOf(measured.runs, peers);
  printTable({ ...measured, summary, ratios });
  const report = {
    machine: where,
    ...measured,
    summary,
    ratios: medians(ratios),
    ratio_ranges: ratios,
  };
  if (asked.out) await writeFile(asked.out, `${JSON.stringify(report, null, 2)}\n`);
  const counted = measured.instructions;
  if (counted && !counted.within_tolerance)
    throw new Error(
      `${counted.per_report} instructions a report; stored are ${counted.stored}, ` +
        `tolerance ${counted.tolerance_percent} %. Where that is meant: ` +
        "./run bench --only instructions --write-instructions",
    );
} catch (error) {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
