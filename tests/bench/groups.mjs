// SPDX-License-Identifier: Apache-2.0
// Programs of peers, each in a process group of its own, so that it can be ended with all that it
// started: a shell script that is told to end leaves its children running.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const graceMs = 10_000;
const running = new Set();
let ending = false;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const late = Symbol("late");

// What the promise brings, or `late`; no timer stays behind.
async function within(ms, promise) {
  let timer;
  const over = new Promise((done) => {
    timer = setTimeout(done, ms, late);
  });
  const first = await Promise.race([promise, over]);
  clearTimeout(timer);
  return first;
}

// The processes of a group that still run; one that only waits to be reaped does not.
function members(group) {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [state, , itsGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(itsGroup) === group && state !== "Z" && state !== "X";
    } catch {
      return false; // ended meanwhile
    }
  });
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // nobody there any more
  }
}

export class Group {
  constructor(command, env, stdout = "ignore") {
    if (ending) throw new Error("the bench is ending");
    this.process = spawn(command, { env, stdio: ["ignore", stdout, "pipe"], detached: true });
    this.over = false;
    this.said = "";
    this.process.stderr.on("data", (chunk) => {
      this.said = (this.said + chunk).slice(-2000);
    });
    // "exit", not "close": whatever it left behind may hold its pipes for ever.
    this.exited = new Promise((done) => {
      this.process.on("exit", (code, by) => done(by ?? code));
      this.process.on("error", (error) => {
        this.said += error.message;
        done(error.code);
      });
    });
    this.exited.then(() => {
      this.over = true;
    });
    if (this.process.pid !== undefined) running.add(this);
  }

  // The program itself is told first, for an orderly end; what is then left of its group, or all of
  // it where it does not end, is told after it, and killed where that does not help either.
  async end() {
    const { pid } = this.process;
    if (pid === undefined) return;
    if (!this.over) signal(pid, "SIGTERM");
    await within(graceMs, this.exited);
    if (!(await this.gone(0))) {
      signal(-pid, "SIGTERM");
      if (!(await this.gone(graceMs))) signal(-pid, "SIGKILL");
      await this.gone(graceMs);
    }
    running.delete(this);
    this.process.stderr.destroy();
    this.process.stdout?.destroy();
  }

  async gone(withinMs) {
    for (const ends = Date.now() + withinMs; members(this.process.pid).length > 0; await pause(20))
      if (Date.now() >= ends) return false;
    return true;
  }
}

// Runs a program to its end and returns what it wrote.
export async function outputOf(command, env, withinMs) {
  const group = new Group(command, env, "pipe");
  let stdout = "";
  group.process.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  const closed = new Promise((done) => group.process.on("close", done));
  const code = await within(withinMs, group.exited);
  if (code !== late) await within(1000, closed);
  await group.end();
  if (code === late)
    throw new Error(`it was not done within ${withinMs / 1000} s, and was ended: ${group.said}`);
  if (code !== 0) throw new Error(`it ended with ${code}: ${group.said.trim() || "no word"}`);
  return stdout;
}

// Ends what runs now and starts nothing more; for signals.
export async function endAll() {
  ending = true;
  await Promise.all([...running].map((one) => one.end()));
}

export const isEnding = () => ending;

// However the bench itself ends, but for a SIGKILL, nobody is left.
process.on("exit", () => {
  for (const one of running) signal(-one.process.pid, "SIGKILL");
});
