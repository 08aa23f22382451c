// SPDX-License-Identifier: Apache-2.0
// How names of regions are written, and when a printed name agrees with a region. Agreement is
// strict (case and the word of the kind aside): everything else is an alias, which a person confirms.
const ABBREVIATIONS = { dki: 'DKI' };

// "KABUPATEN OGAN KOMERING ULU" → kind "kabupaten", bare "Ogan Komering Ulu".
export function splitOfficial(official) {
  const match = /^(KABUPATEN ADMINISTRASI|KOTA ADMINISTRASI|KABUPATEN|KOTA) (.+)$/.exec(official);
  if (!match) throw new Error(`"${official}": no kind in the name of a regency`);
  return { kind: match[1].toLowerCase(), bare: properCase(match[2]) };
}

export function properCase(name) {
  return name
    .toLowerCase()
    .split(' ')
    .map((word) => ABBREVIATIONS[word] ?? (word === 'dan' ? word : word[0].toUpperCase() + word.slice(1)))
    .join(' ');
}

// What screens show: a kabupaten by its bare name, a city as "Kota Jambi", so that Bogor and Kota
// Bogor differ; Jakarta's five cities have no regency beside them and go bare.
export function displayName(kind, bare) {
  return kind === 'kota' ? `Kota ${bare}` : bare;
}

// Lower case, single spaces.
export function fold(name) {
  return name.trim().toLowerCase().replace(/\s+/g, ' ');
}

const KIND_WORDS = {
  nation: [],
  provinsi: ['provinsi', 'prov.'],
  kabupaten: ['kabupaten', 'kab.', 'kab'],
  kota: ['kota'],
  'kabupaten administrasi': ['kabupaten administrasi', 'kabupaten', 'kab.', 'kab'],
  'kota administrasi': ['kota administrasi', 'kota'],
};

// True where a printed name says this region: "Bungo", "KAB. BUNGO", "Provinsi Jambi". A city says
// "Kota", since a regency may carry the same bare name.
export function agrees(printed, region) {
  const said = fold(printed);
  if (said === fold(region.name)) return true;
  const bare = fold(region.kind === 'kota' ? region.name.slice('Kota '.length) : region.name);
  return KIND_WORDS[region.kind].some((word) => said === `${word} ${bare}`);
}
