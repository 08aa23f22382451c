// SPDX-License-Identifier: Apache-2.0
// Target sets side by side, purely: for each set the region's own target, those of its parts, and
// the residue between them, which is shown and never forced to zero.
import type { Target, Totals } from "./model";

export interface SetColumn {
  readonly set: string;
  // The region's own target.
  readonly own: number;
  // Part's code → its target.
  readonly parts: ReadonlyMap<string, number>;
  // The own target less the sum of the parts'.
  readonly residue: number;
}

// One column for each of the region's own sets that any part has a target in, in the region's order.
export function setColumns(totals: Totals): readonly SetColumn[] {
  const all = new Map<string, readonly Target[]>();
  for (const row of totals.byRegion.values()) {
    all.set(row.code, row.targets);
  }
  return totals.targets.flatMap(({ set, acceptors: own }) => {
    const targets = new Map<string, number>();
    for (const [code, list] of all) {
      const found = list.find((target) => target.set === set);
      if (found) targets.set(code, found.acceptors);
    }
    const sum = [...targets.values()].reduce((a, b) => a + b, 0);
    return targets.size === 0 ? [] : [{ set, own, parts: targets, residue: own - sum }];
  });
}
