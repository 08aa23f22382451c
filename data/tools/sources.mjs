// SPDX-License-Identifier: Apache-2.0
// How each published table under data/sources becomes printed rows of a target tree. Only the shape
// changes here: names, groups and figures stay as printed, for targets.mjs to judge.
function printed(file, line, set, code, name, target, source, method_group = '') {
  const at = `data/sources/${file}:${line}`;
  return { at, set, code_system: 'kemendagri', code, name, method_group, target, source };
}

const NATIONAL_SETS = new Map([
  ['panitia pusat', ['Panitia Pusat', 'ANTARA 2020']],
  ['bkkbn rincian', ['BKKBN rincian', 'Kulon Progo 2020']],
  ['muri', ['MURI', 'Infojambi 2020']],
]);

function national(read) {
  const file = 'national-2020-targets.csv';
  return read(file).map((row) => {
    const [set, source] = NATIONAL_SETS.get(row.target_set);
    const group = row.kind === 'method_group' ? row.name : '';
    return printed(file, row.line, set, 'ID', 'Indonesia', row.target, source, group);
  });
}

function jambi(read) {
  const file = 'jambi-2020-targets.csv';
  const source = 'ANTARA News Jambi 2020-06-10';
  return read(file).map((row) => {
    const group = row.kind === 'method_group' ? row.name_as_printed : '';
    const name = group ? 'Jambi' : row.name_as_printed;
    const code = row.kemendagri_code || '15';
    return printed(file, row.line, 'Panitia Pusat', code, name, row.target, source, group);
  });
}

function jawaBarat(read) {
  const file = 'jabar-2020-result.csv';
  const source = 'Pasundan Ekspres 2020-07-03';
  const sets = new Map([['pusat', 'Panitia Pusat'], ['provinsi', 'Provinsi']]);
  return read(file)
    .filter((row) => row.kind === 'target')
    .map((row) => printed(file, row.line, sets.get(row.name), '32', 'Jawa Barat', row.value, source));
}

// The one target of an event in the table of campaigns.
function campaign(event, set, name) {
  const file = 'events-published.csv';
  return (read) =>
    read(file)
      .filter((row) => row.event === event)
      .map((row) => printed(file, row.line, set, row.region, name, row.target, row.source));
}

// Per event: its region set, the order of its target sets, and where its figures were published.
export const EVENTS = [
  {
    id: 'harganas-2020',
    regions: '2020-06',
    sets: ['Panitia Pusat', 'Provinsi', 'BKKBN rincian', 'MURI'],
    tables: [national, jambi, jawaBarat],
  },
  {
    id: 'pekan-kb-2023',
    regions: '2025',
    sets: ['Panitia Pusat'],
    tables: [campaign('Pekan KB Nov 2023 national', 'Panitia Pusat', 'Indonesia')],
  },
  {
    id: 'grebek-serang-2023',
    regions: '2025',
    sets: ['Kabupaten'],
    tables: [campaign('Grebek MKJP Serang', 'Kabupaten', 'Serang')],
  },
];
