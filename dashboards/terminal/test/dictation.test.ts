// SPDX-License-Identifier: Apache-2.0
// Lines for the telephone: the golden file that the server's reader is tested with too, and what
// the check digits find. SEJUTA_WRITE_FIXTURES=1 writes the golden file.
import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dictated, dictate, readLine } from "../src/dictation/line";

const golden = new URL("../../../proto/golden/dictation.txt", import.meta.url);

function report(
  change: Partial<Dictated["content"] & { kind: "report" }> = {},
): Dictated["content"] {
  return {
    kind: "report",
    site: "S1571-PMB-003",
    serviceDate: 20200629,
    dateChosen: true,
    method: 6,
    category: 2,
    postpartum: 1,
    partner: 1,
    count: 3,
    correction: null,
    ...change,
  };
}
const line = (
  seq: number,
  content: Dictated["content"],
  more: Partial<Dictated> = {},
): Dictated => ({
  terminal: "ajx2kq7mbn3pd",
  seq,
  content,
  confirmed: false,
  ...more,
});
const close = (ownTotal: number): Dictated["content"] => ({
  kind: "close",
  site: "S1571-PMB-003",
  serviceDate: 20200629,
  ownTotal,
});
const corrected = (seq: number, kind: number, reason: number) => ({
  correction: { seq, kind, reason },
});

const valid: Dictated[] = [
  line(1, report()),
  line(2, report({ method: 2, category: 1, count: 1 })),
  line(3, report({ method: 10, category: 1, postpartum: 2, partner: 4 })),
  line(4, report({ method: 4, category: 3, partner: 2, count: 120 })),
  line(5, report({ count: 600 }), { confirmed: true }),
  line(6, report({ count: 10_000 }), { confirmed: true }),
  line(7, report(corrected(1, 1, 1))),
  line(8, report({ count: 5, ...corrected(4, 2, 3) })),
  line(9, close(14)),
  line(10, close(0)),
  line(2_147_483_647, report({ site: "P", serviceDate: 20991231 })),
  line(12, report({ serviceDate: 20240229 }), { terminal: "terminal-1" }),
];

// Each breaks one thing of the first line, with right check digits where another rule is meant.
const checked = (text: string): string => {
  for (let check = 2; check < 99; check += 1) {
    const whole = `${text}/${String(check).padStart(2, "0")}`;
    if (readLine(whole) !== "check") return whole;
  }
  throw new Error(text);
};
const first = dictate(line(1, report()));
const start = "AJX2KQ7MBN3PD/1/S1571-PMB-003/290620";
const broken: [string, string][] = [
  ["check", first.replace("/06211/", "/06121/")],
  ["check", first.replace("S1571", "S1517")],
  ["check", `${first.slice(0, -2)}00`],
  ["parts", first.replace("/290620", "")],
  ["parts", `${first} lagi!`],
  ["terminal", checked("AJX/1/S1571-PMB-003/290620/06211/3")],
  ["seq", checked("AJX2KQ7MBN3PD/0/S1571-PMB-003/290620/06211/3")],
  ["seq", checked("AJX2KQ7MBN3PD/2147483648/S1571-PMB-003/290620/06211/3")],
  ["seq", checked("AJX2KQ7MBN3PD/01/S1571-PMB-003/290620/06211/3")],
  ["site", checked("AJX2KQ7MBN3PD/1//290620/06211/3")],
  ["date", checked("AJX2KQ7MBN3PD/1/S1571-PMB-003/310620/06211/3")],
  ["cell", checked(`${start}/11211/3`)],
  ["cell", checked(`${start}/06411/3`)],
  ["count", checked(`${start}/06211/0`)],
  ["count", checked(`${start}/06211/10001Y`)],
  ["count", checked(`${start}/T/1000001`)],
  ["correction", checked(`${start}/06211/3/B1-5`)],
  ["correction", checked(`${start}/06211/3/X1-1`)],
  ["correction", checked(`${start}/T/14/B1-1`)],
];

function meaning({ terminal, seq, content, confirmed }: Dictated): string {
  const { kind, site, serviceDate } = content;
  const head = `${kind} terminal=${terminal} seq=${seq} site=${site} service_date=${serviceDate}`;
  if (content.kind === "close") return `${head} own_total=${content.ownTotal}`;
  const { method, category, postpartum, partner, count, correction } = content;
  const tail = correction ? `${correction.seq}:${correction.kind}:${correction.reason}` : "-";
  return `${head} method=${method} category=${category} postpartum=${postpartum} partner=${partner} count=${count} confirmed=${confirmed ? 1 : 0} correction=${tail}`;
}

test("the golden lines mean what the golden file says", () => {
  const text = [
    "# Lines for the telephone (docs/TERMINAL.md): ok TAB line TAB meaning, or broken TAB line TAB reason.",
    "# Numbers are those of the wire's enums; correction is seq:kind:reason.",
    ...valid.map((each) => `ok\t${dictate(each)}\t${meaning(each)}`),
    ...broken.map(([reason, text]) => `broken\t${text}\t${reason}`),
    "",
  ].join("\n");
  if (process.env.SEJUTA_WRITE_FIXTURES) writeFileSync(golden, text);
  expect(readFileSync(golden, "utf8")).toBe(text);
  for (const each of valid) expect(readLine(dictate(each))).toEqual(each);
  for (const [reason, text] of broken) expect(readLine(text), text).toBe(reason);
});

describe("a line", () => {
  const dictated = fc.record({
    terminal: fc.stringMatching(/^[a-z2-7]{13}$/),
    seq: fc.integer({ min: 1, max: 2_147_483_647 }),
    confirmed: fc.boolean(),
    content: fc.record({
      kind: fc.constant("report" as const),
      site: fc.stringMatching(/^[A-Z][0-9]{1,4}-[A-Z]{3}-[0-9]{1,3}$/),
      serviceDate: fc.constantFrom(20200629, 20240229, 20991231, 20000101),
      dateChosen: fc.constant(true),
      method: fc.integer({ min: 1, max: 10 }),
      category: fc.integer({ min: 1, max: 3 }),
      postpartum: fc.integer({ min: 1, max: 3 }),
      partner: fc.integer({ min: 1, max: 5 }),
      count: fc.integer({ min: 1, max: 10_000 }),
      correction: fc.option(
        fc.record({
          seq: fc.integer({ min: 1, max: 2_147_483_647 }),
          kind: fc.integer({ min: 1, max: 2 }),
          reason: fc.integer({ min: 1, max: 4 }),
        }),
      ),
    }),
  });

  test("comes back as it was said, however it is written down", () => {
    fc.assert(
      fc.property(dictated, (each) => {
        const text = dictate(each);
        expect(readLine(text)).toEqual(each);
        expect(readLine(` ${text.toLowerCase().replace(/\//g, " / ")} `)).toEqual(each);
      }),
    );
  });

  test("with one wrong character, or two neighbours swapped, is never taken", () => {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    fc.assert(
      fc.property(dictated, fc.nat(), fc.nat(letters.length - 1), (each, at, letter) => {
        const text = dictate(each);
        const place = at % text.length;
        const wrong = `${text.slice(0, place)}${letters[letter]}${text.slice(place + 1)}`;
        if (wrong !== text) expect(typeof readLine(wrong)).toBe("string");
        const swapped = `${text.slice(0, place)}${text[place + 1] ?? ""}${text[place]}${text.slice(place + 2)}`;
        if (swapped !== text) expect(typeof readLine(swapped)).toBe("string");
      }),
      { numRuns: 5_000 },
    );
  });
});
