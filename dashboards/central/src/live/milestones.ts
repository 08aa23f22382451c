// SPDX-License-Identifier: Apache-2.0
// The moments that the wall stops for: a quarter, half and the whole of the target. For a target of
// a million these are 250,000, 500,000 and the million. Each is told once, and only where the wall
// saw the total pass it: a wall that starts late does not celebrate the past.

export interface Milestone {
  readonly part: 0.25 | 0.5 | 1;
  // Acceptors at which it is reached.
  readonly acceptors: number;
}

const parts: readonly Milestone["part"][] = [0.25, 0.5, 1];

export function milestonesOf(target: number): readonly Milestone[] {
  return target > 0 ? parts.map((part) => ({ part, acceptors: Math.ceil(target * part) })) : [];
}

// The highest milestone between two totals that were seen one after the other; null for none. A
// total that falls below one and passes it again was told already: `told` remembers.
export function milestonePassed(
  before: number | null,
  after: number,
  target: number,
  told: ReadonlySet<number>,
): Milestone | null {
  if (before === null) return null;
  const passed = milestonesOf(target).filter(
    ({ part, acceptors }) => before < acceptors && acceptors <= after && !told.has(part),
  );
  return passed.at(-1) ?? null;
}
