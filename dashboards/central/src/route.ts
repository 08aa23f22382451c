// SPDX-License-Identifier: Apache-2.0
// What an address of the page means, and the address of what is shown: "/", "/15", "/15.71", with
// ?lang=en and ?event=ID carried along.
import type { Language } from "@sejuta/shared/src/format";

export interface Route {
  // "ID", "15", "15.71"; null where the path names no region.
  readonly region: string | null;
  readonly language: Language;
  // Empty where the server has one event only.
  readonly event: string;
}

export function parseRoute(url: URL): Route {
  const path = url.pathname.replace(/\/+$/, "").slice(1);
  const isRegion = /^\d{2}(\.\d{2})?$/.test(path);
  return {
    region: path === "" || path === "ID" ? "ID" : isRegion ? path : null,
    language: url.searchParams.get("lang") === "en" ? "en" : "id",
    event: url.searchParams.get("event") ?? "",
  };
}

export function addressOf(route: Route): string {
  const path = route.region === null || route.region === "ID" ? "/" : `/${route.region}`;
  const query = new URLSearchParams();
  if (route.event !== "") query.set("event", route.event);
  if (route.language === "en") query.set("lang", "en");
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

// One step up the drill path; null at the top.
export function parentRegion(region: string): string | null {
  if (region === "ID") return null;
  return region.includes(".") ? region.slice(0, region.indexOf(".")) : "ID";
}

// What the screen subscribes to: its own region first, then the nation.
export function wantedRegions(region: string): readonly string[] {
  return region === "ID" ? ["ID"] : [region, "ID"];
}
