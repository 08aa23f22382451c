// SPDX-License-Identifier: Apache-2.0
// The wall's three scenes: the million, the country, the race by fair pace.
import { createMemo, For, Show } from "solid-js";
import { barScale, ratePerMinute } from "../live/figures";
import { stepOf } from "../live/measure";
import type { RegionRow } from "../live/model";
import { useScreen } from "../screen";
import { Legend } from "./legend";
import { NationDots } from "./map_panel";
import { useRegionWords } from "./region_words";
import { Rolling } from "./rolling";
import { TileMap } from "./tile_map";

// A bar's full length in the race, in "on time"; the style sheet has the mark of 1 at two thirds.
const raceScale = 1.5;
// Up to so many run in one column.
const fewRunners = 10;

export function MillionScene() {
  const { topic, texts, format, target, clockMs } = useScreen();
  const acceptors = () => topic()?.totals.acceptors ?? 0;
  const aim = () => target()?.acceptors ?? 0;
  const scale = () => barScale(acceptors(), aim());
  const share = (count: number): string => `${(100 * Math.max(0, count)) / (scale() * aim())}%`;
  const isHidden = () => topic()?.totals.hidden ?? false;
  const rate = () => {
    const totals = topic()?.totals;
    return totals ? ratePerMinute(totals.byMinute, clockMs(), totals.minuteStep) : 0;
  };
  return (
    <section class="scene million" data-scene="million">
      <h1 class="wall-total" data-figure="total">
        <Rolling text={isHidden() ? "–" : format().integer(acceptors())} />
      </h1>
      <p class="wall-unit">
        {isHidden()
          ? texts().wall.totalHidden
          : `${texts().acceptors} · ${texts().rate(format().integer(rate()))}`}
      </p>
      <Show when={isHidden() ? null : target()}>
        {(now) => (
          <>
            <p class="wall-of" data-figure="percent">
              {texts().wall.ofMillion(
                format().percent(acceptors(), now().acceptors),
                now().set,
                format().integer(now().acceptors),
              )}
            </p>
            <div class="wall-bar" aria-hidden="true">
              <div
                class={`fill step-${Math.min(5, stepOf(acceptors() / aim()))}`}
                style={{ width: share(Math.min(acceptors(), aim())) }}
              />
              <div
                class="fill step-6"
                style={{ left: share(aim()), width: share(acceptors() - aim()) }}
              />
              <div class="goal" style={{ left: share(aim()) }}>
                <span>{format().short(aim())}</span>
              </div>
            </div>
          </>
        )}
      </Show>
    </section>
  );
}

export function CountryScene() {
  const { texts, format, topic, route, target } = useScreen();
  // A stranger has no regencies to draw.
  const isPublic = () => topic()?.publicView ?? false;
  return (
    <section class="scene country" data-scene="country">
      <header>
        <h1>{texts().wall.country}</h1>
        <p class="wall-side">
          <strong>
            {topic()?.totals.hidden ? "–" : format().integer(topic()?.totals.acceptors ?? 0)}
          </strong>{" "}
          {texts().acceptors}
          <Show when={topic()?.totals.hidden ? null : target()}>
            {(now) => (
              <>
                {" · "}
                {texts().wall.ofMillion(
                  format().percent(topic()?.totals.acceptors ?? 0, now().acceptors),
                  now().set,
                  format().integer(now().acceptors),
                )}
              </>
            )}
          </Show>
        </p>
      </header>
      <Show when={isPublic()} fallback={<NationDots />}>
        <TileMap points={new Map()} />
      </Show>
      <footer>
        <Legend by={route().by} />
        <p>
          {route().by === "pace"
            ? texts().room.pace
            : texts().room.achievementNote(target()?.set ?? "")}
          {" · "}
          {isPublic() ? texts().wall.tileNote : texts().wall.countryNote}
        </p>
      </footer>
    </section>
  );
}

interface Runner {
  readonly row: RegionRow;
  readonly pace: number;
}

export function RaceScene() {
  const { topic, texts, format, nameOf } = useScreen();
  const words = useRegionWords();
  const runners = createMemo((): readonly Runner[] => {
    const rows = [...(topic()?.totals.byRegion.values() ?? [])];
    return rows
      .flatMap((row) => {
        if (row.hidden) return [];
        const pace = words.paceOf(row);
        return pace.kind === "pace" ? [{ row, pace: pace.value }] : [];
      })
      .sort((a, b) => b.pace - a.pace || a.row.code.localeCompare(b.row.code));
  });
  const noRace = () => {
    const anyHidden = [...(topic()?.totals.byRegion.values() ?? [])].some((row) => row.hidden);
    return anyHidden ? texts().wall.raceHidden : texts().wall.noRace;
  };
  const isFew = () => runners().length <= fewRunners;
  const lanes = () => (isFew() ? runners().length : Math.ceil(runners().length / 2));
  return (
    <section class="scene race" data-scene="race">
      <header>
        <h1>{texts().wall.race}</h1>
        <p>{texts().wall.raceNote}</p>
      </header>
      <Show when={runners().length > 0} fallback={<p class="wall-wait">{noRace()}</p>}>
        <ol classList={{ few: isFew() }} style={{ "--lanes": lanes() }}>
          <For each={runners()}>
            {({ row, pace }) => (
              <li>
                <span class="runner">{nameOf(row.code)}</span>
                <span class="lane" aria-hidden="true">
                  <i
                    class={`fill step-${stepOf(pace)}`}
                    style={{ width: `${(100 * Math.min(raceScale, pace)) / raceScale}%` }}
                  />
                  <i class="goal" />
                </span>
                <span class="runner-pace">
                  {format().percent(Math.round(pace * 10_000), 10_000)}
                </span>
                <span class="runner-coverage">
                  {texts().wall.raceCoverage}{" "}
                  {row.coverage.expected > 0
                    ? format().percent(row.coverage.reported, row.coverage.expected)
                    : "–"}
                </span>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </section>
  );
}
