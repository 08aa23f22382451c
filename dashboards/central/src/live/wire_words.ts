// SPDX-License-Identifier: Apache-2.0
// The server's JSON names a dimension's value by its word ("suntik_1_bulan"), the stream by its
// number: what stands between them, and the sentence that both are read as.
import {
  Category,
  Method,
  Partner,
  Place,
  Postpartum,
} from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import type { Language } from "@sejuta/shared/src/format";
import { type DimensionName, wordsOf } from "@sejuta/shared/src/words";
import type { ReportLine } from "./desk";

const names: Readonly<Record<DimensionName, Readonly<Record<number, string>>>> = {
  method: Method,
  category: Category,
  postpartum: Postpartum,
  place: Place,
  partner: Partner,
};

export interface WireWord {
  readonly key: string;
  readonly word: string;
}

// In the order in which people list them.
export function wireWords(dimension: DimensionName, language: Language): readonly WireWord[] {
  return wordsOf(dimension, language).map(({ value, word }) => ({
    key: names[dimension][value]?.toLowerCase() ?? "",
    word,
  }));
}

export function wireWord(dimension: DimensionName, key: string, language: Language): string {
  return wireWords(dimension, language).find((each) => each.key === key)?.word ?? key;
}

// "Pil · Baru · KB PP · IBI": what says nothing of the client stays out.
export function lineWords(line: ReportLine, language: Language): string {
  return [
    wireWord("method", line.method, language),
    wireWord("category", line.category, language),
    line.postpartum === "none" ? "" : wireWord("postpartum", line.postpartum, language),
    line.partner === "none" ? "" : wireWord("partner", line.partner, language),
  ]
    .filter((text) => text !== "")
    .join(" · ");
}
