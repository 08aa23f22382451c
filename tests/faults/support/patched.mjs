// SPDX-License-Identifier: Apache-2.0
// Copies of the built server with a few bytes of the recording functions replaced by as many: their
// text stands in the program as it is, so no compiler is needed for another version of them.
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { program, root } from "../../integration/server/support.mjs";

async function patched(fault, name, pattern, replacement) {
  const text = (await readFile(program)).toString("latin1");
  const changed = text.replaceAll(pattern, replacement);
  fault.check(changed !== text, `${pattern} is not in the program any more: mend patched.mjs`);
  fault.check(changed.length === text.length, `the copy ${name} has another length`);
  await mkdir(join(root, "build/faults"), { recursive: true });
  const copy = join(root, "build/faults", name);
  await writeFile(copy, Buffer.from(changed, "latin1"));
  await chmod(copy, 0o755);
  return copy;
}

// Its functions do not look whether a report is there already.
export const withoutDedupe = (fault) =>
  patched(
    fault,
    "sejuta-without-dedupe",
    /found\[place\] or index\[id\]/g,
    "false        or index[id]",
  );

// Its functions have the names of another version, sejuta_0 and sejuta_record_0. A compiler may put
// a short name into two instructions of eight bytes each, "sejuta_r" and "record_1".
const versioned = /(?<name>sejuta_(?:[a-z]+_)?|[HI][\xb8-\xbf][a-z_]{6}_)1(?![0-9a-z])/g;
export const ofOlderFunctions = (fault) =>
  patched(fault, "sejuta-of-older-functions", versioned, "$<name>0");
