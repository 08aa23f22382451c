// SPDX-License-Identifier: Apache-2.0
// The simulator's histogram beside a known implementation: the same numbers into HdrHistogram, the
// same percentiles out, each within the error that both promise.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { program, seeded } from "./support.mjs";

const require = createRequire(new URL("../../../dashboards/package.json", import.meta.url));
const hdr = require("hdr-histogram-js");
const simulator = join(dirname(program), "sejuta-sim");

function percentilesOf(values) {
  const child = spawn(simulator, ["percentiles"], { stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  child.stdin.end(values.join("\n"));
  return new Promise((resolve) => child.on("close", () => resolve(JSON.parse(said))));
}

const shapes = {
  "small numbers": (random) => random(200),
  "latencies in microseconds": (random) => Math.round(80 * Math.exp(random(1_000_000) / 110_000)),
  "two crowds": (random) => (random(100) < 97 ? 900 + random(300) : 4_000_000 + random(900_000)),
  "powers of two and their neighbours": (random) => 2 ** random(40) + random(3) - 1,
};

for (const [name, draw] of Object.entries(shapes))
  test(`percentiles of ${name} are HdrHistogram's`, async (t) => {
    const random = seeded(t);
    const values = Array.from({ length: 20_000 }, () => draw(random));
    // Three digits: an error of 0.1 %; ours has seven bits below the leading one: 0.8 %.
    const known = hdr.build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2 ** 42,
      numberOfSignificantValueDigits: 3,
    });
    for (const value of values) known.recordValue(value);
    const ours = await percentilesOf(values);
    assert.equal(ours.count, known.totalCount);
    assert.equal(ours.max, Math.max(...values));
    assert.equal(ours.min, Math.min(...values));
    for (const percent of [50, 75, 90, 95, 99, 99.9, 99.99, 100]) {
      const theirs = known.getValueAtPercentile(percent);
      const room = theirs * (0.008 + 0.001) + 1;
      assert.ok(
        Math.abs(ours[percent] - theirs) <= room,
        `p${percent}: ours ${ours[percent]}, HdrHistogram ${theirs}`,
      );
    }
  });
