// SPDX-License-Identifier: Apache-2.0
// Builds a small C program or preloaded library of shims/ into build/faults, once per source.
import { execFile } from "node:child_process";
import { mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../integration/server/support.mjs";

const run = promisify(execFile);

async function build(name, target, flags) {
  const source = join(root, "tests/faults/shims", `${name}.c`);
  const built = join(root, "build/faults", target);
  const at = async (file) => (await stat(file).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
  if ((await at(built)) > (await at(source))) return built;
  await mkdir(join(root, "build/faults"), { recursive: true });
  const draft = `${built}.draft`;
  const strict = ["-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror"];
  await run("gcc", [...strict, ...flags, "-o", draft, source]);
  await rename(draft, built);
  return built;
}

export const shim = (name) => build(name, `${name}.so`, ["-shared", "-fPIC"]);
export const program = (name) => build(name, name, []);
