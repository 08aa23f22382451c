// SPDX-License-Identifier: Apache-2.0
// Converts the published figures under data/sources into the targets.csv of the events. Names as
// printed pass only with --accept-aliases; without it every row that needs an alias is named and
// nothing is written. Figures are copied as printed, never adjusted to add up.
import { readFileSync, writeFileSync } from 'node:fs';
import { formatCsv, parseCsv } from './csv.mjs';
import { writeLuwuUtara } from './luwu_utara.mjs';
import { EVENTS } from './sources.mjs';
import { COLUMNS, makeCatalogue, resolve } from './targets.mjs';

const DATA = new URL('../', import.meta.url);
const read = (path) => parseCsv(readFileSync(new URL(path, DATA), 'utf8'));
const aliases = read('regions/aliases.csv');

// By set, then the nation, then code by code, totals before their groups.
function inOrder(rows, sets) {
  const code = (row) => (row.code === 'ID' ? '00' : row.code).padEnd(5);
  const key = (row) => [sets.indexOf(row.set), code(row), row.method_group].join('|');
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function convert(event, acceptAliases) {
  const catalogue = makeCatalogue(read(`regions/${event.regions}/regions.csv`), aliases);
  const printed = event.tables.flatMap((table) => table((file) => read(`sources/${file}`)));
  return { event, outcomes: printed.map((row) => resolve(row, catalogue, acceptAliases)) };
}

const unknown = process.argv.slice(2).filter((flag) => flag !== '--accept-aliases');
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(' ')}; usage: make_targets.mjs [--accept-aliases]`);
  process.exit(2);
}
const converted = EVENTS.map((event) => convert(event, process.argv.includes('--accept-aliases')));
const refused = converted.flatMap(({ outcomes }) => outcomes.filter((outcome) => outcome.refused));
for (const { refused: why } of refused) console.error(why);
if (refused.length > 0) {
  console.error(`${refused.length} rows refused, nothing written`);
  process.exit(1);
}
for (const { event, outcomes } of converted) {
  const rows = inOrder(outcomes.map((outcome) => outcome.row), event.sets);
  const file = `events/${event.id}/targets.csv`;
  writeFileSync(new URL(file, DATA), formatCsv(COLUMNS, rows));
  console.log(`${file}: ${rows.length} rows`);
}
writeLuwuUtara(DATA);
