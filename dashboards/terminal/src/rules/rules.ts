// SPDX-License-Identifier: Apache-2.0
// The field's rules as data, from the one file that the server reads too. Numbers of the wire are
// places in `words`, counted from 1.
import file from "../../../../data/rules/rules.json";

export type RejectionWord =
  | "seq_out_of_range"
  | "count_out_of_range"
  | "count_above_ceiling"
  | "own_total_out_of_range"
  | "device_time_out_of_range"
  | "site_unknown"
  | "method_unknown"
  | "category_unknown"
  | "postpartum_unknown"
  | "partner_unknown"
  | "method_not_at_place"
  | "mal_needs_kb_pp"
  | "mop_not_postpartum"
  | "service_date_invalid"
  | "service_date_outside_event"
  | "service_date_in_future"
  | "correction_target_gone"
  | "correction_kind_unknown"
  | "correction_reason_unknown";

export interface RuleRow {
  readonly code: RejectionWord;
  // RejectionCode on the wire.
  readonly number: number;
  readonly advice: string;
  // Of the report; what the screen points at.
  readonly field: string;
  readonly text_id: string;
  readonly text_en: string;
}

export interface MethodRule {
  readonly method: string;
  readonly places: readonly string[];
  readonly postpartum: readonly string[];
  // What another postpartum is refused as.
  readonly otherwise?: RejectionWord;
}

export const limits = file.limits;
export const words: Readonly<Record<keyof typeof file.words, readonly string[]>> = file.words;
// A test holds the file to these types.
export const methodRules = file.methods as readonly MethodRule[];
export const order = file.order as {
  readonly report: readonly RejectionWord[];
  readonly close_day: readonly RejectionWord[];
};
export const rejections = file.rejections as readonly RuleRow[];

const rows: ReadonlyMap<string, RuleRow> = new Map(rejections.map((row) => [row.code, row]));

export function ruleOf(code: RejectionWord): RuleRow {
  const row = rows.get(code);
  if (!row) throw new Error(`rules.json has no row for ${code}`);
  return row;
}

// The word of a number on the wire, or undefined where the dimension has no such value.
export function wordOf(dimension: keyof typeof file.words, number: number): string | undefined {
  return words[dimension][number - 1];
}
