// SPDX-License-Identifier: Apache-2.0
// 10,000 reports from one seed, right and wrong in every field, for one small world. The terminal's
// test gives them their verdicts and keeps both as tests/fixtures/rules_cases.txt; the server's test
// reads that file. Deterministic: whole numbers only.

export const world = {
  nowMs: 1_593_399_600_000, // 2020-06-29T10:00+07:00
  ceiling: 500,
  serviceDates: [20200629, 20200630],
  // Codes, places and zones as in the server's small test event.
  sites: [
    { code: "PKM-1", place: 1, zoneOffsetMinutes: 420 },
    { code: "PMB-1", place: 2, zoneOffsetMinutes: 420 },
    { code: "IMP-1", place: 3, zoneOffsetMinutes: 420 },
    { code: "RS-1", place: 4, zoneOffsetMinutes: 420 },
    { code: "KB-1", place: 5, zoneOffsetMinutes: 420 },
    { code: "PKM-9", place: 1, zoneOffsetMinutes: 540 },
  ],
};

const count = 10_000;
const dayMs = 86_400_000;

// mulberry32: 32 bits of state, the same in every engine.
function randomOf(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), bits | 61)) ^ bits;
    return Math.floor(((bits ^ (bits >>> 14)) >>> 0) % below);
  };
}

export function makeCases(seed = 20200629) {
  const random = randomOf(seed);
  const pick = (values) => values[random(values.length)];
  // Mostly a value that the rules allow, now and then one of those that they may not.
  const mostly = (usual, strange) => (random(12) === 0 ? pick(strange) : usual());
  const codes = world.sites.map(({ code }) => code);
  const { nowMs } = world;
  const times = [nowMs, nowMs - 3_600_000, nowMs - dayMs, nowMs + dayMs, nowMs - 10 * 3_600_000];
  const strangeTimes = [0, -1, 946_684_799_999, 946_684_800_000, 4_102_444_799_999, 4_102_444_800_000];
  const makeCorrection = (seq) => ({
    seq: mostly(() => 1 + random(50), [0, seq, 2_147_483_647, 2_147_483_648]),
    kind: mostly(() => 1 + random(2), [0, 3, 9]),
    reason: mostly(() => 1 + random(4), [0, 5, 77]),
  });
  return Array.from({ length: count }, () => {
    const seq = mostly(() => 1 + random(5_000), [0, 1, 2_147_483_647, 2_147_483_648, 4_294_967_295]);
    return {
      seq,
      site: mostly(() => pick(codes), ["", "PKM-2", "pkm-1", "S1501-PMB-001"]),
      serviceDate: mostly(
        () => pick(world.serviceDates),
        [0, 20200628, 20200701, 20200631, 20200230, 19991231, 20000101, 20991231, 21000101, 20209999],
      ),
      dateChosen: random(2) === 1,
      method: mostly(() => 1 + random(10), [0, 11, 99]),
      category: mostly(() => 1 + random(3), [0, 4]),
      postpartum: mostly(() => pick([1, 1, 1, 2, 3]), [0, 4]),
      partner: mostly(() => 1 + random(5), [0, 6]),
      count: mostly(() => 1 + random(30), [0, 499, 500, 501, 10_000, 10_001, 4_294_967_295]),
      confirmed: random(6) === 0,
      deviceTimeMs: mostly(() => pick(times), strangeTimes),
      skewMs: mostly(() => 0, [dayMs, -dayMs, 26 * 3_600_000, -26 * 3_600_000, 1]),
      correction: random(4) === 0 ? makeCorrection(seq) : null,
    };
  });
}

const head = `# The same verdict on the phone and on the server: 10,000 reports with the terminal's verdict.
# Made by dashboards/terminal/test/rules.test.ts from data/rules/cases.mjs; do not edit.
# world: now_ms ${world.nowMs}, ceiling ${world.ceiling}, service dates ${world.serviceDates.join(" ")}, sites as in
# tests/support/event_builder.hpp (PKM-1 PMB-1 IMP-1 RS-1 KB-1 at WIB, PKM-9 at WIT).
# columns: seq site service_date date_chosen method category postpartum partner count confirmed
#   device_time_ms skew_ms correction verdict
# site: - where empty. correction: - or seq:kind:reason. verdict: RejectionCode, 0 where accepted.
`;

export function fixtureOf(cases, verdicts) {
  const rows = cases.map((each, at) =>
    [
      each.seq,
      each.site || "-",
      each.serviceDate,
      each.dateChosen ? 1 : 0,
      each.method,
      each.category,
      each.postpartum,
      each.partner,
      each.count,
      each.confirmed ? 1 : 0,
      each.deviceTimeMs,
      each.skewMs,
      each.correction
        ? `${each.correction.seq}:${each.correction.kind}:${each.correction.reason}`
        : "-",
      verdicts[at],
    ].join(" "),
  );
  return `${head}${rows.join("\n")}\n`;
}
