// SPDX-License-Identifier: Apache-2.0
// Makes the simulated sites of the rehearsals: about twenty of all five kinds in a regency. Names are generic on purpose: no real facility and no person is meant.
import { readFileSync, writeFileSync } from 'node:fs';
import { formatCsv, parseCsv } from './csv.mjs';
import { OFFICERS } from './luwu_utara.mjs';
import { nationalSites } from './national.mjs';

const DATA = new URL('../', import.meta.url);
// Where each event's simulated sites are: all regencies whose code begins so.
const EVENTS = [
  { id: 'harganas-2020', regions: '2020-06', within: ['15.', '32.'] },
  { id: 'pekan-kb-2023', regions: '2025', within: ['15.', '32.'] },
  { id: 'grebek-serang-2023', regions: '2025', within: ['36.04'] },
  { id: 'grebek-luwu-utara-2022', regions: '2020-06', within: ['73.22'], officers: OFFICERS },
];
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

for (const { id, regions, within, officers } of EVENTS) {
  const table = readFileSync(new URL(`regions/${regions}/regions.csv`, DATA), 'utf8');
  const rows = parseCsv(table)
    .filter(({ code }) => code.length === 5 && within.some((start) => code.startsWith(start)))
    .flatMap(({ code }) => sitesOf(code))
    .map((site, i) => (officers ? { ...site, officer: officers[i % officers.length] } : site));
  const file = `events/${id}/sites.csv`;
  writeFileSync(new URL(file, DATA), formatCsv(officers ? [...COLUMNS, 'officer'] : COLUMNS, rows));
  console.log(`${file}: ${rows.length} sites`);
}

const national = nationalSites(parseCsv(readFileSync(new URL('regions/2025/regions.csv', DATA), 'utf8')));
const file = 'events/national-rehearsal/sites.csv';
writeFileSync(new URL(file, DATA), formatCsv(COLUMNS, national));
console.log(`${file}: ${national.length} sites`);
