// SPDX-License-Identifier: Apache-2.0
// The day slip as plain text, for a message.
import { wordsOf } from "@sejuta/shared/src/words";
import type { SiteDay } from "../outbox/entry";
import type { Screen } from "../screen";

export function slipText(screen: Screen, day: SiteDay): string {
  const { texts, format, site, zone, welcome, terminal } = screen;
  const n = (value: number): string => format().integer(value);
  const rows = wordsOf("method", format().language).flatMap(({ value, word }) => {
    const sum = day.counts
      .filter(({ method }) => method === value)
      .reduce((total, { acceptors }) => total + acceptors, 0);
    return sum === 0 ? [] : [`${word}: ${n(sum)}`];
  });
  const mark = welcome()?.kind === 2 ? ` (${texts().rehearsal})` : "";
  return [
    `${welcome()?.eventName ?? ""}${mark}`,
    `${site().name} · ${site().code}`,
    format().day(day.serviceDate),
    "",
    texts().acceptors(n(day.acceptors)),
    ...rows,
    "",
    `${texts().slip.asOf(format().clock(day.asOfMs, zone()))} · ${texts().number(
      format().serial(day.revision),
    )}`,
    `${texts().slip.terminal} ${terminal.identity()?.terminal ?? ""}`,
  ].join("\n");
}
