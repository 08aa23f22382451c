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

// Every number of the runs of one peer and mode, as median, min and max: "sejuta.w1" and so on.
export function summaryOf(runs) {
  const summary = {};
  for (const [name, same] of groupBy(runs, nameOf)) {
    const keys = Object.keys(same[0]).filter((key) => typeof same[0][key] === "number");
    summary[name] = Object.fromEntries(
      keys
        .filter((key) => key !== "repeat")
        .map((key) => [key, range(same.map((run) => run[key]))]),
    );
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
