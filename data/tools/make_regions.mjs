// SPDX-License-Identifier: Apache-2.0
// Makes the dated region sets under data/regions: the present one from the pinned idn-area-data
// package, the one of June 2020 from that by the crosswalk. Counts are asserted before anything is
// written, so a changed package or crosswalk is noticed here and not on the day.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { formatCsv, parseCsv } from './csv.mjs';
import { displayName, properCase, splitOfficial } from './names.mjs';

const DATA = new URL('../', import.meta.url);
const PACKAGE = new URL('node_modules/idn-area-data/data/', import.meta.url);
const COLUMNS = ['code', 'kind', 'name', 'zone'];
const NATION = { code: 'ID', kind: 'nation', name: 'Indonesia', zone: 'WIB' };

const WITA = new Set(['51', '52', '53', '63', '64', '65', '71', '72', '73', '74', '75', '76']);
const WIT = new Set(['81', '82', '91', '92', '93', '94', '95', '96']);
// Keputusan Presiden 41/1987: no province lies in two zones.
function zoneOf(code) {
  const province = code.slice(0, 2);
  return WITA.has(province) ? 'WITA' : WIT.has(province) ? 'WIT' : 'WIB';
}

function provinceName(official) {
  return official === 'DAERAH ISTIMEWA YOGYAKARTA' ? 'DI Yogyakarta' : properCase(official);
}

function present() {
  const read = (name) => parseCsv(readFileSync(new URL(name, PACKAGE), 'utf8'));
  const provinces = read('provinces.csv').map(({ code, name }) => ({
    code, kind: 'provinsi', name: provinceName(name), zone: zoneOf(code),
  }));
  const regencies = read('regencies.csv').map(({ code, name }) => {
    const { kind, bare } = splitOfficial(name);
    return { code, kind, name: displayName(kind, bare), zone: zoneOf(code) };
  });
  return [...provinces, ...regencies];
}

// Undoes the moves of the crosswalk; the provinces that were founded since are left out.
function asOf2020(now, crosswalk) {
  const earlier = new Map(crosswalk.map((row) => [row.code_2025, row]));
  const founded = new Set(['93', '94', '95', '96']);
  const regions = now
    .filter((region) => !founded.has(region.code))
    .map((region) => {
      const move = earlier.get(region.code);
      if (!move) return region;
      assert.equal(move.name, region.name, `crosswalk ${move.code_2025}: the name differs`);
      earlier.delete(region.code);
      return { ...region, code: move.code_2020, zone: zoneOf(move.code_2020) };
    });
  assert.deepEqual([...earlier.keys()], [], 'rows of the crosswalk that moved nothing');
  return regions;
}

function check(regions, provinces, regencies) {
  const codes = new Set(regions.map((region) => region.code));
  assert.equal(codes.size, regions.length, 'a code appears twice');
  assert.equal(regions.filter((region) => region.code.length === 2).length, provinces);
  assert.equal(regions.filter((region) => region.code.length === 5).length, regencies);
  for (const { code } of regions)
    assert.ok(codes.has(code.slice(0, 2)), `${code}: its province is not in the set`);
}

function write(set, regions) {
  const folder = new URL(`regions/${set}/`, DATA);
  mkdirSync(folder, { recursive: true });
  const sorted = [...regions].sort((a, b) => (a.code < b.code ? -1 : 1));
  writeFileSync(new URL('regions.csv', folder), formatCsv(COLUMNS, [NATION, ...sorted]));
}

const now = present();
check(now, 38, 514);
const crosswalk = parseCsv(
  readFileSync(new URL('regions/crosswalk-2020-2025.csv', DATA), 'utf8'),
);
assert.equal(crosswalk.length, 26);
const then = asOf2020(now, crosswalk);
check(then, 34, 514);
write('2025', now);
write('2020-06', then);
console.log('regions/2025: 38 provinces, 514 regencies; regions/2020-06: 34 and 514');
