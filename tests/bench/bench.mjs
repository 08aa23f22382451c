// SPDX-License-Identifier: Apache-2.0
// ./run bench: micro benchmarks, runs of the real server, and the disk's own rate, interleaved and
// repeated; medians with min and max as a table and as JSON. Says only what was measured here.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { endDay, flushAndResend, paced } from "./days.mjs";
import { fsyncCeiling, machine } from "./machine.mjs";

const names = ["micro", "fsync", "flush", "resend", "paced"];

function fail(sentence, code) {
  process.stderr.write(`bench: ${sentence}\n`);
  process.exit(code);
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        smoke: { type: "boolean", default: false },
        only: { type: "string" },
        out: { type: "string" },
        build: { type: "string", default: "build/release" },
      },
    });
    const only = values.only?.split(",") ?? names;
    const unknown = only.find((name) => !names.includes(name));
    if (unknown !== undefined) fail(`no part '${unknown}'; there are ${names.join(", ")}`, 2);
    return { ...values, wants: (name) => only.includes(name) };
  } catch (error) {
    return fail(error.message, 2);
  }
}

const range = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median =
    sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
};

function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

async function micro(build, smoke) {
  const { stdout } = await promisify(execFile)(
    join(build, "bin/bench_micro"),
    [
      "--benchmark_format=json",
      `--benchmark_repetitions=${smoke ? 1 : 3}`,
      `--benchmark_min_time=${smoke ? 0.05 : 0.2}`,
      "--benchmark_enable_random_interleaving=true",
    ],
    { maxBuffer: 1 << 24 },
  );
  // Interleaving runs them in any order; they are told in the order of the file.
  const place = (row) => row.family_index * 100 + row.per_family_instance_index;
  const rows = JSON.parse(stdout)
    .benchmarks.filter((row) => row.run_type === "iteration")
    .sort((a, b) => place(a) - place(b));
  return [...groupBy(rows, (row) => row.run_name)].map(([name, same]) => {
    const reportsEach = (same[0].items_per_second * same[0].cpu_time) / 1e9;
    return {
      name,
      cpu_ns: range(same.map((row) => row.cpu_time)),
      ...(reportsEach > 0 ? { reports: Math.round(reportsEach) } : {}),
      ...(same[0].bytes ? { frame_bytes: same[0].bytes } : {}),
    };
  });
}

// Every number of the runs of one mode, as median, min and max.
function summaryOf(runs) {
  const summary = {};
  for (const [mode, same] of groupBy(runs, (run) => run.mode)) {
    const keys = Object.keys(same[0]).filter((key) => typeof same[0][key] === "number");
    summary[mode] = Object.fromEntries(
      keys
        .filter((key) => key !== "repeat")
        .map((key) => [key, range(same.map((run) => run[key]))]),
    );
  }
  return summary;
}

const rows = [
  ["reports_per_second", "receipts/s", 1, 0],
  ["ack_p50_ms", "receipt p50, ms", 1, 2],
  ["ack_p99_ms", "receipt p99, ms", 1, 2],
  ["server_cpu_us", "server CPU, µs a report", 1, 2],
  ["store_cpu_us", "Redis CPU, µs a report", 1, 2],
  ["load_cpu_us", "simulator CPU, µs a report", 1, 2],
  ["reports_per_batch", "reports a batch", 1, 1],
  ["server_rss_peak_bytes", "server memory at its peak, MB", 1e-6, 1],
  ["store_rss_peak_bytes", "Redis memory at its peak, MB", 1e-6, 1],
  ["others_cpu_share", "CPU that others took, %", 100, 0],
];

function printTable({ micro: micros, summary, ceilings, repeats }) {
  const lines = [];
  const add = (name, { median, min, max }, scale, digits) => {
    const text = (value) =>
      (value * scale).toLocaleString("en", {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
    lines.push(`  ${name.padEnd(34)}${text(median).padStart(12)}   ${text(min)} to ${text(max)}`);
  };
  for (const [mode, figures] of Object.entries(summary)) {
    lines.push(`${mode}: median, min to max of ${repeats}`);
    for (const [key, title, scale, digits] of rows)
      if (figures[key]) add(title, figures[key], scale, digits);
  }
  if (ceilings.length > 0) {
    lines.push("ceilings");
    add("fdatasync/s of 4 KiB", range(ceilings.map((one) => one.per_second)), 1, 0);
    add("fdatasync p50, ms", range(ceilings.map((one) => one.p50_ms)), 1, 3);
  }
  if (micros.length > 0) lines.push("micro: CPU, ns");
  for (const one of micros) add(one.name, one.cpu_ns, 1, 0);
  process.stdout.write(`${lines.join("\n")}\n`);
}

async function measure({ build, smoke, wants }, probeFolder) {
  const out = { micro: [], runs: [], ceilings: [], repeats: smoke ? 1 : 3 };
  const bin = join(build, "bin");
  if (wants("micro")) out.micro = await micro(build, smoke);
  for (let repeat = 1; repeat <= out.repeats; ++repeat) {
    process.stderr.write(`bench: repeat ${repeat} of ${out.repeats}\n`);
    if (wants("fsync")) out.ceilings.push({ repeat, ...fsyncCeiling(probeFolder) });
    const runs = [];
    if (wants("flush") || wants("resend"))
      runs.push(...(await flushAndResend(bin, wants("resend"))));
    if (wants("paced")) runs.push(...(await paced(bin)));
    out.runs.push(...runs.map((run) => ({ repeat, ...run })));
  }
  return out;
}

function buildFlags(build) {
  const cache = readFileSync(join(build, "CMakeCache.txt"), "utf8");
  const type = cache.match(/^CMAKE_BUILD_TYPE:.*=(.*)$/m)?.[1] ?? "";
  const flags = cache.match(/^CMAKE_CXX_FLAGS_RELEASE:.*=(.*)$/m)?.[1] ?? "";
  return `${type} ${flags}`.trim();
}

const asked = options();
const folder = await mkdtemp(join(tmpdir(), "sejuta-bench."));
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
])
  process.once(signal, async () => {
    await endDay();
    await rm(folder, { recursive: true, force: true });
    process.exit(code);
  });
try {
  const where = machine(folder, buildFlags(asked.build));
  const measured = await measure(asked, folder);
  where.load_average_after = loadavg();
  const summary = summaryOf(measured.runs);
  printTable({ ...measured, summary });
  // Ratios compare us with peers; there are none yet, so none is claimed.
  const report = { machine: where, ...measured, summary, ratios: {} };
  if (asked.out) await writeFile(asked.out, `${JSON.stringify(report, null, 2)}\n`);
} catch (error) {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
