// SPDX-License-Identifier: Apache-2.0
// The rules file and the terminal's verdicts. SEJUTA_WRITE_FIXTURES=1 writes the verdicts that the
// server's test reads; without it they must be the ones that are there.
import { readFileSync, writeFileSync } from "node:fs";
import { Advice, RejectionCode } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { describe, expect, test } from "vitest";
import { fixtureOf, makeCases, world } from "../../../data/rules/cases.mjs";
import { type Circumstances, judgeClose, judgeReport, type SentReport } from "../src/rules/judge";
import { limits, methodRules, order, rejections, ruleOf, words } from "../src/rules/rules";

const fixture = new URL("../../../tests/fixtures/rules_cases.txt", import.meta.url);
const at: Circumstances = { ...world, skewMs: 0 };
const good: SentReport = {
  seq: 1,
  site: "PMB-1",
  serviceDate: 20200629,
  dateChosen: false,
  method: 6,
  category: 2,
  postpartum: 1,
  partner: 1,
  count: 1,
  confirmed: false,
  deviceTimeMs: world.nowMs,
  correction: null,
};

test("10,000 random reports get the verdict that the server's test reads", () => {
  const cases = makeCases();
  const verdicts = cases.map(({ skewMs, ...sent }) => {
    const code = judgeReport(sent, { ...at, skewMs });
    return code === null ? 0 : ruleOf(code).number;
  });
  const text = fixtureOf(cases, verdicts);
  if (process.env.SEJUTA_WRITE_FIXTURES) writeFileSync(fixture, text);
  expect(readFileSync(fixture, "utf8") === text).toBe(true);
  // Every rule of a report is reached, and enough reports are right.
  const reached = new Set(verdicts);
  for (const code of order.report) expect(reached, code).toContain(ruleOf(code).number);
  expect(verdicts.filter((verdict) => verdict === 0).length).toBeGreaterThan(2_000);
});

describe("the rules file", () => {
  test("names what is there: every rule of the orders has its row, every method its number", () => {
    for (const code of [...order.report, ...order.close_day]) expect(ruleOf(code).code).toBe(code);
    expect(methodRules.map(({ method }) => method)).toEqual(words.method);
    for (const { places, postpartum, otherwise } of methodRules) {
      for (const place of places) expect(words.place).toContain(place);
      for (const value of postpartum) expect(words.postpartum).toContain(value);
      expect(otherwise === undefined).toBe(postpartum.length === words.postpartum.length);
    }
  });

  test("has the numbers and the advice of the wire", () => {
    for (const { code, number, advice } of rejections) {
      expect(RejectionCode[number], code).toBe(code.toUpperCase());
      expect(Advice[advice.toUpperCase() as keyof typeof Advice], code).toBeDefined();
    }
  });

  test("has the server's sentences, letter by letter", () => {
    const source = new URL("../../../server/domain/rejection.cpp", import.meta.url);
    const cpp = readFileSync(source, "utf8").replace(/"\s*\n\s*"/g, "");
    for (const { code, text_id, text_en } of rejections) {
      expect(cpp, code).toContain(`"${text_id}"`);
      expect(cpp, code).toContain(`"${text_en}"`);
    }
  });
});

describe("a report", () => {
  const cases: [string, Partial<SentReport>, string | null][] = [
    ["as it should be", {}, null],
    ["just inside the seqs", { seq: limits.seq_max }, null],
    ["just outside the seqs", { seq: limits.seq_max + 1 }, "seq_out_of_range"],
    ["of nobody", { count: 0 }, "count_out_of_range"],
    ["at the ceiling", { count: 500 }, null],
    ["above the ceiling", { count: 501 }, "count_above_ceiling"],
    ["above the ceiling and confirmed", { count: 501, confirmed: true }, null],
    ["just inside the counts", { count: 10_000, confirmed: true }, null],
    ["just outside the counts", { count: 10_001, confirmed: true }, "count_out_of_range"],
    ["of IUD at IMP", { site: "IMP-1", method: 1 }, "method_not_at_place"],
    ["of pil at IMP", { site: "IMP-1", method: 6 }, null],
    ["of MOW at PMB", { method: 8 }, "method_not_at_place"],
    ["of MOW at KB bergerak", { site: "KB-1", method: 8 }, null],
    ["of MAL without KB PP", { method: 10 }, "mal_needs_kb_pp"],
    ["of MAL with KB PP", { method: 10, postpartum: 2 }, null],
    ["of MOP with KB PP", { site: "RS-1", method: 9, postpartum: 2 }, "mop_not_postpartum"],
    ["on no day", { serviceDate: 20200631 }, "service_date_invalid"],
    ["on another day", { serviceDate: 20200628, dateChosen: true }, "service_date_outside_event"],
    ["of tomorrow", { serviceDate: 20200630, dateChosen: true }, "service_date_in_future"],
    ["of itself", { correction: { seq: 1, kind: 1, reason: 1 } }, "correction_target_gone"],
    ["without reason", { correction: { seq: 2, kind: 1, reason: 0 } }, "correction_reason_unknown"],
  ];
  test.each(cases)("%s", (_, change, verdict) => {
    expect(judgeReport({ ...good, ...change }, at)).toBe(verdict);
  });
});

test("a closed day may be of nobody, and of a million at most", () => {
  const close = { ...good, ownTotal: 0 };
  expect(judgeClose(close, at)).toBeNull();
  expect(judgeClose({ ...close, ownTotal: 1_000_000 }, at)).toBeNull();
  expect(judgeClose({ ...close, ownTotal: 1_000_001 }, at)).toBe("own_total_out_of_range");
  expect(judgeClose({ ...close, site: "PKM-2" }, at)).toBe("site_unknown");
  expect(judgeClose({ ...close, serviceDate: 20200630 }, at)).toBe("service_date_in_future");
});
