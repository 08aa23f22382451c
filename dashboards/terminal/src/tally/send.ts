// SPDX-License-Identifier: Apache-2.0
// From the draft to what is stored and sent: one report a cell; what stands in the way is found
// before anything is stored.
import type { Made } from "../connect/terminal";
import type { Entry, ReportContent } from "../outbox/entry";
import { correctionsOf, isReport } from "../outbox/view";
import type { RejectionWord } from "../rules/rules";
import type { Screen } from "../screen";
import { type Cell, cellsOf, cleared, type Draft, withCount } from "./draft";

export interface Checked {
  readonly draft: Draft;
  readonly made: readonly Made[];
  // The first rule that forbids sending, with the cell that breaks it.
  readonly broken: { readonly code: RejectionWord; readonly cell: Cell } | null;
  // Above the ceiling: to be asked about, twice.
  readonly above: readonly ReportContent[];
}

export function contentOf(screen: Screen, cell: Cell, count: number): ReportContent {
  return {
    kind: "report",
    site: screen.site().code,
    serviceDate: screen.day().serviceDate,
    dateChosen: screen.day().chosen,
    ...cell,
    partner: screen.terminal.preferences().partner,
    count,
    correction: null,
  };
}

export function check(screen: Screen, draft: Draft): Checked {
  const made: Made[] = [];
  const above: ReportContent[] = [];
  let broken: Checked["broken"] = null;
  for (const { cell, count } of cellsOf(draft)) {
    const content = contentOf(screen, cell, count);
    const code = screen.judge(content, false);
    const isAbove = code === "count_above_ceiling";
    if (isAbove) above.push(content);
    else if (code !== null) broken ??= { code, cell };
    made.push({ content, confirmed: isAbove });
  }
  return { draft, made, broken, above };
}

const voids = 1;
const typedWrongly = 1;

// The void of a report: its content again, which it takes back.
export function voidOf(entry: Entry, reason: number): Made | null {
  if (!isReport(entry)) return null;
  const correction = { seq: entry.seq, kind: voids, reason };
  const serviceDate = entry.receipt?.serviceDate || entry.content.serviceDate;
  return {
    content: { ...entry.content, serviceDate, dateChosen: true, correction },
    confirmed: entry.confirmed,
  };
}

// The reports of the newest press that can be taken back.
export function lastGroup(entries: readonly Entry[]): readonly Entry[] {
  const last = entries.at(-1);
  if (!last) return [];
  return entries.filter(({ group }) => group === last.group);
}

export function isUndoable(group: readonly Entry[], entries: readonly Entry[]): boolean {
  const corrected = correctionsOf(entries);
  return (
    group.length > 0 &&
    group.every(
      (entry) =>
        isReport(entry) &&
        entry.content.correction === null &&
        entry.state !== "refused" &&
        !corrected.has(entry.seq),
    )
  );
}

// Takes a group back and puts its counts into the draft.
export async function takeBack(screen: Screen, group: readonly Entry[]): Promise<void> {
  const [first] = group;
  if (!first) return;
  const made = group.flatMap((entry) => voidOf(entry, typedWrongly) ?? []);
  const outcome = await screen.terminal.make(first.terminal, made, null);
  if (outcome !== "made") return;
  let draft = screen.terminal.draft();
  if (cellsOf(draft).length === 0) draft = cleared(draft);
  for (const entry of group.filter(isReport)) {
    const { method, category, postpartum, count } = entry.content;
    draft = withCount(draft, { method, category, postpartum }, count);
  }
  screen.terminal.setDraft(draft);
  screen.say(screen.texts().takenBack);
}
