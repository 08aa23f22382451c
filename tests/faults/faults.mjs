// SPDX-License-Identifier: Apache-2.0
// Breaks things on purpose, one after the other, and prints one line for each: what was done, with
// which seed, and whether the promise held. tests/faults/README.md says what each one is.
//   node tests/faults/faults.mjs [--full] [--only NAME,...] [--seed N] [--list] [--verbose]
// Exit codes: 0 everything held, 1 something did not, 2 usage.
import { parseArgs } from "node:util";
import { all } from "./all.mjs";
import { Fault } from "./support/fault.mjs";

const say = (text) => process.stdout.write(`${text}\n`);

function usage(why) {
  process.stderr.write(
    `faults: ${why}\nfaults: --full, --only NAME,..., --seed N, --list, --verbose\n`,
  );
  process.exit(2);
}

function settings() {
  try {
    const { values } = parseArgs({
      options: {
        full: { type: "boolean", default: false },
        only: { type: "string" },
        seed: { type: "string" },
        list: { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
      },
    });
    if (values.seed !== undefined && !/^\d{1,9}$/.test(values.seed))
      usage(`--seed "${values.seed}" is not a number of at most 9 digits`);
    return values;
  } catch (error) {
    return usage(error.message);
  }
}

function chosen(only) {
  if (only === undefined) return all;
  const names = only.split(",");
  for (const name of names)
    if (!all.some((each) => each.name === name))
      usage(`--only "${name}" is no fault; --list names them`);
  return all.filter((each) => names.includes(each.name));
}

// Throws when the fault takes longer than it may, so that a run always ends.
function bounded(promise, seconds) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function runOne(each, options) {
  const seed = Number(options.seed ?? Date.now() % 1_000_000_000);
  const tell = options.verbose ? (text) => say(`  ${text}`) : () => {};
  const fault = new Fault({ name: each.name, seed, full: options.full, tell });
  const started = Date.now();
  const wrong = [];
  // Whatever is thrown is a reason, also an empty one.
  const note = (error) =>
    wrong.push((options.verbose && error?.stack) || error?.message || `threw "${error}"`);
  await bounded(each.run(fault), options.full ? each.seconds.full : each.seconds.smoke).catch(note);
  if (wrong.length > 0 && fault.last) wrong.push(`after: ${fault.last}`);
  await fault.clean().catch(note);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const figures = [...fault.figures].map(([name, value]) => `${value} ${name}`).join(", ");
  const done = `seed ${seed}: ${fault.done.join(", ")}${figures ? `; ${figures}` : ""}`;
  const held = wrong.length === 0;
  const reasons = wrong.map((reason) => `\n    ${reason.trim()}`).join("");
  say(`${held ? "✓" : "✗"} ${each.name} ${done}, ${seconds} s${reasons}`);
  return held;
}

// A defect that is known and not mended yet: a run of everything says so and goes on; --only and
// --full run it.
function isOpen(each, { full, only }) {
  if (each.open === undefined || full || only !== undefined) return false;
  say(`· ${each.name} does not hold yet: ${each.open}`);
  return true;
}

const options = settings();
const run = chosen(options.only);
if (options.list) {
  for (const each of run) say(`${each.name.padEnd(20)} ${each.about}`);
  process.exit(0);
}
const started = Date.now();
const count = { held: 0, failed: 0, open: 0 };
for (const each of run) {
  if (isOpen(each, options)) count.open += 1;
  else if (await runOne(each, options)) count.held += 1;
  else count.failed += 1;
}
const seconds = ((Date.now() - started) / 1000).toFixed(0);
say(
  `faults: ${count.held} held, ${count.failed} failed, ${count.open} known to be open, ${seconds} s`,
);
process.exit(count.failed === 0 ? 0 : 1);
