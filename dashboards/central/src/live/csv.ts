// SPDX-License-Identifier: Apache-2.0
// A table of the page as a file for a spreadsheet: RFC 4180, whole numbers without separators. Each
// line carries what the screen carries: as-of and sequence, so that a figure never travels alone.

export type Cell = string | number | null;

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

// A text that a spreadsheet would take for a formula is kept a text.
function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(table: Table, frame: Readonly<Record<string, string>>): string {
  const names = Object.keys(frame);
  const values = Object.values(frame);
  const lines = [[...table.head, ...names], ...table.rows.map((row) => [...row, ...values])];
  return lines.map((line) => `${line.map(cellText).join(",")}\r\n`).join("");
}
