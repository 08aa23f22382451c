// SPDX-License-Identifier: Apache-2.0
// Converts the published figures under data/sources into the targets.csv of the events. Names as
// printed pass only with --accept-aliases; without it every row that needs an alias is named and
// nothing is written. Figures are copied as printed, never adjusted to add up.
import { readFileSync, writeFileSync } from 'node:fs';
import { formatCsv, parseCsv } from './csv.mjs';
import { COLUMNS, makeCatalogue, resolve } from './targets.mjs';

const DATA = new URL('../', import.meta.url);
const read = (path) => parseCsv(readFileSync(new URL(path, DATA), 'utf8'));

function base(file, line, set, code, name, target, source, method_group = '') {
  const at = `data/sources/${file}:${line}`;
  return { at, set, code_system: 'kemendagri', code, name, method_group, target, source };
}

const NATIONAL_SETS = new Map([
  ['panitia pusat', ['Panitia Pusat', 'ANTARA 2020']],
  ['bkkbn rincian', ['BKKBN rincian', 'Kulon Progo 2020']],
  ['muri', ['MURI', 'Infojambi 2020']],
]);

function national() {
  const file = 'national-2020-targets.csv';
  return read(`sources/${file}`).map((row) => {
    const [set, source] = NATIONAL_SETS.get(row.target_set);
    const group = row.kind === 'method_group' ? row.name : '';
    return base(file, row.line, set, 'ID', 'Indonesia', row.target, source, group);
  });
}

function jambi() {
  const file = 'jambi-2020-targets.csv';
  const source = 'ANTARA News Jambi 2020-06-10';
  return read(`sources/${file}`).map((row) => {
    const group = row.kind === 'method_group' ? row.name_as_printed : '';
    const name = group ? 'Jambi' : row.name_as_printed;
    const code = row.kemendagri_code || '15';
    return base(file, row.line, 'Panitia Pusat', code, name, row.target, source, group);
  });
}

function jawaBarat() {
  const file = 'jabar-2020-result.csv';
  const source = 'Pasundan Ekspres 2020-07-03';
  const sets = new Map([['pusat', 'Panitia Pusat'], ['provinsi', 'Provinsi']]);
  return read(`sources/${file}`)
    .filter((row) => row.kind === 'target')
    .map((row) => base(file, row.line, sets.get(row.name), '32', 'Jawa Barat', row.value, source));
}

function inOrder(rows) {
  const order = ['Panitia Pusat', 'Provinsi', 'BKKBN rincian', 'MURI'];
  const code = (row) => (row.code === 'ID' ? '00' : row.code).padEnd(5);
  const key = (row) => [order.indexOf(row.set), code(row), row.method_group].join('|');
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const acceptAliases = process.argv.includes('--accept-aliases');
const catalogue = makeCatalogue(read('regions/2020-06/regions.csv'), read('regions/aliases.csv'));
const outcomes = [...national(), ...jambi(), ...jawaBarat()]
  .map((printed) => resolve(printed, catalogue, acceptAliases));
const refused = outcomes.filter((outcome) => outcome.refused);
for (const { refused: why } of refused) console.error(why);
if (refused.length > 0) {
  console.error(`${refused.length} rows refused, nothing written`);
  process.exitCode = 1;
} else {
  const rows = inOrder(outcomes.map((outcome) => outcome.row));
  writeFileSync(new URL('events/harganas-2020/targets.csv', DATA), formatCsv(COLUMNS, rows));
  console.log(`events/harganas-2020/targets.csv: ${rows.length} rows`);
}
