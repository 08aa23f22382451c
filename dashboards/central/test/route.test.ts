// SPDX-License-Identifier: Apache-2.0
// Addresses and what they mean, in both directions.
import { expect, test } from "vitest";
import { addressOf, parentRegion, parentRoute, parseRoute, wantedRegions } from "../src/route";

const parse = (path: string) => parseRoute(new URL(path, "http://localhost"));

test("the path names the region, the query the language and the event", () => {
  expect(parse("/")).toMatchObject({ region: "ID", language: "id", event: "" });
  expect(parse("/15/")).toMatchObject({ region: "15", language: "id", event: "" });
  expect(parse("/15.71?lang=en&event=harganas-2020")).toMatchObject({
    region: "15.71",
    language: "en",
    event: "harganas-2020",
  });
  expect(parse("/?lang=fr").language).toBe("id");
});

test.each(["/jambi", "/1", "/15.7", "/15.711", "/1571", "/15/71"])("%s names no region", (path) => {
  expect(parse(path).region).toBeNull();
});

test.each(["/", "/15", "/15.71?lang=en", "/15?event=harganas-2020&lang=en"])(
  "%s comes back as it was",
  (path) => {
    expect(addressOf(parse(path))).toBe(path);
  },
);

test("up leads from a regency to its province to the nation, and ends there", () => {
  expect([parentRegion("15.71"), parentRegion("15"), parentRegion("ID")]).toEqual([
    "15",
    "ID",
    null,
  ]);
});

test("a screen subscribes to its own region first, then to the nation, once", () => {
  expect(wantedRegions("15.71")).toEqual(["15.71", "ID"]);
  expect(wantedRegions("ID")).toEqual(["ID"]);
});

test.each([
  "/?at=2020-06-29T22:00WIB",
  "/15?map=dots&by=achievement&set=Provinsi&sort=-name&list=flagged&curve=table",
  "/15.71?site=S1571-PMB-001&list=all&lang=en",
  "/15?desk=add",
  "/15.71?desk=dictated&lang=en",
  "/wall?lang=en",
  "/public",
])("every choice of %s comes back as it was", (address) => {
  expect(addressOf(parse(address))).toBe(address);
});

test("a choice that is none falls back to the default and leaves the address", () => {
  const route = parse("/?map=globe&by=luck&sort=size&list=none&curve=pie");
  expect(route).toMatchObject({ map: "tiles", by: "pace", list: "silent", curve: "chart" });
  expect(route.sort).toEqual({ key: "acceptors", descending: true });
  expect(addressOf(route)).toBe("/");
});

test("the desk is a region's, and up leads from it to the region", () => {
  expect(parse("/?desk=add").desk).toBe("");
  expect(parse("/15?desk=revoke").desk).toBe("");
  expect(addressOf(parentRoute(parse("/15?desk=add&lang=en")) ?? parse("/"))).toBe("/15?lang=en");
});

test("up leads from a site to its regency first, and from the wall to the room", () => {
  const site = parse("/15.71?site=S1&at=2020-06-29T22:00WIB");
  const regency = parentRoute(site);
  expect(regency && addressOf(regency)).toBe("/15.71?at=2020-06-29T22:00WIB");
  const wall = parentRoute(parse("/wall"));
  expect(wall && addressOf(wall)).toBe("/");
  expect(parentRoute(parse("/"))).toBeNull();
});
