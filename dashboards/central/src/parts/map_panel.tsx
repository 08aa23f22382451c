// SPDX-License-Identifier: Apache-2.0
// The map of the shown region's parts: tiles, or dots over the outline, both in the chosen measure,
// with the legend that belongs to them. The sortable table of the same figures stands beside it.
import {
  createEffect,
  createMemo,
  createSignal,
  Match,
  onCleanup,
  Show,
  Suspense,
  Switch,
} from "solid-js";
import { createRegencies } from "../connect/regencies";
import type { Place } from "../geography/tiles";
import { commonSet } from "../live/figures";
import type { RegionRow } from "../live/model";
import { useScreen } from "../screen";
import { Choice } from "./controls";
import { lazyAgain } from "./lazy_again";
import { Legend } from "./legend";
import { TileMap } from "./tile_map";

const DotMap = lazyAgain(() => import("./dot_map").then((m) => m.DotMap));

// Where a province's regencies lie; fetched only for a province, the nation's tiles have a grid.
function createPoints() {
  const { topic } = useScreen();
  const [points, setPoints] = createSignal<ReadonlyMap<string, Place>>(new Map());
  let isOver = false;
  const isProvince = createMemo(() => (topic()?.region ?? "ID") !== "ID");
  createEffect(() => {
    if (isProvince()) {
      import("../geography/points").then((m) => isOver || setPoints(m.regencyPoints));
    }
  });
  onCleanup(() => {
    isOver = true;
  });
  return points;
}

// The nation's dots are its provinces' regencies, asked for while the map is looked at.
export function NationDots() {
  const { get, route, topic, texts, nameOf, learn } = useScreen();
  const provinces = createRegencies(
    get,
    () => route().event,
    topic,
    createMemo(() => route().at),
  );
  const rows = createMemo(() => {
    const all = new Map<string, RegionRow>();
    for (const province of provinces().values()) {
      for (const row of province.rows) all.set(row.code, row);
    }
    return all;
  });
  createEffect(() => {
    for (const province of provinces().values()) learn(province.names);
  });
  const codes = createMemo(() => [...rows().keys()].join(" "));
  return (
    <Suspense fallback={<div class="dots" />}>
      <DotMap
        label={texts().room.mapTitle}
        rows={rows()}
        codes={codes() === "" ? [] : codes().split(" ")}
        name={nameOf}
        isNear={false}
      />
    </Suspense>
  );
}

function ProvinceDots() {
  const { topic, texts, nameOf } = useScreen();
  const codes = createMemo(() => [...(topic()?.totals.byRegion.keys() ?? [])].join(" "));
  return (
    <Suspense fallback={<div class="dots" />}>
      <DotMap
        label={texts().room.mapTitle}
        rows={topic()?.totals.byRegion ?? new Map()}
        codes={codes().split(" ")}
        name={nameOf}
        isNear={true}
      />
    </Suspense>
  );
}

export function MapPanel() {
  const { topic, texts, route, choose } = useScreen();
  const points = createPoints();
  const words = () => texts().room;
  const title = () =>
    topic()?.region === "ID" && route().map === "tiles" ? words().provinceMap : words().regencyMap;
  const note = () => {
    const totals = topic()?.totals;
    if (route().by === "pace") return words().paceNote;
    return words().achievementNote(totals ? commonSet(totals) : "");
  };
  return (
    <section class="map" aria-labelledby="map-title">
      <div class="title">
        <h2 id="map-title">{title()}</h2>
        <span class="choices">
          <Choice
            label={words().view}
            options={[
              { value: "tiles", label: words().tiles },
              { value: "dots", label: words().dots },
            ]}
            chosen={route().map}
            onChoose={(map) => choose({ map })}
          />
          <Choice
            label={words().measure}
            options={[
              { value: "pace", label: words().pace },
              { value: "achievement", label: words().achievement },
            ]}
            chosen={route().by}
            onChoose={(by) => choose({ by })}
          />
        </span>
      </div>
      <p class="quiet note">{note()}</p>
      <Switch>
        <Match when={route().map === "tiles"}>
          <TileMap points={points()} />
        </Match>
        <Match when={topic()?.region === "ID"}>
          <NationDots />
        </Match>
        <Match when={true}>
          <ProvinceDots />
        </Match>
      </Switch>
      <Legend by={route().by} />
      <Show when={route().map === "tiles"}>
        <p class="quiet">{words().tileFoot}</p>
      </Show>
    </section>
  );
}
