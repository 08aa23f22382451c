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
  publicNote:
    "Diperbarui tiap menit. Angka di bawah 5 disembunyikan, bersama angka terkecil berikutnya agar tidak dapat dihitung dari jumlahnya.",
  hidden: "<5 / disamarkan",
  raceHidden: "Belum ada provinsi yang angkanya dapat ditampilkan kepada publik.",
  totalHidden:
    "Jumlah akseptor belum ditampilkan: dari jumlahnya, angka di bawah 5 masih dapat dihitung.",
  apart: (count: string) => `${count} provinsi lain tidak ikut dalam acara ini.`,
  tileNote: "Satu kotak, satu provinsi; diperbarui tiap menit; angka kecil disamarkan",
  masked: "Di bawah 5, atau disembunyikan agar angka di bawah 5 tidak dapat dihitung",
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
  publicNote:
    "Refreshed once a minute. Counts under 5 are hidden, with the next smallest, so that no sum tells them.",
  hidden: "<5 / masked",
  raceHidden: "No province whose count may be shown to the public yet.",
  totalHidden: "The total is not shown yet: a count under 5 could still be computed from it.",
  apart: (count) => `${count} other provinces take no part in this event.`,
  tileNote: "One tile, one province; refreshed once a minute; small counts are masked",
  masked: "Under 5, or hidden so that a count under 5 cannot be computed",
};

export function wallTextsOf(language: "id" | "en"): WallTexts {
  return language === "id" ? indonesian : english;
}
