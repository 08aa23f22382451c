// SPDX-License-Identifier: Apache-2.0
// An invented service day for development and screenshots: never shipped, never a result. Sites of
// each regency report through their local 08.00 to 15.00 and in the last hour before 22.00 WIB.
import { create } from "@bufbuild/protobuf";
import {
  Category,
  Method,
  Partner,
  Place,
  Postpartum,
} from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { type Totals, TotalsSchema } from "@sejuta/shared/gen/sejuta/v1/live_pb";

export interface Regency {
  readonly code: string;
  readonly name: string;
  readonly target: number;
  // What it reaches by the day's end, in targets.
  readonly reach: number;
  readonly sites: number;
  // Hours ahead of WIB.
  readonly ahead: number;
}

const provinces = `11 Aceh 12 Sumatera_Utara 13 Sumatera_Barat 14 Riau 15 Jambi 16 Sumatera_Selatan
17 Bengkulu 18 Lampung 19 Kepulauan_Bangka_Belitung 21 Kepulauan_Riau 31 DKI_Jakarta 32 Jawa_Barat
33 Jawa_Tengah 34 DI_Yogyakarta 35 Jawa_Timur 36 Banten 51 Bali 52 Nusa_Tenggara_Barat
53 Nusa_Tenggara_Timur 61 Kalimantan_Barat 62 Kalimantan_Tengah 63 Kalimantan_Selatan
64 Kalimantan_Timur 65 Kalimantan_Utara 71 Sulawesi_Utara 72 Sulawesi_Tengah 73 Sulawesi_Selatan
74 Sulawesi_Tenggara 75 Gorontalo 76 Sulawesi_Barat 81 Maluku 82 Maluku_Utara 91 Papua
92 Papua_Barat`
  .split(/\s+/)
  .reduce<[string, string][]>((all, word, index) => {
    if (index % 2 === 0) all.push([word, ""]);
    else all[all.length - 1] = [all.at(-1)?.[0] ?? "", word.replaceAll("_", " ")];
    return all;
  }, []);
const jambi = `Kerinci Merangin Sarolangun Batang_Hari Muaro_Jambi Tanjung_Jabung_Timur
Tanjung_Jabung_Barat Bungo Tebo`.split(/\s+/);
const jambiTargets = [1685, 1150, 1030, 770, 1950, 1055, 590, 1185, 740];

export const provinceNames: ReadonlyMap<string, string> = new Map(provinces);

// A number in [0, 1) that depends on the text alone.
function chance(text: string): number {
  let hash = 2166136261;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  return ((hash >>> 0) % 10_007) / 10_007;
}

function aheadOf(province: string): number {
  if (/^(81|82|91|92)/.test(province)) return 2;
  return /^(5|63|64|65|7)/.test(province) ? 1 : 0;
}

function regenciesOf(code: string, name: string): Regency[] {
  const names =
    code === "15"
      ? jambi.map((n) => n.replaceAll("_", " "))
      : Array.from({ length: 6 + Math.floor(chance(code) * 12) }, (_, i) => `${name} ${i + 1}`);
  const weight = /^(32|33|35)/.test(code) ? 5 : 1;
  return names.map((n, index) => {
    const key = `${code}.${String(index + 1).padStart(2, "0")}`;
    const target =
      code === "15" ? (jambiTargets[index] ?? 0) : Math.round((800 + 2800 * chance(key)) * weight);
    return {
      code: key,
      name: n,
      target,
      reach: 0.55 + 1.25 * chance(`${key}r`) ** 1.2,
      sites: Math.max(6, Math.round(target / 110)),
      ahead: aheadOf(code),
    };
  });
}

const raw = provinces.flatMap(([code, name]) => regenciesOf(code, name));
const rawTarget = raw.reduce((sum, r) => sum + r.target, 0);
export const nationTarget = 1_000_000;
export const regencies: readonly Regency[] = raw.map((r) =>
  r.code.startsWith("15.")
    ? r
    : { ...r, target: Math.round((r.target * nationTarget) / rawTarget) },
);

// The part of a day's reports that has come in by an hour of WIB.
function progress(hour: number, ahead: number): number {
  const local = hour + ahead;
  const service = Math.min(1, Math.max(0, (local - 7.5) / 8.5));
  const evening = Math.min(1, Math.max(0, (hour - 20) / 2.2));
  return 0.82 * service ** 1.35 * (2 - service ** 1.35 * 0 - 1) + 0.18 * evening ** 2;
}

const methodParts: readonly [Method, number][] = [
  [Method.IUD, 0.041],
  [Method.IMPLAN, 0.062],
  [Method.SUNTIK_1_BULAN, 0.07],
  [Method.SUNTIK_3_BULAN, 0.245],
  [Method.SUNTIK, 0.03],
  [Method.PIL, 0.42],
  [Method.KONDOM, 0.124],
  [Method.MOW, 0.0042],
  [Method.MOP, 0.0008],
  [Method.MAL, 0.003],
];

const placeParts: [Place, number][] = [
  [Place.PMB, 0.44],
  [Place.PUSKESMAS, 0.31],
  [Place.RS, 0.05],
  [Place.KB_BERGERAK, 0.04],
  [Place.IMP, 0.16],
];

function split<E>(total: number, parts: readonly [E, number][]): [E, bigint][] {
  let left = total;
  return parts.map(([value, part], index) => {
    const count = index === parts.length - 1 ? left : Math.min(left, Math.round(total * part));
    left -= count;
    return [value, BigInt(count)];
  });
}

function countAt(regency: Regency, hour: number): number {
  return Math.floor(regency.target * regency.reach * progress(hour, regency.ahead));
}

function reportedAt(regency: Regency, hour: number): number {
  const eager = 1 - (1 - progress(hour, regency.ahead)) ** 3;
  return Math.min(regency.sites, Math.floor(regency.sites * eager * (0.9 + 0.1 * regency.reach)));
}

const membersCache = new Map<string, readonly Regency[]>();
function members(region: string): readonly Regency[] {
  let found = membersCache.get(region);
  if (!found) {
    const isUnder = (r: Regency): boolean =>
      region === "ID" || r.code === region || r.code.startsWith(`${region}.`);
    found = regencies.filter(isUnder);
    membersCache.set(region, found);
  }
  return found;
}

export function isRegion(region: string): boolean {
  return members(region).length > 0;
}

export function children(region: string): readonly [code: string, name: string][] {
  if (region === "ID") return provinces;
  return region.includes(".") ? [] : members(region).map((r) => [r.code, r.name]);
}

function sum(region: string, of: (regency: Regency) => number): number {
  return members(region).reduce((total, regency) => total + of(regency), 0);
}

function targetOf(region: string): number {
  return region === "ID" ? nationTarget : sum(region, (r) => r.target);
}

function minutes(region: string, midnightMs: number, hour: number) {
  const rows: { minute: number; acceptors: bigint }[] = [];
  let before = 0;
  for (let step = 5 * 60; step <= hour * 60; step += 1) {
    const now = sum(region, (r) => countAt(r, step / 60));
    const minute = midnightMs / 60_000 + step;
    if (now !== before) rows.push({ minute, acceptors: BigInt(now - before) });
    before = now;
  }
  return rows;
}

const curves = new Map<string, { hour: number; rows: ReturnType<typeof minutes> }>();
function curveAt(region: string, midnightMs: number, hour: number) {
  const whole = Math.floor(hour * 60) / 60;
  const cached = curves.get(region);
  if (cached && cached.hour === whole) return cached.rows;
  const rows = minutes(region, midnightMs, whole);
  curves.set(region, { hour: whole, rows });
  return rows;
}

// The sites of a region at an hour: those of each regency report one after the other.
export function sitesAt(region: string, hour: number) {
  return members(region).flatMap((regency) => {
    const reported = reportedAt(regency, hour);
    const opens = 8 - regency.ahead;
    return Array.from({ length: regency.sites }, (_, index) => {
      const code = `S${regency.code.replace(".", "")}-${index % 3 === 0 ? "PKM" : "PMB"}-${String(index + 1).padStart(3, "0")}`;
      const isReported = index < reported;
      const isFlagged = isReported && chance(`${code}f`) > 0.97;
      return {
        code,
        place: index % 3 === 0 ? "puskesmas" : "pmb",
        regency: regency.code,
        name: `${index % 3 === 0 ? "Puskesmas" : "PMB Bd."} simulasi ${index + 1}`,
        expected: true,
        reported: isReported,
        closed: isReported && chance(`${code}c`) > 0.4,
        acceptors: isReported ? Math.round((regency.target / regency.sites) * chance(code) * 2) : 0,
        lastHour: isReported
          ? opens + 0.2 + chance(`${code}h`) * Math.max(0.1, hour - opens - 0.3)
          : null,
        silentMinutes: isReported ? null : Math.max(0, Math.round((hour - opens) * 60)),
        weight: Math.round(regency.target / regency.sites),
        flags: isFlagged
          ? [
              {
                flag: "jump",
                text_id: "Lonjakan: 96 akseptor, teman sejenisnya 11 (lebih dari 6 × MAD)",
                text_en: "Jump: 96 acceptors, its peers 11 (beyond 6 × MAD)",
              },
            ]
          : [],
      };
    });
  });
}

// What each child region added in the last minutes.
export function addedSince(region: string, fromHour: number, toHour: number) {
  return children(region)
    .map(([code, name]) => ({
      region: code,
      name,
      acceptors: sum(code, (r) => countAt(r, toHour) - countAt(r, fromHour)),
    }))
    .filter(({ acceptors }) => acceptors > 0)
    .sort((a, b) => b.acceptors - a.acceptors)
    .slice(0, 10);
}

// A region's totals at an hour of WIB.
export function totalsAt(region: string, midnightMs: number, hour: number): Totals {
  const acceptors = sum(region, (r) => countAt(r, hour));
  const target = (code: string) => ({ set: "Panitia Pusat", acceptors: BigInt(targetOf(code)) });
  const coverage = (code: string) => ({
    reported: sum(code, (r) => reportedAt(r, hour)),
    expected: sum(code, (r) => r.sites),
    closed: sum(code, (r) => Math.floor(reportedAt(r, hour) * progress(hour, r.ahead) * 0.8)),
    outside: code === "ID" ? 3 : 0,
  });
  const reach = progress(hour, 0) > 0.2 && hour < 22 ? acceptors / progress(hour, 0.6) : 0;
  const projection = {
    low: BigInt(Math.round(acceptors + (reach - acceptors) * 0.86)),
    mid: BigInt(Math.round(reach)),
    high: BigInt(Math.round(acceptors + (reach - acceptors) * 1.16)),
    closesAtMs: BigInt(midnightMs + 22 * 3_600_000),
  };
  const pair = <E>(parts: readonly [E, number][]) => split(acceptors, parts);
  const groups: [string, number][] = region.startsWith("15")
    ? [
        ["implan+iud", 0.075],
        ["suntik", 0.334],
        ["kondom+pil", 0.591],
      ]
    : [];
  return create(TotalsSchema, {
    acceptors: BigInt(acceptors),
    target: target(region),
    coverage: coverage(region),
    byMethod: pair(methodParts).map(([method, count]) => ({ method, acceptors: count })),
    byCategory: pair<Category>([
      [Category.BARU, 0.21],
      [Category.GANTI_CARA, 0.06],
      [Category.ULANG, 0.73],
    ]).map(([category, count]) => ({ category, acceptors: count })),
    byPostpartum: pair<Postpartum>([
      [Postpartum.KB_PP, 0.052],
      [Postpartum.PASCA_KEGUGURAN, 0.004],
      [Postpartum.NONE, 0.944],
    ]).map(([postpartum, count]) => ({ postpartum, acceptors: count })),
    byPlace: pair<Place>(placeParts).map(([place, count]) => ({ place, acceptors: count })),
    byPartner: pair<Partner>([
      [Partner.TNI, 0.05],
      [Partner.POLRI, 0.03],
      [Partner.IBI, 0.34],
      [Partner.OTHER, 0.02],
      [Partner.NONE, 0.56],
    ]).map(([partner, count]) => ({ partner, acceptors: count })),
    byRegion: children(region).map(([code]) => ({
      code,
      acceptors: BigInt(sum(code, (r) => countAt(r, hour))),
      target: target(code),
      coverage: coverage(code),
    })),
    byMinute: curveAt(region, midnightMs, hour),
    targets: [
      target(region),
      ...(region === "ID" ? [{ set: "MURI", acceptors: 1_375_321n }] : []),
      ...(region.startsWith("15")
        ? [{ set: "Provinsi", acceptors: BigInt(Math.round(targetOf(region) * 1.1)) }]
        : []),
    ],
    ...(reach > acceptors ? { projection } : {}),
    coverageByPlace: placeParts.map(([place, part]) => ({
      place,
      coverage: {
        reported: Math.round(coverage(region).reported * part),
        expected: Math.round(coverage(region).expected * part),
      },
    })),
    groupTargets: groups.map(([group, part]) => ({
      group,
      acceptors: BigInt(Math.round(targetOf(region) * part)),
      set: "Panitia Pusat",
    })),
  });
}
