// SPDX-License-Identifier: Apache-2.0
// A copy of the built server whose recording function does not look whether a report is there. The
// function's text stands in the program as it is, so the bytes of one word are replaced by as many.
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { program, root } from "../../integration/server/support.mjs";

const looks = "if known then";
const blind = "if false then";

export async function serverWithoutDedupe(fault) {
  const text = (await readFile(program)).toString("latin1");
  fault.check(text.includes(looks), `the function has no "${looks}" any more: mend this control`);
  const folder = join(root, "build/faults");
  await mkdir(folder, { recursive: true });
  const copy = join(folder, "sejuta-without-dedupe");
  await writeFile(copy, Buffer.from(text.replaceAll(looks, blind), "latin1"));
  await chmod(copy, 0o755);
  return fault.server({ program: copy });
}
