// SPDX-License-Identifier: Apache-2.0
// Medians, ranges and ratios of the runs.

export function range(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median =
    sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
}

export function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

const nameOf = (run) => `${run.peer}.${run.mode}`;

// The runs of the peers and modes that had no fault in any repeat.
export function soundOf(runs) {
  const faulty = new Set(runs.filter((run) => run.fault).map(nameOf));
  return runs.filter((run) => !faulty.has(nameOf(run)));
}

// Every number that any run of one peer and mode has, as median, min and max of those that have it:
// "sejuta.w1" and so on.
export function summaryOf(runs) {
  const summary = {};
  for (const [name, same] of groupBy(runs, nameOf)) {
    const keys = new Set(same.flatMap(Object.keys));
    keys.delete("repeat");
    summary[name] = {};
    for (const key of keys) {
      const values = same.map((run) => run[key]).filter(Number.isFinite);
      if (values.length > 0) summary[name][key] = range(values);
    }
  }
  return summary;
}

// What is compared, and whether more is better.
const compared = {
  receipts: ["reports_per_second", true],
  server_cpu: ["server_cpu_us", false],
  store_cpu: ["store_cpu_us", false],
  total_cpu: ["total_cpu_us", false],
  ack_p99: ["ack_p99_ms", false],
};
const ofCeiling = { redis_ceiling: { rate: ["reports_per_second", true] } };
const ofEcho = { server_cpu: compared.server_cpu };

// Ours against each peer in the same mode and repeat, above 1 where ours is better; the median of
// the repeats. Flat keys: "<peer>.<what>.<mode>".
export function ratiosOf(runs, peers) {
  const found = new Map();
  const ours = (run) =>
    runs.find((one) => one.peer === "sejuta" && one.mode === run.mode && one.repeat === run.repeat);
  for (const run of runs) {
    const mine = ours(run);
    if (run.peer === "sejuta" || !mine) continue;
    const echo = peers.find((peer) => peer.name === run.peer)?.speaks === "echo";
    const what = ofCeiling[run.peer] ?? (echo ? ofEcho : compared);
    for (const [name, [key, moreIsBetter]] of Object.entries(what)) {
      if (!(run[key] > 0 && mine[key] > 0)) continue;
      const ratio = moreIsBetter ? mine[key] / run[key] : run[key] / mine[key];
      const flat = `${run.peer}.${name}.${run.mode}`;
      found.set(flat, [...(found.get(flat) ?? []), ratio]);
    }
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, range(values)]));
}
