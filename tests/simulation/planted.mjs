// SPDX-License-Identifier: Apache-2.0
// Would the simulation notice? Plants one bug after the other into a copy of the sources, builds the
// simulation, and lives through days until one of them fails. A bug that no day finds is a hole in
// the judgement, and this program fails.
//
//   node tests/simulation/planted.mjs [--only NAME,...] [--days N]
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bugs } from "./planted_bugs.mjs";

const { values } = parseArgs({ options: { only: { type: "string" }, days: { type: "string", default: "400" } } });
const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const copy = join(root, "build/planted");
const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: copy, stdio: ["ignore", "ignore", "inherit"], ...options });

// The committed and uncommitted sources as they are, in a directory that may be broken.
function refresh() {
  execFileSync("mkdir", ["-p", copy]);
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root });
  const kept = files.toString().split("\n").filter((name) => /^(CMake|cmake|server|proto|client-sim|tests|data\/rules)/.test(name) && existsSync(join(root, name)));
  execFileSync("tar", ["-cf", join(copy, "sources.tar"), ...kept], { cwd: root });
  run("tar", ["-xf", "sources.tar", "--skip-old-files"]);
  for (const name of kept) {
    const text = readFileSync(join(root, name));
    if (!readFileSync(join(copy, name)).equals(text)) writeFileSync(join(copy, name), text);
  }
  if (!existsSync(join(copy, "out/build.ninja")))
    run("cmake", ["-S", ".", "-B", "out", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None", "-DCMAKE_CXX_FLAGS=-O1"]);
}

const build = () => run("ninja", ["-C", "out", "--quiet", "simulation"], { stdio: ["ignore", "ignore", "pipe"] });

// The first violation and its seed, or nothing.
function live() {
  const { stdout, status } = spawnSync(join(copy, "out/bin/simulation"), ["--gtest_filter=*promise*", "--gtest_brief=1"], {
    encoding: "utf8",
    env: { ...process.env, SEJUTA_SEEDS: values.days },
    timeout: 600_000,
    maxBuffer: 1 << 28,
  });
  return { found: status !== 0, first: stdout.match(/seed \d+: .*/)?.[0] ?? "the program ended" };
}

function plant({ file, from, to }) {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  if (text.split(from).length !== 2)
    throw new Error(`${file}: the place of the bug stands ${text.split(from).length - 1} times, not once:\n${from}`);
  writeFileSync(path, text.replace(from, () => to));
  return () => writeFileSync(path, text);
}

refresh();
build();
if (live().found) throw new Error("the simulation fails without any bug planted");
let missed = 0;
for (const bug of bugs) {
  if (values.only && !values.only.split(",").includes(bug.name)) continue;
  const heal = plant(bug);
  try {
    build();
    const { found, first } = live();
    if (!found) missed += 1;
    console.log(`${found ? "✓ found " : "✗ MISSED"}  ${bug.name.padEnd(34)} ${found ? first : bug.about}`);
  } finally {
    heal();
  }
}
console.log(missed ? `${missed} bugs were not found` : "every planted bug was found");
process.exit(missed ? 1 : 0);
