// SPDX-License-Identifier: Apache-2.0
// A process of the simulator that is killed or stopped takes its book with it: the run ends soon and
// says so, tells what the others have, and claims nothing about the ledger that it cannot know.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inFull, rehearse } from "./rehearsal.mjs";
import { Server, until } from "./support.mjs";

const day = ["jambi-2020", "--scale", "0.2", "--processes", "2"];

// The pids of its processes, in the order in which it made them.
async function processes(rehearsal) {
  const { pid } = await rehearsal.child();
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.trim().split(" ").map(Number);
}

async function begun(t, pace) {
  const server = await Server.start(t);
  const rehearsal = rehearse(t, [...day, "--pace", pace], server);
  await until("reports in the ledger", async () => (await server.totals()).sequence > 100);
  return { server, rehearsal, pids: await processes(rehearsal) };
}

test("a process that is killed ends the run with 1, and nothing is claimed", async (t) => {
  const { rehearsal, pids } = await begun(t, "60s");
  assert.equal(pids.length, 2);
  process.kill(pids[1], "SIGKILL");
  const { code, stdout, result, told } = await rehearsal.result(20_000);
  assert.equal(code, 1, told);
  const who = `process 2 of 2 of the simulator \\(pid ${pids[1]}\\) was killed by signal 9 \\(SIGKILL\\)`;
  const last = stdout.trim().split("\n").at(-1);
  assert.match(last, new RegExp(`not proven: ${who}, and its book of [\\d,]+ reports with it\\.`));
  assert.match(
    last,
    /recounted, fits its own counters and has [\d,]+ reports; the terminals of the/,
  );
  assert.doesNotMatch(told, /MISMATCH|difference 0|agrees/);
  assert.match(stdout, /in a lost book\.+: [\d,]+ reports, of which nothing is known/);
  assert.equal(result.verdict.outcome, "unproven", told);
  assert.equal(result.ending, "failed");
  assert.deepEqual(result.verdict.findings, []);
  assert.equal(result.lost_processes[0].signal, 9);
  assert.equal(result.lost_processes[0].pid, pids[1]);
  assert.ok(result.receipts > 0, "what the other one holds is told");
  assert.ok(result.unknown > 0 && result.receipts + result.unknown < result.reports, told);
});

test("a process that is killed while terminals ask the ledger leaves it unproven", async (t) => {
  const { rehearsal, pids } = await begun(t, "3s");
  const child = await rehearsal.child();
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  process.kill(pids[0], "SIGSTOP"); // its terminals must not be done asking before it dies
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  process.kill(pids[0], "SIGCONT");
  await until("the asking", () => said.includes("each terminal asks the ledger"), 40_000);
  process.kill(pids[0], "SIGKILL");
  const { code, stdout, result, told } = await rehearsal.result(20_000);
  assert.equal(code, 1, told);
  assert.match(stdout, /process 1 of 2 of the simulator \(pid \d+\) was killed by signal 9/);
  assert.equal(result.verdict.outcome, "unproven", told);
  assert.ok(
    result.incidents.some(({ kind }) => kind === "simulator"),
    told,
  );
});

inFull("a process that stays stopped ends the run after a minute, not at its end", async (t) => {
  const { rehearsal, pids } = await begun(t, "120s");
  process.kill(pids[1], "SIGSTOP");
  const { code, stdout, result, told } = await rehearsal.result(100_000);
  assert.equal(code, 1, told);
  assert.match(stdout, /process 2 of 2 of the simulator \(pid \d+\) does not answer any more/);
  assert.equal(result.lost_processes[0].mute, true, told);
  assert.ok(result.seconds > 55 && result.seconds < 80, told);
});
