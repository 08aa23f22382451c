// SPDX-License-Identifier: Apache-2.0
// Equal tiles, one for each child region: name, figure, colour by the one scale, hatched where
// nothing was reported, and at the foot a line as long as the reporting coverage.
import { createMemo, For, Show } from "solid-js";
import { type Place, provinceTiles, regencyTiles, shortName } from "../geography/tiles";
import { shadeClass } from "../live/measure";
import { useScreen } from "../screen";
import { Link } from "./link";
import { useRegionWords } from "./region_words";

const regencyColumns = 6;

export function TileMap(props: { readonly points: ReadonlyMap<string, Place> }) {
  const { topic, format, route } = useScreen();
  const words = useRegionWords();
  const region = createMemo(() => topic()?.region ?? "ID");
  // A text, so that a delta does not lay the tiles out again.
  const codes = createMemo(() => [...(topic()?.totals.byRegion.keys() ?? [])].join(" "));
  const grid = createMemo(() => {
    const all = codes() === "" ? [] : codes().split(" ");
    return region() === "ID"
      ? provinceTiles(all)
      : regencyTiles(all, props.points, Math.min(regencyColumns, Math.max(1, all.length)));
  });
  const row = (code: string) => topic()?.totals.byRegion.get(code);
  const name = (code: string) => topic()?.names.get(code) ?? code;
  const label = (code: string): string =>
    region() === "ID" ? shortName(code, name(code)) : name(code).replace(/^Kota /, "Kt. ");
  // The whole sentence of a tile is made when a pointer asks for it, not with each delta; without a
  // pointer the table beside says the same.
  function explain(event: PointerEvent): void {
    const tile = event.target instanceof Element ? event.target.closest("[data-tile]") : null;
    const code = tile?.getAttribute("data-tile") ?? "";
    const now = row(code);
    if (tile instanceof HTMLElement && now) tile.title = words.sentence(name(code), now);
  }
  return (
    <div
      onPointerOver={explain}
      class="tiles"
      classList={{ regencies: region() !== "ID" }}
      style={{ "--columns": grid().columns }}
    >
      <For each={grid().tiles}>
        {(tile) => (
          <Show when={row(tile.code)}>
            {(now) => {
              const shade = createMemo(() => words.shade(now()), undefined, {
                equals: (a, b) => shadeClass(a) === shadeClass(b) && ratioOf(a) === ratioOf(b),
              });
              return (
                <Link
                  to={{ region: tile.code, site: "" }}
                  class={`tile ${shadeClass(shade())}`}
                  style={{ "--column": tile.column + 1, "--row": tile.row + 1 }}
                  tile={tile.code}
                >
                  <span class="tile-name">{label(tile.code)}</span>
                  <span class="tile-figure">
                    {shade().kind === "step"
                      ? wholePercent(ratioOf(shade()), route().language)
                      : shade().kind === "no_target"
                        ? format().integer(now().acceptors)
                        : "–"}
                  </span>
                  <i
                    class="tile-coverage"
                    aria-hidden="true"
                    style={{
                      width: `${(100 * now().coverage.reported) / Math.max(1, now().coverage.expected)}%`,
                    }}
                  />
                </Link>
              );
            }}
          </Show>
        )}
      </For>
    </div>
  );
}

// Whole percents, rounded down: a tile must not say 100 before it is reached.
function ratioOf(shade: { readonly kind: string; readonly ratio?: number }): number {
  return Math.floor((shade.ratio ?? 0) * 100 + 1e-9);
}

function wholePercent(hundredths: number, language: "id" | "en"): string {
  return language === "id" ? `${hundredths}\u202f%` : `${hundredths}%`;
}
