// SPDX-License-Identifier: Apache-2.0
// Runs clang-tidy-19 over every C++ source of the server and the simulator, as many at once as there
// are cores, and remembers which files (with all their includes) were clean, so that a second run
// only looks at what changed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, relative } from "node:path";

const build = process.argv[2];
const root = process.cwd();
const commands = JSON.parse(readFileSync(join(build, "compile_commands.json"), "utf8")).filter(({ file }) =>
  /^(server|client-sim)\//.test(relative(root, file)),
);
const memory = join(build, "clang-tidy-clean");
mkdirSync(memory, { recursive: true });

const seen = new Map();
/** The text of a file and of every file of ours that it includes. */
function closure(file, into = new Map()) {
  if (into.has(file) || !existsSync(file)) return into;
  if (!seen.has(file)) seen.set(file, readFileSync(file, "utf8"));
  const text = seen.get(file);
  into.set(file, text);
  for (const [, name] of text.matchAll(/^#include "([^"]+)"/gm)) {
    for (const folder of ["server", "client-sim"]) closure(join(root, folder, name), into);
  }
  return into;
}

function mark(file) {
  const hash = createHash("sha256").update(readFileSync(".clang-tidy"));
  for (const [name, text] of [...closure(file)].sort()) hash.update(relative(root, name)).update(text);
  return join(memory, hash.digest("hex"));
}

function tidy({ file }) {
  return new Promise((done) => {
    // g++'s own warning options and its library's use of what it deprecates are not our findings.
    const quiet = ["-Wno-unknown-warning-option", "-Wno-deprecated-declarations"].map((arg) => `--extra-arg=${arg}`);
    const child = spawn("clang-tidy-19", ["--quiet", ...quiet, "-p", build, file]);
    let out = "";
    child.stdout.on("data", (text) => (out += text));
    child.stderr.on("data", (text) => (out += text));
    child.on("close", (code) => done({ code, out }));
  });
}

const waiting = commands.filter(({ file }) => !existsSync(mark(file)));
let failed = 0;
async function worker() {
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { code, out } = await tidy(next);
    if (code === 0) {
      writeFileSync(mark(next.file), "");
    } else {
      failed += 1;
      console.error(`${relative(root, next.file)}\n${out}`);
    }
  }
}
const total = waiting.length;
await Promise.all(cpus().map(worker));
console.log(`clang-tidy: ${commands.length} files, ${total} looked at, ${failed} with findings`);
process.exit(failed ? 1 : 0);
