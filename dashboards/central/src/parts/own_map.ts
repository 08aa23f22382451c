// SPDX-License-Identifier: Apache-2.0
// An operator's own map under the dots: /map.json beside the page names a GeoJSON of the same server.
// As shipped it names none, and the outline made at build time is drawn. The projection library is
// fetched only where there is something to project.

import { scale, translate } from "virtual:geography/map";
import { createResource } from "solid-js";

export interface OwnMap {
  readonly path: string;
  // Shown with the map.
  readonly attribution: string;
}

interface Settings {
  readonly geojson: string;
  readonly attribution: string;
}

// Throws where the settings are none: the page then draws its own outline and says nothing wrong.
export function settingsOf(value: unknown): Settings | null {
  if (typeof value !== "object" || value === null) throw new TypeError("map.json: not an object");
  const { geojson = null, attribution = "" } = value as Record<string, unknown>;
  if (geojson === null) return null;
  if (typeof geojson !== "string" || !geojson.startsWith("/") || typeof attribution !== "string") {
    throw new TypeError("map.json: geojson is a path of this server, attribution a text");
  }
  return { geojson, attribution };
}

async function ownMap(): Promise<OwnMap | null> {
  const answer = await fetch("/map.json");
  const settings = answer.ok ? settingsOf(await answer.json()) : null;
  if (!settings) return null;
  const [{ geoEquirectangular, geoPath }, shapes] = await Promise.all([
    import("d3-geo"),
    fetch(settings.geojson).then((found) => found.json()),
  ]);
  const projection = geoEquirectangular().scale(scale).translate([translate[0], translate[1]]);
  const path = geoPath(projection).digits(1)(shapes);
  return path === null ? null : { path, attribution: settings.attribution };
}

let asked: Promise<OwnMap | null> | undefined;

export function useOwnMap() {
  const [own] = createResource(() => {
    asked ??= ownMap().catch(() => null);
    return asked;
  });
  return own;
}
