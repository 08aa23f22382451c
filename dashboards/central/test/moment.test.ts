// SPDX-License-Identifier: Apache-2.0
// Moments as links have them.
import { expect, test } from "vitest";
import { momentAt, momentText, parseMoment } from "../src/live/moment";

const at2200 = Date.UTC(2020, 5, 29, 15);

test("one moment in three zones; written back by the committee's clock", () => {
  for (const text of ["2020-06-29T22:00WIB", "2020-06-29T23:00WITA", "2020-06-30T00:00WIT"]) {
    expect(parseMoment(text)).toEqual({ kind: "past", ms: at2200 });
  }
  expect(momentText({ kind: "past", ms: at2200 })).toBe("2020-06-29T22:00WIB");
  expect(momentText({ kind: "past", ms: at2200 + 4_000 })).toBe("2020-06-29T22:00:04WIB");
  expect(momentText(parseMoment("2020-06-29T22:00:04WIB"))).toBe("2020-06-29T22:00:04WIB");
});

test("nothing is the present, and what cannot be read is said so", () => {
  expect(parseMoment(null)).toEqual({ kind: "present" });
  expect(parseMoment("")).toEqual({ kind: "present" });
  for (const text of [
    "2020-06-29",
    "2020-06-29T22:00",
    "2020-06-29T22:00+07:00",
    "2020-06-31T22:00WIB",
    "2020-06-29T25:00WIB",
    "2020-06-29T22:61WIB",
    "kemarin",
  ]) {
    expect(parseMoment(text)).toEqual({ kind: "unreadable", text });
  }
});

test("the slider moves in steps of five minutes, from the day's begin to the present", () => {
  const from = at2200 - 3_600_000;
  expect(momentAt(at2200 - 61_000, from, at2200 + 1)).toEqual({ kind: "past", ms: at2200 });
  expect(momentAt(from - 1, from, at2200)).toEqual({ kind: "past", ms: from });
  expect(momentAt(at2200 + 200_000, from, at2200)).toEqual({ kind: "present" });
});
