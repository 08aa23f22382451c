// SPDX-License-Identifier: Apache-2.0
// The simulator as a child process, for tests that disturb its run: started at once, its end and its
// result asked for later. Ended here where a test ends before it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { folder, program, root, within } from "./support.mjs";

// Of tests that wait for a run's end: CI has one of each kind, SEJUTA_SLOW=1 all of them.
export const inFull = process.env.SEJUTA_SLOW ? test : test.skip;

export const simulator = join(dirname(program), "sejuta-sim");

// args: the scenario first. address: where it reports to, the server itself where it is not given.
export function rehearse(t, args, server, address = server.address) {
  const place = folder(t);
  const begun = place.then((where) => {
    const file = join(where, "result.json");
    const all = ["run", ...args, "--server", `ws://${address}`, "--out", `json=${file}`];
    const child = spawn(simulator, all, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    t.after(() => child.kill("SIGKILL"));
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"])
      child[stream].on("data", (chunk) => {
        said[stream] += chunk;
      });
    const ended = new Promise((resolve) => child.on("close", (code) => resolve(code)));
    return { file, child, said, ended };
  });
  return {
    child: () => begun.then(({ child }) => child),
    // Its exit code, what it wrote, and its JSON; `told` is all of it for a failure's message.
    async result(deadlineMs = 90_000) {
      const { file, said, ended } = await begun;
      const code = await within("the end of the rehearsal", ended, deadlineMs);
      const told = `exit ${code}\n${said.stdout}\n${said.stderr}`;
      assert.notEqual(code, null, told);
      const text = await readFile(file, "utf8").catch(() => "null");
      return { code, ...said, told, result: JSON.parse(text) };
    },
  };
}
