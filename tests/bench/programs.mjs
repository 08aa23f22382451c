// SPDX-License-Identifier: Apache-2.0
// The C++ programs of the bench that are no servers: micro benchmarks, the Redis ceiling, and the
// instructions of a fixed run.
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { groupBy, range } from "./figures.mjs";

const run = promisify(execFile);
const stored = new URL("instructions.json", import.meta.url);

export async function micro(bin, smoke) {
  const { stdout } = await run(
    join(bin, "bench_micro"),
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

// With the batches that our own run had a moment ago.
export async function redisCeiling(bin, ours, mode, smoke) {
  const batch = Math.max(1, Math.round(ours.reports_per_batch));
  const together = mode === "w8" ? 8 : 1;
  const reports = smoke ? 30_000 : 200_000;
  const asked = [batch, together, reports, ours.connections].map(String);
  const { stdout } = await run(join(bin, "bench_ceiling"), asked);
  const { reports_per_second, store_cpu_us } = JSON.parse(stdout);
  return { reports, reports_per_batch: batch, reports_per_second, store_cpu_us };
}

// Another processor's instructions, or another compiler's, are another number.
function countedBy() {
  const compiler = execFileSync("g++", ["-dumpfullversion"], { encoding: "utf8" }).trim();
  return `${process.arch}, g++ ${compiler}`;
}

// Instructions of a run of fixed_run, less those of a short one: what starting costs is left out.
export async function countInstructions(bin, write) {
  const count = async (reports) => {
    const { stderr } = await run("valgrind", [
      ...["--tool=callgrind", "--callgrind-out-file=/dev/null"],
      ...[join(bin, "bench_fixed"), String(reports)],
    ]);
    return Number(stderr.match(/Collected : (\d+)/)[1]);
  };
  const [few, many] = [10_000, 110_000];
  const [short, long] = await Promise.all([count(few), count(many)]);
  const per_report = (long - short) / (many - few);
  const kept = existsSync(stored) ? JSON.parse(readFileSync(stored, "utf8")) : {};
  const tolerance_percent = kept.tolerance_percent ?? 3;
  const counted_by = countedBy();
  if (write) {
    kept.counted_by = counted_by;
    kept.per_report = Math.round(per_report);
    writeFileSync(stored, `${JSON.stringify({ ...kept, tolerance_percent }, null, 2)}\n`);
  }
  const off = (100 * (per_report - kept.per_report)) / kept.per_report;
  return {
    per_report,
    stored: kept.per_report ?? 0,
    stored_by: kept.counted_by ?? "",
    counted_by,
    tolerance_percent,
    // Fewer by more than that is welcome, and to be stored. Nothing stored for such a machine:
    // nothing to compare.
    within_tolerance: kept.counted_by !== counted_by || Math.abs(off) <= tolerance_percent,
  };
}
