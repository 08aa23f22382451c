// SPDX-License-Identifier: Apache-2.0
// The results for people: peers side by side in each mode, then the ratios and the rest.
import { range } from "./figures.mjs";

const columns = [
  ["reports_per_second", "receipts/s", 1, 0],
  ["server_cpu_us", "server µs", 1, 2],
  ["store_cpu_us", "store µs", 1, 2],
  ["server_syscalls", "srv calls", 1, 2],
  ["store_syscalls", "store calls", 1, 3],
  ["ack_p50_ms", "p50 ms", 1, 2],
  ["ack_p99_ms", "p99 ms", 1, 2],
  ["ack_p999_ms", "p99.9 ms", 1, 2],
  ["reports_per_batch", "a batch", 1, 0],
  ["rss_per_connection_bytes", "kB/conn", 1e-3, 1],
  ["freshness_p99_ms", "fresh p99", 1, 0],
  ["ready_seconds", "ready s", 1, 1],
  ["others_cpu_share", "others %", 100, 0],
];

const text = (value, scale, digits) =>
  (value * scale).toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });

// The load generator is one thread: near 1 it is what bounds the rate, not the server.
const busyMax = 0.9;
const boundByLoad = (figures) => figures.load_busy_share?.median > busyMax;

function cellOf(figures, [key, , scale, digits]) {
  if (!figures[key]) return "";
  const mark = key === "reports_per_second" && boundByLoad(figures) ? "*" : "";
  return mark + text(figures[key].median, scale, digits);
}

// What a peer leaves out of the work is in its favour.
const doesLess = (runs, name) =>
  runs.some((run) => run.breach && `${run.peer}.${run.mode}` === name);

function printModes({ summary, runs }, lines) {
  const names = Object.keys(summary);
  for (const mode of new Set(names.map((name) => name.split(".")[1]))) {
    const rows = names.filter((name) => name.endsWith(`.${mode}`));
    const shown = columns.filter(([key]) => rows.some((name) => summary[name][key]));
    lines.push("", `${mode.padEnd(16)}${shown.map(([, title]) => title.padStart(12)).join("")}`);
    for (const name of rows) {
      const cells = shown.map((column) => cellOf(summary[name], column).padStart(12));
      const title = `${name.split(".")[0]}${doesLess(runs, name) ? " !" : ""}`;
      lines.push(`${title.padEnd(16)}${cells.join("")}`);
    }
  }
  if (Object.values(summary).some(boundByLoad))
    lines.push(
      "",
      "* the load generator is the limit: the rate is a lower bound, the ratio unknown",
    );
  if (names.some((name) => doesLess(runs, name)))
    lines.push("", "! does less than the others: what it lacks is told below");
}

function headOf({ repeats, machine }) {
  const head = `medians of ${repeats}; µs are of CPU, a report`;
  if (!machine.data_in_memory) return [head];
  return [
    `NO DISK: the data is on ${machine.filesystem}, in memory. No receipt here is durable, every fsync is`,
    "free, and no figure below says anything of a server with a disk. --data DIR takes another place.",
    "",
    head,
  ];
}

// Of rates of which one is a lower bound nobody knows how far they are apart.
function boundRatio(name, summary) {
  const [peer, what, mode] = name.split(".");
  const both = ["sejuta", peer].map((one) => summary[`${one}.${mode}`]);
  return (
    ["receipts", "rate"].includes(what) && both.some((figures) => figures && boundByLoad(figures))
  );
}

export function printTable(all) {
  const { micro, summary, ratios, fsync, memory, instructions } = all;
  const lines = headOf(all);
  printModes(all, lines);
  if (Object.keys(ratios).length > 0) lines.push("", "ours, times better (min to max)");
  for (const [name, { median, min, max }] of Object.entries(ratios)) {
    const times = `${boundRatio(name, summary) ? "*" : ""}${text(median, 1, 2)}`;
    lines.push(
      `  ${name.padEnd(36)}${times.padStart(8)}   ${text(min, 1, 2)} to ${text(max, 1, 2)}`,
    );
  }
  if (fsync.length > 0) {
    const per = range(fsync.map((one) => one.per_second));
    const p50 = range(fsync.map((one) => one.p50_ms));
    lines.push(
      "",
      `fdatasync of 4 KiB: ${text(per.median, 1, 0)}/s, p50 ${text(p50.median, 1, 3)} ms`,
    );
  }
  if (memory.length > 0) {
    const [p50, p99] = ["p50_ms", "p99_ms"].map((key) => range(memory.map((one) => one[key])));
    lines.push(
      `a walk in memory, alone: p50 ${text(p50.median, 1, 3)} ms, p99 ${text(p99.median, 1, 3)} ms (${text(p99.min, 1, 3)} to ${text(p99.max, 1, 3)})`,
    );
  }
  if (instructions)
    lines.push(
      "",
      `instructions a report: ${text(instructions.per_report, 1, 0)} (${instructions.counted_by}), ` +
        `stored ${text(instructions.stored, 1, 0)} (${instructions.stored_by || "nothing"})`,
    );
  if (micro.length > 0) lines.push("", "micro: CPU, ns");
  for (const { name, cpu_ns } of micro)
    lines.push(`  ${name.padEnd(36)}${text(cpu_ns.median, 1, 0).padStart(12)}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}
