// SPDX-License-Identifier: Apache-2.0
// The nation's shape for rehearsals: 60,000 simulated sites over all 514 regencies of 2025. Provinces weigh as
// their inhabitants at the census of 2020 (in thousands; Papua's six split about as the regencies did), a
// city as a regency. Names are generic on purpose: no real facility is meant.
const SITES = 60_000;
const INHABITANTS = {
  11: 5275, 12: 14799, 13: 5534, 14: 6394, 15: 3548, 16: 8467, 17: 2011, 18: 9008, 19: 1456, 21: 2065,
  31: 10562, 32: 48274, 33: 36516, 34: 3669, 35: 40666, 36: 11905, 51: 4317, 52: 5320, 53: 5326,
  61: 5414, 62: 2670, 63: 4074, 64: 3766, 65: 702, 71: 2622, 72: 2986, 73: 9074, 74: 2625, 75: 1172, 76: 1419,
  81: 1849, 82: 1283, 91: 1035, 92: 540, 93: 514, 94: 1432, 95: 1459, 96: 604,
};
// Of a hundred sites: practising midwives and village posts are most of them, hospitals few.
const KINDS = [
  { kind: 'puskesmas', letters: 'PKM', label: 'Puskesmas simulasi', percent: 17 },
  { kind: 'pmb', letters: 'PMB', label: 'PMB simulasi', percent: 47 },
  { kind: 'imp', letters: 'IMP', label: 'IMP simulasi', percent: 28 },
  { kind: 'rs', letters: 'RS', label: 'RS simulasi', percent: 4 },
  { kind: 'kb_bergerak', letters: 'KBG', label: 'KB bergerak simulasi', percent: 4 },
];

// Whole parts that add up: largest remainders first, at least `least` each.
function apportion(whole, weights, least) {
  const sum = weights.reduce((a, b) => a + b, 0);
  const free = whole - least * weights.length;
  const exact = weights.map((weight) => (free * weight) / sum);
  const parts = exact.map((value) => least + Math.floor(value));
  const left = whole - parts.reduce((a, b) => a + b, 0);
  exact
    .map((value, at) => ({ at, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.at - b.at)
    .slice(0, left)
    .forEach(({ at }) => parts[at]++);
  return parts;
}

function sitesOf(regency, count) {
  const digits = regency.replace('.', '');
  const counts = apportion(count, KINDS.map(({ percent }) => percent), 1);
  return KINDS.flatMap(({ kind, letters, label }, at) =>
    Array.from({ length: counts[at] }, (_, i) => ({
      code: `S${digits}-${letters}-${String(i + 1).padStart(3, '0')}`,
      name: `${label} ${i + 1}`, kind, regency, district: '', expected: 'yes',
    })),
  );
}

export function nationalSites(regions) {
  const regencies = regions.map(({ code }) => code).filter((code) => code.length === 5);
  const perProvince = new Map();
  for (const code of regencies) perProvince.set(code.slice(0, 2), (perProvince.get(code.slice(0, 2)) ?? 0) + 1);
  const weights = regencies.map((code) => INHABITANTS[code.slice(0, 2)] / perProvince.get(code.slice(0, 2)));
  const counts = apportion(SITES, weights, 20);
  return regencies.flatMap((code, at) => sitesOf(code, counts[at]));
}
