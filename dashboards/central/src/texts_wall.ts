// SPDX-License-Identifier: Apache-2.0
// The sentences of the wall and of the public page, in Indonesian and in English.

const indonesian = {
  ofMillion: (percent: string, set: string, target: string) =>
    `${percent} dari target ${set} ${target}`,
  country: "Seluruh negeri",
  countryNote: "Satu titik, satu kabupaten atau kota; berdenyut saat laporan tiba",
  race: "Balapan yang adil",
  raceNote: "Capaian dibagi jam layanan setempat yang sudah lewat · garis = tepat waktu",
  raceCoverage: "cakupan",
  noRace: "Belum ada provinsi yang dapat dibandingkan: jam layanan baru dibuka.",
  milestone: { 0.25: "Seperempat jalan", 0.5: "Separuh jalan", 1: "Tercapai" } as Record<
    number,
    string
  >,
  milestoneOf: (set: string, target: string) => `target ${set} ${target}`,
  stale: "DATA TIDAK BERGERAK",
  publicTitle: "Tampilan publik",
  publicNote: "Diperbarui tiap menit, sampai tingkat provinsi.",
  hidden: "disamarkan",
  hiddenNote:
    "Disamarkan: di bawah 5, atau angka lain, juga yang besar, yang ditahan agar angka di bawah 5 tidak dapat dihitung dari jumlah. Yang mana tidak dikatakan.",
  raceHidden: "Belum ada provinsi yang angkanya dapat ditampilkan kepada publik.",
  totalHidden:
    "Jumlah akseptor disamarkan: darinya angka di bawah 5 di tempat lain dapat dihitung, atau ia sendiri di bawah 5.",
  apart: (count: string) => `${count} provinsi lain tidak ikut dalam acara ini.`,
  tileNote:
    "Satu kotak, satu provinsi; diperbarui tiap menit; disamarkan: di bawah 5, atau ditahan agar itu tidak dapat dihitung",
  masked: "disamarkan: di bawah 5, atau ditahan agar angka di bawah 5 tidak dapat dihitung",
};

export type WallTexts = typeof indonesian;

const english: WallTexts = {
  ofMillion: (percent, set, target) => `${percent} of the ${set} target of ${target}`,
  country: "The country",
  countryNote: "One dot, one regency or city; it pulses when reports arrive",
  race: "The race, fairly",
  raceNote: "Achievement over the local service hours that have passed · line = on time",
  raceCoverage: "coverage",
  noRace: "No province to compare yet: service hours have only just opened.",
  milestone: { 0.25: "A quarter of the way", 0.5: "Half way", 1: "Reached" },
  milestoneOf: (set, target) => `${set} target of ${target}`,
  stale: "FIGURES ARE NOT MOVING",
  publicTitle: "Public view",
  publicNote: "Refreshed once a minute, down to provinces.",
  hidden: "masked",
  hiddenNote:
    "Masked: under 5, or another count, a large one too, held back so that a count under 5 cannot be computed from the sums. Which of the two is not told.",
  raceHidden: "No province whose count may be shown to the public yet.",
  totalHidden:
    "The total is masked: a count under 5 elsewhere could be computed from it, or it is under 5 itself.",
  apart: (count) => `${count} other provinces take no part in this event.`,
  tileNote:
    "One tile, one province; refreshed once a minute; masked: under 5, or held back so that such a count cannot be computed",
  masked: "masked: under 5, or held back so that a count under 5 cannot be computed",
};

export function wallTextsOf(language: "id" | "en"): WallTexts {
  return language === "id" ? indonesian : english;
}
