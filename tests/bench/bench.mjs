// SPDX-License-Identifier: Apache-2.0
// ./run bench: ourselves beside peers and ceilings on the same work, interleaved and repeated;
// medians with min and max as a table and as JSON. Says only what was measured here.
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ratiosOf, soundOf, summaryOf } from "./figures.mjs";
import { endAll, isEnding } from "./groups.mjs";
import { fsyncCeiling, machine, memoryCeiling } from "./machine.mjs";
import { modes } from "./modes.mjs";
import { findPeers, LedgerFault, missingOf, removeFolders } from "./peers.mjs";
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
        data: { type: "string", default: "build/bench" },
        repeats: { type: "string" },
        "write-instructions": { type: "boolean", default: false },
        needs: { type: "boolean", default: false }, // only says what the chosen peers need
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

// A run that fails is kept as its fault, and the others go on. Its peer gives no figure in this mode
// any more, so that it is not asked again.
async function attempt(runs, peer, mode, repeat, work) {
  if (runs.some((run) => run.peer === peer && run.mode === mode && run.fault)) return;
  process.stderr.write(`bench: ${repeat}: ${mode}, ${peer}\n`);
  try {
    runs.push({ peer, mode, repeat, ...(await work()) });
  } catch (error) {
    if (isEnding()) await new Promise(() => {}); // the handler of the signal ends the bench
    process.stderr.write(`bench: no figures of ${peer} in ${mode}: ${error.message}\n`);
    const ledger = error instanceof LedgerFault ? { ledger: true } : {};
    runs.push({ peer, mode, repeat, fault: error.message, ...ledger });
  }
}

// A peer whose packages could not be installed is a fault at once, and not started.
async function runPeer(peer, mode, bin, options, runs) {
  const missing = missingOf(peer);
  if (missing.length > 0)
    throw new Error(`left out: it needs ${missing.join(", ")}, which is not installed`);
  return mode.run(peer, bin, options, runs);
}

async function repeatOf(asked, repeat, runs) {
  const bin = join(asked.build, "bin");
  const { chosen, smoke } = asked;
  const ours = peers.find((peer) => peer.name === "sejuta");
  for (const name of chosen.modes) {
    const mode = modes[name];
    if (mode.long && (smoke || repeat > 1)) continue;
    for (const peer of mode.peers ? peers.filter((one) => chosen.wantsPeer(one.name)) : [ours])
      await attempt(runs, peer.name, name, repeat, () => runPeer(peer, mode, bin, { smoke }, runs));
    const mine = runs.findLast((run) => run.peer === "sejuta" && run.mode === name);
    if (mode.peers && mine && !mine.fault && chosen.wantsPeer(ceiling))
      await attempt(runs, ceiling, name, repeat, () => redisCeiling(bin, mine, name, smoke));
  }
}

// Once more at the end, where they are seen; what our own ledger lost or counted twice comes last.
function tellFaults(runs) {
  const faults = runs.filter((run) => run.fault);
  const ours = faults.filter((run) => run.peer === "sejuta" && run.ledger);
  const lines = faults.map(({ peer, mode, fault }) => `  ${peer}, ${mode}: ${fault}`);
  if (faults.length > 0)
    process.stderr.write(`bench: ${faults.length} without figures\n${lines.join("\n")}\n`);
  for (const { mode, fault } of ours)
    process.stderr.write(`bench: OUR OWN LEDGER IS WRONG in ${mode}: ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

// Its figures stand, marked: it does less than the others, which is in its favour.
function tellBreaches(runs) {
  const breaches = runs.filter((run) => run.breach);
  for (const { peer, mode, repeat, breach } of breaches)
    process.stderr.write(`bench: ${peer} does less than is asked, ${mode}, ${repeat}: ${breach}\n`);
  if (breaches.length > 0) process.exitCode = 1;
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

// All that is stored goes under --data, on the project's own disk: /tmp is memory on many machines,
// where an fsync costs nothing. The programs find it as TMPDIR.
async function makeFolder(data) {
  const where = resolve(data);
  const longest = 57; // a Redis of ours has its socket 50 bytes further down, of 107
  if (Buffer.byteLength(where) > longest)
    fail(`'${where}' is too long for a unix socket below it: --data /var/tmp, for one`, 2);
  await mkdir(where, { recursive: true });
  process.env.TMPDIR = where;
  return mkdtemp(join(where, "sejuta-bench."));
}

function tellNeeds({ chosen }) {
  const wanted = peers.filter((peer) => chosen.wantsPeer(peer.name));
  const byPeers = chosen.modes.some((name) => modes[name].peers) ? wanted : [];
  const packages = byPeers.flatMap((peer) => peer.needs ?? []);
  for (const name of new Set(packages)) process.stdout.write(`${name}\n`);
  process.exit(0);
}

const asked = options();
if (asked.needs) tellNeeds(asked);
const folder = await makeFolder(asked.data);
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
  const sound = soundOf(measured.runs);
  const summary = summaryOf(sound);
  const ratios = ratiosOf(sound, peers);
  printTable({ ...measured, runs: sound, summary, ratios, machine: where });
  const report = {
    machine: where,
    ...measured,
    summary,
    ratios: medians(ratios),
    ratio_ranges: ratios,
  };
  if (asked.out) await writeFile(asked.out, `${JSON.stringify(report, null, 2)}\n`);
  tellBreaches(measured.runs);
  tellFaults(measured.runs);
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
