// SPDX-License-Identifier: Apache-2.0
// Every sentence of the page in Indonesian and in English; both are complete, the compiler sees to
// it. Figures come in as text that is already formatted.
import { EventStatus } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import type { Language } from "@sejuta/shared/src/format";
import type { StopReason } from "./live/machine";
import { type LoginTexts, loginTextsOf } from "./texts_login";
import { type RoomTexts, roomTextsOf } from "./texts_room";
import { type WallTexts, wallTextsOf } from "./texts_wall";

export interface Texts {
  readonly nation: string;
  readonly acceptors: string;
  readonly nationInBrief: (total: string, percent: string | null) => string;
  readonly percentOf: (set: string, target: string) => string;
  readonly noTarget: string;
  readonly per: (clock: string) => string;
  readonly checked: (clock: string) => string;
  readonly number: (serial: string) => string;
  readonly coverage: (reported: string, expected: string, percent: string) => string;
  readonly noCoverage: string;
  readonly rate: (perMinute: string) => string;
  readonly status: Readonly<Record<EventStatus, string>>;
  readonly connection: {
    readonly connecting: string;
    readonly noAnswer: string;
    readonly live: string;
    readonly staleSilent: (clock: string) => string;
    readonly staleLedger: (clock: string) => string;
    readonly reconnecting: (clock: string) => string;
    readonly reconnectingEmpty: string;
    readonly stopped: Readonly<Record<StopReason, string>>;
    readonly again: string;
  };
  readonly rehearsal: { readonly mark: string; readonly sentence: string };
  readonly developmentTokens: string;
  readonly openDashboards: string;
  readonly weakerDurability: string;
  readonly notOpen: (day: string) => string;
  readonly waitingForFirst: string;
  readonly unknownRegion: { readonly title: string; readonly sentence: (code: string) => string };
  readonly toNation: string;
  readonly up: string;
  readonly loading: (name: string) => string;
  readonly methods: string;
  readonly method: string;
  readonly share: string;
  readonly target: string;
  readonly against: (set: string) => string;
  readonly percent: string;
  readonly longActing: string;
  readonly longActingNote: string;
  readonly category: string;
  readonly postpartum: string;
  readonly place: string;
  readonly partner: string;
  readonly curve: string;
  readonly curveSummary: (total: string, clock: string) => string;
  readonly showTable: string;
  readonly showChart: string;
  readonly hour: string;
  readonly added: string;
  readonly cumulative: string;
  readonly targetLine: (target: string) => string;
  readonly targetAbove: (target: string) => string;
  readonly provinces: string;
  readonly regencies: string;
  readonly name: string;
  readonly coverageShort: string;
  readonly ofExpected: (reported: string, expected: string) => string;
  readonly scaleLegend: string;
  readonly aboveTarget: string;
  readonly otherLanguage: string;
  readonly promise: string;
  readonly room: RoomTexts;
  readonly wall: WallTexts;
  readonly login: LoginTexts;
}

const indonesian: Texts = {
  nation: "Indonesia",
  acceptors: "akseptor",
  nationInBrief: (total, percent) =>
    `Nasional ${total} akseptor${percent === null ? "" : ` · ${percent}`}`,
  percentOf: (set, target) => `dari target ${set} ${target}`,
  noTarget: "Tanpa target: persentase tidak dihitung",
  per: (clock) => `per ${clock}`,
  checked: (clock) => `diperiksa ${clock}`,
  number: (serial) => `no. ${serial}`,
  coverage: (reported, expected, percent) =>
    `${reported} dari ${expected} titik melapor (${percent})`,
  noCoverage: "Titik layanan belum didaftarkan",
  rate: (perMinute) => `${perMinute}/menit`,
  status: {
    [EventStatus.UNSPECIFIED]: "–",
    [EventStatus.DRAFT]: "Belum dibuka",
    [EventStatus.OPEN]: "Berlangsung",
    [EventStatus.LATE]: "Laporan terlambat",
    [EventStatus.CLOSED]: "Ditutup",
    [EventStatus.PROVISIONAL]: "Sementara",
    [EventStatus.VERIFIED]: "Terverifikasi",
    [EventStatus.FINAL]: "Final",
  },
  connection: {
    connecting: "Menyambung",
    noAnswer: "Server belum menjawab, terus dicoba",
    live: "Tersambung",
    staleSilent: (clock) => `Server diam, data per ${clock}`,
    staleLedger: (clock) => `Server menunggu buku besar, data per ${clock}`,
    reconnecting: (clock) => `Menyambung kembali, data per ${clock}`,
    reconnectingEmpty: "Menyambung kembali",
    stopped: {
      region_unknown: "Berhenti: wilayah ini tidak ada dalam acara",
      login_needed: "Perlu masuk",
      not_in_scope: "Di luar cakupan akun",
      event_unknown: "Berhenti: acara ini tidak ada di server",
      refused: "Berhenti: server menolak halaman ini. Muat ulang halaman.",
    },
    again: "Sambungkan lagi",
  },
  rehearsal: { mark: "GLADI", sentence: "angka latihan, bukan hasil resmi" },
  developmentTokens:
    "Token pengembangan diterima: siapa pun dapat melapor. Jangan dipakai pada hari pelayanan.",
  openDashboards:
    "Dasbor terbuka: siapa pun dapat melihat semuanya tanpa masuk. Hanya untuk gladi.",
  weakerDurability:
    "Ketahanan penyimpanan lebih lemah dari janji: angka dapat hilang bila server mati.",
  notOpen: (day) => `Belum dibuka. Pelayanan ${day}; angka muncul begitu laporan pertama tercatat.`,
  waitingForFirst: "Sudah dibuka, menunggu laporan pertama.",
  unknownRegion: {
    title: "Wilayah tidak dikenal",
    sentence: (code) =>
      `Tidak ada wilayah ${code} dalam acara ini. Kode yang dipakai ialah kode Kemendagri, misalnya 15 atau 15.71.`,
  },
  toNation: "Ke angka nasional",
  up: "Naik satu tingkat (Esc)",
  loading: (name) => `Mengambil angka ${name}`,
  methods: "Metode",
  method: "Metode",
  share: "Bagian",
  target: "Target",
  against: (set) => `terhadap target ${set}`,
  percent: "Capaian",
  longActing: "MKJP",
  longActingNote: "IUD, implan, MOW, MOP; bagian dari semua akseptor",
  category: "Jenis peserta",
  postpartum: "Pasca persalinan",
  place: "Tempat pelayanan",
  partner: "Mitra",
  curve: "Perjalanan hari",
  curveSummary: (total, clock) => `Kumulatif ${total} akseptor per ${clock}`,
  showTable: "Tabel",
  showChart: "Grafik",
  hour: "Jam mulai",
  added: "Bertambah",
  cumulative: "Kumulatif",
  targetLine: (target) => `target ${target}`,
  targetAbove: (target) => `target ${target}, di atas skala`,
  provinces: "Provinsi",
  regencies: "Kabupaten dan kota",
  name: "Wilayah",
  coverageShort: "Cakupan laporan",
  ofExpected: (reported, expected) => `${reported} dari ${expected}`,
  scaleLegend: "Warna: capaian terhadap target",
  aboveTarget: "di atas target",
  otherLanguage: "English",
  promise: "Setiap angka di sini sudah tersimpan di disk dan dihitung sekali.",
  room: roomTextsOf("id"),
  wall: wallTextsOf("id"),
  login: loginTextsOf("id"),
};

const english: Texts = {
  nation: "Indonesia",
  acceptors: "acceptors",
  nationInBrief: (total, percent) =>
    `Nation ${total} acceptors${percent === null ? "" : ` · ${percent}`}`,
  percentOf: (set, target) => `of the ${set} target of ${target}`,
  noTarget: "No target: no percentage",
  per: (clock) => `as of ${clock}`,
  checked: (clock) => `checked ${clock}`,
  number: (serial) => `no. ${serial}`,
  coverage: (reported, expected, percent) =>
    `${reported} of ${expected} sites reporting (${percent})`,
  noCoverage: "No sites registered yet",
  rate: (perMinute) => `${perMinute}/minute`,
  status: {
    [EventStatus.UNSPECIFIED]: "–",
    [EventStatus.DRAFT]: "Not open yet",
    [EventStatus.OPEN]: "In progress",
    [EventStatus.LATE]: "Late reports",
    [EventStatus.CLOSED]: "Closed",
    [EventStatus.PROVISIONAL]: "Provisional",
    [EventStatus.VERIFIED]: "Verified",
    [EventStatus.FINAL]: "Final",
  },
  connection: {
    connecting: "Connecting",
    noAnswer: "No answer from the server yet, still trying",
    live: "Connected",
    staleSilent: (clock) => `Server silent, data as of ${clock}`,
    staleLedger: (clock) => `Server is waiting for its ledger, data as of ${clock}`,
    reconnecting: (clock) => `Reconnecting, data as of ${clock}`,
    reconnectingEmpty: "Reconnecting",
    stopped: {
      region_unknown: "Stopped: the event has no such region",
      login_needed: "Login needed",
      not_in_scope: "Outside your account's scope",
      event_unknown: "Stopped: the server has no such event",
      refused: "Stopped: the server refused this page. Reload it.",
    },
    again: "Connect again",
  },
  rehearsal: { mark: "REHEARSAL", sentence: "practice figures, not an official result" },
  developmentTokens:
    "Development tokens are accepted: anybody can report. Never use this on a service day.",
  openDashboards:
    "Open dashboards: anybody can see everything without logging in. For rehearsals only.",
  weakerDurability:
    "Storage is less durable than promised: figures may be lost if the server dies.",
  notOpen: (day) => `Not open yet. Service on ${day}; figures appear with the first report.`,
  waitingForFirst: "Open, waiting for the first report.",
  unknownRegion: {
    title: "Unknown region",
    sentence: (code) =>
      `This event has no region ${code}. Codes are those of Kemendagri, such as 15 or 15.71.`,
  },
  toNation: "To the national figures",
  up: "Up one level (Esc)",
  loading: (name) => `Fetching the figures of ${name}`,
  methods: "Methods",
  method: "Method",
  share: "Share",
  target: "Target",
  against: (set) => `against the ${set} target`,
  percent: "Achieved",
  longActing: "Long-acting (MKJP)",
  longActingNote: "IUD, implant, MOW, MOP; share of all acceptors",
  category: "Client category",
  postpartum: "After birth",
  place: "Place of service",
  partner: "Partner",
  curve: "Course of the day",
  curveSummary: (total, clock) => `${total} acceptors in total as of ${clock}`,
  showTable: "Table",
  showChart: "Chart",
  hour: "Hour from",
  added: "Added",
  cumulative: "Total",
  targetLine: (target) => `target ${target}`,
  targetAbove: (target) => `target ${target}, above the scale`,
  provinces: "Provinces",
  regencies: "Regencies and cities",
  name: "Region",
  coverageShort: "Reporting coverage",
  ofExpected: (reported, expected) => `${reported} of ${expected}`,
  scaleLegend: "Colour: achievement against target",
  aboveTarget: "above target",
  otherLanguage: "Bahasa Indonesia",
  promise: "Every figure here is on disk and counted once.",
  room: roomTextsOf("en"),
  wall: wallTextsOf("en"),
  login: loginTextsOf("en"),
};

export function textsOf(language: Language): Texts {
  return language === "id" ? indonesian : english;
}
