// SPDX-License-Identifier: Apache-2.0
// The monthly targets per field officer of the Grebek in Luwu Utara. Published is only that there
// were such targets; officers and figures are simulated, and the set's name says so on every screen.
import { writeFileSync } from 'node:fs';
import { formatCsv } from './csv.mjs';

export const OFFICERS = Array.from({ length: 6 }, (_, i) => `PLKB-7322-0${i + 1}`);
const MONTHS = ['2022-07', '2022-08', '2022-09'];
const COLUMNS = ['set', 'code_system', 'code', 'name', 'method_group', 'month', 'officer', 'target', 'source'];

const row = (month, officer, target) => ({
  set: 'Kabupaten (simulasi)', code_system: 'kemendagri', code: '73.22', name: 'Luwu Utara',
  method_group: '', month, officer, target, source: 'simulated',
});

// One officer's month: between 30 and 50 acceptors, the same whenever it is made.
const target = (officer, month) => 30 + ((officer * 7 + month * 5) % 21);

export function luwuUtaraTargets() {
  const monthly = MONTHS.map((month, m) =>
    OFFICERS.map((officer, o) => row(month, officer, target(o, m))));
  const sum = (rows) => rows.reduce((all, each) => all + each.target, 0);
  return [
    row('', '', sum(monthly.flat())),
    ...MONTHS.flatMap((month, m) => [row(month, '', sum(monthly[m])), ...monthly[m]]),
  ];
}

export function writeLuwuUtara(data) {
  const file = 'events/grebek-luwu-utara-2022/targets.csv';
  writeFileSync(new URL(file, data), formatCsv(COLUMNS, luwuUtaraTargets()));
  console.log(`${file}: ${luwuUtaraTargets().length} rows`);
}
