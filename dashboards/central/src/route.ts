// SPDX-License-Identifier: Apache-2.0
// What an address of the page means, and the address of what is shown: "/", "/15", "/15.71", "/wall",
// "/public", with every choice in the query, so that a link shows another person the same screen.
// Choices at their default stay out of the address.
import type { Language } from "@sejuta/shared/src/format";
import type { Sort, SortKey } from "./live/figures";
import type { Measure } from "./live/measure";
import { type Moment, momentText, parseMoment } from "./live/moment";

export type View = "room" | "wall" | "public";
export type MapKind = "tiles" | "dots";
export type SiteList = "silent" | "flagged" | "all";
export type CurveKind = "chart" | "table";
// What an officer does for a region as a whole; empty for nothing.
export type DeskPage = "" | "add" | "dictated";

export interface Route {
  readonly view: View;
  // "ID", "15", "15.71"; null where the path names no region.
  readonly region: string | null;
  // A site's code within the region; empty for none.
  readonly site: string;
  readonly desk: DeskPage;
  readonly language: Language;
  // Empty where the server has one event only.
  readonly event: string;
  readonly at: Moment;
  readonly map: MapKind;
  readonly by: Measure;
  // The target set that percentages are of; empty for the event's first.
  readonly set: string;
  readonly sort: Sort;
  readonly list: SiteList;
  readonly curve: CurveKind;
}

export const defaultSort: Sort = { key: "acceptors", descending: true };
const sortKeys: readonly SortKey[] = ["name", "acceptors", "target", "percent", "pace", "coverage"];

function oneOf<T extends string>(value: string | null, all: readonly T[], otherwise: T): T {
  return all.find((known) => known === value) ?? otherwise;
}

// "percent" falls, "-percent" rises: names rise by default, figures fall.
function parseSort(text: string | null): Sort {
  const rises = text?.startsWith("-") ?? false;
  const key = sortKeys.find((known) => known === text?.replace("-", ""));
  return key ? { key, descending: !rises } : defaultSort;
}

function sortText(sort: Sort): string {
  return sort.descending ? sort.key : `-${sort.key}`;
}

export function parseRoute(url: URL): Route {
  const path = url.pathname.replace(/\/+$/, "").slice(1);
  const query = url.searchParams;
  const isRegion = /^\d{2}(\.\d{2})?$/.test(path);
  const view: View = path === "wall" || path === "public" ? path : "room";
  const isNation = path === "" || path === "ID" || view !== "room";
  return {
    view,
    region: isNation ? "ID" : isRegion ? path : null,
    site: query.get("site") ?? "",
    desk: isRegion ? oneOf(query.get("desk"), ["", "add", "dictated"], "") : "",
    language: query.get("lang") === "en" ? "en" : "id",
    event: query.get("event") ?? "",
    at: parseMoment(query.get("at")),
    map: oneOf(query.get("map"), ["tiles", "dots"], "tiles"),
    by: oneOf(query.get("by"), ["pace", "achievement"], "pace"),
    set: query.get("set") ?? "",
    sort: parseSort(query.get("sort")),
    list: oneOf(query.get("list"), ["silent", "flagged", "all"], "silent"),
    curve: oneOf(query.get("curve"), ["chart", "table"], "chart"),
  };
}

function pathOf(route: Route): string {
  if (route.view !== "room") return `/${route.view}`;
  return route.region === null || route.region === "ID" ? "/" : `/${route.region}`;
}

export function addressOf(route: Route): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string, otherwise: string): void => {
    if (value !== otherwise) query.set(name, value);
  };
  put("event", route.event, "");
  put("site", route.site, "");
  put("desk", route.desk, "");
  put("at", momentText(route.at), "");
  put("map", route.map, "tiles");
  put("by", route.by, "pace");
  put("set", route.set, "");
  put("sort", sortText(route.sort), sortText(defaultSort));
  put("list", route.list, "silent");
  put("curve", route.curve, "chart");
  put("lang", route.language, "id");
  // A colon needs no escape in a query, and people read "22:00".
  const text = query.toString().replaceAll("%3A", ":");
  return text === "" ? pathOf(route) : `${pathOf(route)}?${text}`;
}

// One step up the drill path, the desk and the site first; null at the top.
export function parentRoute(route: Route): Route | null {
  if (route.view !== "room") return { ...route, view: "room" };
  if (route.desk !== "") return { ...route, desk: "" };
  if (route.site !== "") return { ...route, site: "" };
  const parent = parentRegion(route.region ?? "ID");
  return parent === null ? null : { ...route, region: parent };
}

export function parentRegion(region: string): string | null {
  if (region === "ID") return null;
  return region.includes(".") ? region.slice(0, region.indexOf(".")) : "ID";
}

// What the screen subscribes to: its own region first, then the nation.
export function wantedRegions(region: string): readonly string[] {
  return region === "ID" ? ["ID"] : [region, "ID"];
}
