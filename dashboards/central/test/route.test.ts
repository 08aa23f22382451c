// SPDX-License-Identifier: Apache-2.0
// Addresses and what they mean, in both directions.
import { expect, test } from "vitest";
import { addressOf, parentRegion, parseRoute, wantedRegions } from "../src/route";

const parse = (path: string) => parseRoute(new URL(path, "http://localhost"));

test("the path names the region, the query the language and the event", () => {
  expect(parse("/")).toEqual({ region: "ID", language: "id", event: "" });
  expect(parse("/15/")).toEqual({ region: "15", language: "id", event: "" });
  expect(parse("/15.71?lang=en&event=harganas-2020")).toEqual({
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
