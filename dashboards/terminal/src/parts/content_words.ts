// SPDX-License-Identifier: Apache-2.0
// A report's content as people say it: "3 Implan · Baru · KB PP".
import type { Format } from "@sejuta/shared/src/format";
import { wordsOf } from "@sejuta/shared/src/words";
import type { Content, ReportContent } from "../outbox/entry";
import type { Texts } from "../texts";

const none = 1;

function wordIn(dimension: Parameters<typeof wordsOf>[0], value: number, format: Format): string {
  return wordsOf(dimension, format.language).find((word) => word.value === value)?.word ?? "?";
}

export function cellWords(
  cell: Pick<ReportContent, "method" | "category" | "postpartum">,
  format: Format,
): string {
  const words = [wordIn("method", cell.method, format), wordIn("category", cell.category, format)];
  if (cell.postpartum !== none) words.push(wordIn("postpartum", cell.postpartum, format));
  return words.join(" · ");
}

export function contentWords(content: Content, format: Format, texts: Texts): string {
  if (content.kind === "close") {
    return content.ownTotal === 0 ? texts.nihil : texts.closeOf(format.integer(content.ownTotal));
  }
  const words = cellWords(content, format);
  if (content.partner === none) return words;
  return `${words} · ${wordIn("partner", content.partner, format)}`;
}
