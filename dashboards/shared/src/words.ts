// SPDX-License-Identifier: Apache-2.0
// The field's words for the values of the wire's dimensions, in the order in which people list
// them. The words of methods and partners are the practice's own in both languages.
import { Category, Method, Partner, Place, Postpartum } from "../gen/sejuta/v1/dimensions_pb";
import type { Language } from "./format";

type Named<E extends number> = readonly (readonly [value: E, id: string, en: string])[];

const methods: Named<Method> = [
  [Method.IMPLAN, "Implan", "Implant"],
  [Method.IUD, "IUD", "IUD"],
  [Method.SUNTIK_1_BULAN, "Suntik 1 bulan", "Injection, 1 month"],
  [Method.SUNTIK_3_BULAN, "Suntik 3 bulan", "Injection, 3 months"],
  [Method.SUNTIK, "Suntik (tanpa rincian)", "Injection (unspecified)"],
  [Method.KONDOM, "Kondom", "Condom"],
  [Method.PIL, "Pil", "Pill"],
  [Method.MOW, "MOW", "MOW (tubectomy)"],
  [Method.MOP, "MOP", "MOP (vasectomy)"],
  [Method.MAL, "MAL", "MAL (LAM)"],
];
const categories: Named<Category> = [
  [Category.BARU, "Baru", "New"],
  [Category.ULANG, "Ulang", "Repeat"],
  [Category.GANTI_CARA, "Ganti cara", "Switched method"],
];
const postpartums: Named<Postpartum> = [
  [Postpartum.KB_PP, "KB PP", "After birth (KB PP)"],
  [Postpartum.PASCA_KEGUGURAN, "Pasca keguguran", "After abortion"],
  [Postpartum.NONE, "Bukan keduanya", "Neither"],
];
const places: Named<Place> = [
  [Place.PUSKESMAS, "Puskesmas", "Puskesmas"],
  [Place.PMB, "PMB", "PMB (midwife)"],
  [Place.IMP, "IMP", "IMP (village)"],
  [Place.RS, "RS/faskes", "Hospital/clinic"],
  [Place.KB_BERGERAK, "KB bergerak", "Mobile service"],
];
const partners: Named<Partner> = [
  [Partner.TNI, "TNI", "TNI (army)"],
  [Partner.POLRI, "Polri", "Polri (police)"],
  [Partner.IBI, "IBI", "IBI (midwives)"],
  [Partner.OTHER, "Lainnya", "Other"],
  [Partner.NONE, "Tanpa mitra", "None"],
];

const dimensions = {
  method: methods,
  category: categories,
  postpartum: postpartums,
  place: places,
  partner: partners,
} as const;
export type DimensionName = keyof typeof dimensions;

export interface Word {
  readonly value: number;
  readonly word: string;
}

export function wordsOf(dimension: DimensionName, language: Language): readonly Word[] {
  return dimensions[dimension].map(([value, id, en]) => ({
    value,
    word: language === "id" ? id : en,
  }));
}

// Long-acting methods (MKJP): IUD, implan, MOW, MOP.
export const longActing: readonly Method[] = [Method.IUD, Method.IMPLAN, Method.MOW, Method.MOP];

export interface MethodGroup {
  // The wire's name of the group; null where methods have no group target.
  readonly key: "implan+iud" | "suntik" | "kondom+pil" | null;
  readonly id: string;
  readonly en: string;
  readonly methods: readonly Method[];
}

// The groups that targets are published for; MOW, MOP and MAL have none and still count.
export const methodGroups: readonly MethodGroup[] = [
  {
    key: "implan+iud",
    id: "Implan + IUD",
    en: "Implant + IUD",
    methods: [Method.IMPLAN, Method.IUD],
  },
  {
    key: "suntik",
    id: "Suntik",
    en: "Injection",
    methods: [Method.SUNTIK_1_BULAN, Method.SUNTIK_3_BULAN, Method.SUNTIK],
  },
  {
    key: "kondom+pil",
    id: "Kondom + pil",
    en: "Condom + pill",
    methods: [Method.KONDOM, Method.PIL],
  },
  {
    key: null,
    id: "Tanpa target kelompok",
    en: "No group target",
    methods: [Method.MOW, Method.MOP, Method.MAL],
  },
];
