// SPDX-License-Identifier: Apache-2.0
// Would the simulation notice? Plants one bug after the other into a copy of the committed sources,
// builds the simulation there, and lives through days until one of them fails. A bug that no day
// finds is a hole in the judgement, and this program fails. The tree itself is never touched.
//
//   node tests/simulation/planted.mjs [--only NAME,...] [--days N] [--dir DIR]
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bugs } from "./planted_bugs.mjs";

const root = resolve(new URL("../..", import.meta.url).pathname);
const { values } = parseArgs({
  options: {
    only: { type: "string" },
    days: { type: "string", default: "200" },
    dir: { type: "string", default: join(root, "build/planted") },
  },
});
const copy = resolve(values.dir);
const parts = ["CMakeLists.txt", "cmake", "server", "proto", "client-sim", "tests", "data/rules"];
const env = { ...process.env, CCACHE_BASEDIR: copy, CCACHE_SLOPPINESS: "pch_defines,time_macros" };

function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
}

// The sources of HEAD. Only what differs is written, so that only that is compiled again.
function refresh() {
  const fresh = join(copy, "head");
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const archive = execFileSync("git", ["archive", "HEAD", ...parts], { cwd: root, maxBuffer: 1 << 28 });
  execFileSync("tar", ["-x", "-C", fresh], { input: archive });
  const names = execFileSync("git", ["ls-tree", "-r", "--name-only", "HEAD", ...parts], { cwd: root });
  for (const name of names.toString().trim().split("\n")) {
    const text = readFileSync(join(fresh, name));
    const path = join(copy, name);
    if (existsSync(path) && readFileSync(path).equals(text)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  rmSync(fresh, { recursive: true });
  run("cmake", "-S", ".", "-B", "out", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None", "-DCMAKE_CXX_FLAGS=-O0",
    "-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld", "-DSEJUTA_PRECOMPILE=ON");
}

const build = () => run("nice", "ninja", "-C", "out", "--quiet", "simulation");

// The first violation and its seed, or nothing.
function live() {
  const { stdout, status } = spawnSync(join(copy, "out/bin/simulation"), ["--gtest_filter=*promise*"], {
    encoding: "utf8",
    env: { ...process.env, SEJUTA_SEEDS: values.days, SEJUTA_STOP: "1" },
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

// Found, missed, or no longer plantable: each is a line, and the last two fail.
function judge(bug) {
  let heal = () => {};
  try {
    heal = plant(bug);
    build();
    const { found, first } = live();
    console.log(`${found ? "✓ found " : "✗ MISSED"}  ${bug.name.padEnd(34)} ${found ? first : bug.about}`);
    return found;
  } catch (error) {
    console.log(`✗ CANNOT  ${bug.name.padEnd(34)} ${error.message}`);
    return false;
  } finally {
    heal();
  }
}

const chosen = bugs.filter(({ name }) => !values.only || values.only.split(",").includes(name));
refresh();
build();
if (live().found) throw new Error("the simulation fails without any bug planted");
const missed = chosen.filter((bug) => !judge(bug)).length;
console.log(`${chosen.length - missed} passed, ${missed} failed`);
process.exit(missed ? 1 : 0);
