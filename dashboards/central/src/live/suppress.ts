// SPDX-License-Identifier: Apache-2.0
// Small cells of the public view: a count from 1 to 4 is written "<5", and where exactly one cell of
// a list was hidden so, the next smallest is hidden too: otherwise the sum would tell it.

export const smallMax = 4;

export type PublicCount =
  | { readonly kind: "count"; readonly value: number }
  | { readonly kind: "hidden" };

export function suppressed(counts: readonly number[]): readonly PublicCount[] {
  const hidden = new Set<number>();
  counts.forEach((count, index) => {
    if (count > 0 && count <= smallMax) hidden.add(index);
  });
  if (hidden.size === 1) {
    let next = -1;
    counts.forEach((count, index) => {
      if (hidden.has(index) || count === 0) return;
      if (next === -1 || count < (counts[next] ?? 0)) next = index;
    });
    if (next !== -1) hidden.add(next);
  }
  return counts.map((value, index) =>
    hidden.has(index) ? { kind: "hidden" } : { kind: "count", value },
  );
}
