// SPDX-License-Identifier: Apache-2.0
// Figures as people read them; percentages to the digit as the server computes them.
import { describe, expect, test } from "vitest";
import { backoffCapMs, backoffMs } from "../src/backoff";
import { makeFormat } from "../src/format";
import { percentHundredths, percentText } from "../src/percent";

const id = makeFormat("id");
const en = makeFormat("en");

describe("percentages", () => {
  test.each([
    [1_355_294, 1_000_000, 13_553],
    [466_304, 418_224, 11_150],
    [466_304, 454_226, 10_266],
    [362_378, 1_256_052, 2_885],
    [6_162, 4_282, 14_390],
    // Exactly half goes up; a hair below does not. 1.005 in floating point would round down.
    [1_005, 100_000, 101],
    [10_049, 1_000_000, 100],
    [1, 3, 3_333],
    [2, 3, 6_667],
    [0, 5, 0],
    [-1_005, 100_000, -100],
    [9_007_199_254_740_991, 9_007_199_254_740_991, 10_000],
  ])("%i of %i is %i hundredths", (part, whole, expected) => {
    expect(percentHundredths(part, whole)).toBe(expected);
  });

  test("without a denominator there is none", () => {
    expect(percentHundredths(5, 0)).toBeNull();
    expect(id.percent(5, 0)).toBe("–");
  });

  test("as text keep two decimals", () => {
    expect(percentText(13_553)).toBe("135.53");
    expect(percentText(5)).toBe("0.05");
    expect(percentText(-105)).toBe("-1.05");
    expect(id.percent(1_355_294, 1_000_000)).toBe("135,53\u00a0%");
    expect(en.percent(1_355_294, 1_000_000)).toBe("135.53%");
    expect(id.percent(99_999, 1)).toBe("9.999.900,00\u00a0%");
  });
});

describe("numbers", () => {
  test("are grouped as the language groups them; a serial never looks like a count", () => {
    expect(id.integer(1_355_294)).toBe("1.355.294");
    expect(en.integer(1_355_294)).toBe("1,355,294");
    expect(id.serial(48_213n)).toBe("48\u202f213");
    expect(id.serial(213n)).toBe("213");
  });

  test("are shortened only where nothing is lost", () => {
    expect(id.short(1_000_000)).toBe("1\u00a0juta");
    expect(en.short(1_000_000)).toBe("1\u00a0million");
    expect(id.short(1_500_000)).toBe("1,5\u00a0juta");
    expect(id.short(1_375_321)).toBe("1.375.321");
    expect(id.short(11_093)).toBe("11.093");
  });
});

describe("times", () => {
  const night = Date.UTC(2020, 5, 29, 14, 58, 4);

  test("carry the name of their zone", () => {
    expect(id.clock(night)).toBe("21.58.04\u00a0WIB");
    expect(id.clock(night, "WITA")).toBe("22.58.04\u00a0WITA");
    expect(id.clock(night, "WIT")).toBe("23.58.04\u00a0WIT");
    expect(en.clock(night)).toBe("21:58:04\u00a0WIB");
    expect(id.clock(Date.UTC(2020, 5, 28, 17))).toBe("00.00.00\u00a0WIB");
  });

  test("dates are days of the calendar, whatever the reader's zone", () => {
    expect(id.day(20200629)).toBe("29 Juni 2020");
    expect(en.day(20200629)).toBe("29 June 2020");
    expect(id.dayOf(Date.UTC(2020, 5, 28, 17))).toBe(20200629);
    expect(id.dayOf(Date.UTC(2020, 5, 28, 16, 59))).toBe(20200628);
    expect(id.dayOf(Date.UTC(2020, 5, 28, 15), "WIT")).toBe(20200629);
  });
});

test("the wait before a try is anywhere below a ceiling that doubles up to the cap", () => {
  expect(backoffMs(0, 0)).toBe(0);
  expect(backoffMs(0, 0.999)).toBe(499);
  expect(backoffMs(3, 0.5)).toBe(2_000);
  expect(backoffMs(40, 0.999_999)).toBeLessThan(backoffCapMs);
});
