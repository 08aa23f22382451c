// SPDX-License-Identifier: Apache-2.0
// The tally: taps and their undoing, numbers as people type them, and the day that is meant.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { serviceDay, tellableSkewMs } from "../src/tally/clock";
import {
  carriedOver,
  cellsOf,
  cleared,
  countOf,
  emptyDraft,
  isNewer,
  parseCount,
  sumOf,
  undone,
  withCount,
} from "../src/tally/draft";
import { welcome } from "./builders";

const cell = (method: number) => ({ method, category: 1, postpartum: 1 });

test("any number of taps undone one by one leads back to nothing", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 20 })), {
        maxLength: 60,
      }),
      (taps) => {
        let draft = emptyDraft("d");
        for (const [method, count] of taps) draft = withCount(draft, cell(method), count);
        expect(sumOf(draft)).toBe(cellsOf(draft).reduce((sum, { count }) => sum + count, 0));
        for (let at = draft.taps.length; at > 0; at -= 1) draft = undone(draft);
        expect(cellsOf(draft)).toEqual([]);
        expect(undone(draft)).toBe(draft);
      },
    ),
  );
});

test("a word on a draft that was said before the newest tap takes nothing back", () => {
  const said = emptyDraft("d");
  const tapped = withCount(said, cell(1), 1);
  expect(isNewer(said, tapped)).toBe(false);
  expect(isNewer(tapped, said)).toBe(true);
  expect(isNewer(undone(tapped), tapped)).toBe(true);
});

test("a word on a draft that was sent since takes nothing back, however late it is heard", () => {
  const sent = withCount(withCount(emptyDraft("d", 4), cell(1), 1), cell(2), 1);
  const next = emptyDraft("next", 5);
  expect(isNewer(next, sent)).toBe(true);
  expect(isNewer(sent, next)).toBe(false);
  expect(isNewer(sent, withCount(next, cell(1), 1))).toBe(false);
});

test("what is tapped beside another word on the tally stands in the next one", () => {
  const sent = withCount(emptyDraft("d", 4), cell(1), 3);
  const tapped = withCount(withCount(sent, cell(1), 4), cell(2), 2);
  const next = withCount(emptyDraft("next", 5), cell(2), 5);
  const carried = carriedOver(next, tapped, sent);
  expect([carried.id, countOf(carried, cell(1)), countOf(carried, cell(2))]).toEqual([
    "next",
    1,
    7,
  ]);
  expect(isNewer(carried, next)).toBe(true);
  expect(carriedOver(next, undone(sent), sent)).toBe(next);
});

test("a cleared draft is a newer word on the same draft", () => {
  const tapped = withCount(emptyDraft("d", 4), cell(1), 1);
  const empty = cleared(undone(tapped));
  expect(cellsOf(empty)).toEqual([]);
  expect(isNewer(empty, tapped)).toBe(true);
  expect(undone(empty)).toBe(empty);
});

test("a count stays within 0 and 10,000", () => {
  const draft = withCount(emptyDraft("d"), cell(1), 10_001);
  expect(countOf(draft, cell(1))).toBe(10_000);
  expect(countOf(withCount(draft, cell(1), -1), cell(1))).toBe(0);
});

describe("a number as typed", () => {
  test.each([
    ["12", "id", 12],
    ["1.000", "id", 1_000],
    ["10.000", "id", 10_000],
    ["1,000", "en", 1_000],
    ["0", "id", 0],
    [" 7 ", "id", 7],
    ["1,000", "id", null],
    ["1.000", "en", null],
    ["1.00", "id", null],
    ["1000.000", "id", null],
    ["12,5", "id", null],
    ["007", "id", null],
    ["-3", "id", null],
    ["1e3", "id", null],
    ["", "id", null],
  ] as const)("%s in %s is %s", (text, language, value) => {
    expect(parseCount(text, language)).toBe(value);
  });
});

describe("the service day", () => {
  const [site] = welcome.sites;
  const at = (iso: string) => Date.parse(iso);

  test("is today where the event has it, by the server's clock and the site's zone", () => {
    const now = welcome.deviceTimeMs;
    expect(serviceDay(welcome, site, null, now)).toEqual({ serviceDate: 20200629, chosen: false });
    const late = now + 15 * 3_600_000;
    expect(serviceDay(welcome, site, null, late)).toEqual({ serviceDate: 20200630, chosen: false });
  });

  test("with a clock that is 26 h ahead is still the server's", () => {
    const wrong = {
      ...welcome,
      deviceTimeMs: welcome.serverTimeMs + 26 * 3_600_000,
      skewMs: 26 * 3_600_000,
    };
    const day = serviceDay(wrong, site, null, wrong.deviceTimeMs);
    expect(day).toEqual({ serviceDate: 20200629, chosen: false });
    expect(tellableSkewMs(wrong)).toBe(26 * 3_600_000);
    expect(tellableSkewMs({ ...wrong, kind: 2 })).toBeNull();
    expect(tellableSkewMs(welcome)).toBeNull();
  });

  test("after the last date is the last one, as chosen; a picked one of the event's is kept", () => {
    const after = at("2020-07-03T00:00:00Z");
    expect(serviceDay(welcome, site, null, after)).toEqual({ serviceDate: 20200630, chosen: true });
    expect(serviceDay(welcome, site, 20200629, after)).toEqual({
      serviceDate: 20200629,
      chosen: true,
    });
    expect(serviceDay(welcome, site, 20200701, after).serviceDate).toBe(20200630);
  });

  test("is the phone's own day where no server was met yet", () => {
    expect(serviceDay(null, undefined, null, at("2026-06-29T18:00:00Z"))).toEqual({
      serviceDate: 20260630,
      chosen: false,
    });
  });
});
