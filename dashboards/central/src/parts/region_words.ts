// SPDX-License-Identifier: Apache-2.0
// What a tile, a dot and a row say of one region: the same shade, the same sentence.
import type { Accessor } from "solid-js";
import { type Shade, shadeOf } from "../live/measure";
import type { RegionRow } from "../live/model";
import { type Pace, regionPace } from "../live/pace";
import { type Screen, useScreen } from "../screen";

export interface RegionWords {
  paceOf(row: RegionRow): Pace;
  shade(row: RegionRow): Shade;
  // "135,53 %" by the chosen measure; the word of the state where there is none.
  figure(row: RegionRow): string;
  // The whole of it, for a title and for those who do not see the colour.
  sentence(name: string, row: RegionRow): string;
}

function percentOfRatio(screen: Screen, ratio: number): string {
  // Two decimals would pretend: a pace's denominator is a clock.
  return screen.format().percent(Math.round(ratio * 10_000), 10_000);
}

export function useRegionWords(): RegionWords {
  const screen = useScreen();
  const dates = (): readonly number[] => screen.event()?.serviceDates ?? [];
  const paceOf = (row: RegionRow): Pace => regionPace(row, dates(), screen.clockMs());
  const shade = (row: RegionRow): Shade => shadeOf(row, screen.route().by, paceOf(row));
  function figure(row: RegionRow): string {
    const words = screen.texts().room;
    const now = shade(row);
    switch (now.kind) {
      case "step":
        return screen.route().by === "achievement"
          ? screen.format().percent(row.acceptors, row.target?.acceptors ?? 0)
          : percentOfRatio(screen, now.ratio);
      case "hidden":
        return screen.texts().wall.hidden;
      case "silent":
        return words.notReported;
      case "no_target":
        return words.noTarget;
      case "early":
        return words.early;
    }
  }
  return {
    paceOf,
    shade,
    figure,
    sentence(name, row) {
      const { format, texts } = screen;
      if (row.hidden) return `${name}: ${texts().wall.masked}`;
      const { reported, expected } = row.coverage;
      const by = screen.route().by === "pace" && shade(row).kind === "step";
      return [
        `${name}: ${format().integer(row.acceptors)} ${texts().acceptors}`,
        by ? texts().room.paceValue(figure(row)) : figure(row),
        row.target ? texts().percentOf(row.target.set, format().integer(row.target.acceptors)) : "",
        expected > 0
          ? texts().coverage(
              format().integer(reported),
              format().integer(expected),
              format().percent(reported, expected),
            )
          : "",
      ]
        .filter((part) => part !== "")
        .join(" · ");
    },
  };
}

export function usePace(row: Accessor<RegionRow>): Accessor<string> {
  const screen = useScreen();
  const words = useRegionWords();
  return () => {
    const pace = words.paceOf(row());
    return pace.kind === "pace" ? percentOfRatio(screen, pace.value) : "–";
  };
}
