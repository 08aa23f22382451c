// SPDX-License-Identifier: Apache-2.0
// Makes the simulated sites of the rehearsal: about twenty of all five kinds in every regency of
// Jambi and Jawa Barat. Names are generic on purpose: no real facility and no person is meant.
import { readFileSync, writeFileSync } from 'node:fs';
import { formatCsv, parseCsv } from './csv.mjs';

const DATA = new URL('../', import.meta.url);
const PROVINCES = ['15', '32'];
const COLUMNS = ['code', 'name', 'kind', 'regency', 'district', 'expected'];

// How many of a kind a regency has; the rarer two alternate between one and two by the code.
const KINDS = [
  { kind: 'puskesmas', letters: 'PKM', label: 'Puskesmas simulasi', count: () => 4 },
  { kind: 'pmb', letters: 'PMB', label: 'PMB simulasi', count: () => 8 },
  { kind: 'imp', letters: 'IMP', label: 'IMP simulasi', count: () => 5 },
  { kind: 'rs', letters: 'RS', label: 'RS simulasi', count: (n) => 1 + (n % 2) },
  { kind: 'kb_bergerak', letters: 'KBG', label: 'KB bergerak simulasi', count: (n) => 2 - (n % 2) },
];

function sitesOf(regency) {
  const digits = regency.replace('.', '');
  return KINDS.flatMap(({ kind, letters, label, count }) =>
    Array.from({ length: count(Number(digits)) }, (_, i) => ({
      code: `S${digits}-${letters}-${String(i + 1).padStart(3, '0')}`,
      name: `${label} ${i + 1}`,
      kind, regency, district: '', expected: 'yes',
    })),
  );
}

const regions = parseCsv(readFileSync(new URL('regions/2020-06/regions.csv', DATA), 'utf8'));
const rows = regions
  .filter(({ code }) => code.length === 5 && PROVINCES.includes(code.slice(0, 2)))
  .flatMap(({ code }) => sitesOf(code));
writeFileSync(new URL('events/harganas-2020/sites.csv', DATA), formatCsv(COLUMNS, rows));
console.log(`events/harganas-2020/sites.csv: ${rows.length} sites`);
