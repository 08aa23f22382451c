// SPDX-License-Identifier: Apache-2.0
// What the tests of the dashboards stand on beside support.mjs: people who log in, a day of Jawa
// Barat at a rate of its own from the real simulator, and the main thread's tasks by trace.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { axeSource, bin, phase, root, until } from "./support.mjs";

export const password = "kata sandi yang cukup panjang";

export async function addUser(server, id, role, region) {
  const where = ["--data-dir", join(server.folder, "data"), "--password-file", "-"];
  const args = ["user", "add", id, "--role", role, "--region", region, ...where];
  const child = spawn(join(bin, "sejuta"), args, { stdio: ["pipe", "ignore", "inherit"] });
  child.stdin.end(`${password}\n`);
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", resolve);
  });
  assert.equal(code, 0, `sejuta user add ${id}`);
}

export async function login(page, user, secret = password) {
  await page.fill("[name=user]", user);
  await page.fill("[name=password]", secret);
  await page.click(".login-form button");
}

// Until the running server has read the account's file, within two seconds of the change. Only what
// it refused is tried again, and not at once: the tenth refusal shuts the account.
export async function loggedIn(page, user) {
  await until(`the login of ${user}`, async () => {
    const [answer] = await Promise.all([
      page.waitForResponse((each) => new URL(each.url()).pathname === "/v1/login"),
      login(page, user),
    ]);
    if (!answer.ok()) await page.waitForTimeout(300);
    return answer.ok();
  });
  await phase(page, "live");
}

export async function assertAccessible(page, what) {
  await page.evaluate(await axeSource());
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  const faults = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`);
  assert.deepEqual(faults, [], what);
}

// Jawa Barat's published acceptors.
const dayAcceptors = 466_304;

// A scenario file: the signed result of Jawa Barat, even over the day and cut into so many reports
// that `perSecond` of them come in for `seconds`. The simulator keeps the pace, the server's clock
// goes its own.
export async function evenDay(folder, { seconds, perSecond }) {
  const size = Math.max(2, Math.round(dayAcceptors / (seconds * perSecond)));
  const half = Math.floor(size / 4);
  const file = join(folder, `even-${seconds}.toml`);
  await writeFile(
    file,
    `extends = "jabar-2020"
name = "even-${seconds}"
title = "Jawa Barat, ${perSecond} reports a second for ${seconds} s"
title_id = "Jawa Barat, ${perSecond} laporan sedetik selama ${seconds} d"
pace = "${seconds}s"

[[sizes]]
from = ${size - half}
to = ${size + half}
share = 1

[[day]]
from = "08:00"
to = "15:00"
share = 1

[tail]
share = 0.0
until_wib = "15:00"
`,
  );
  return file;
}

// Runs it beside what the test does; the simulator's account when awaited.
export async function load(server, wanted) {
  const scenario = await evenDay(server.folder, wanted);
  const scenarios = join(root, "client-sim/scenarios");
  return { verdict: server.rehearse(scenario, ["--scenarios", scenarios]) };
}

// The page's own renderer is the one that works most; others idle.
function ownRenderer(events) {
  const busy = new Map();
  for (const { name, pid, tid, dur = 0 } of events) {
    if (name !== "RunTask") continue;
    const key = `${pid} ${tid}`;
    busy.set(key, (busy.get(key) ?? 0) + dur);
  }
  const renderers = events.filter(
    (e) => e.name === "thread_name" && e.args.name === "CrRendererMain",
  );
  const work = ({ pid, tid }) => busy.get(`${pid} ${tid}`) ?? 0;
  return renderers.sort((a, b) => work(b) - work(a))[0];
}

// What the main thread did while `run` went on: by wall clock and by what it cost of a processor,
// each task in milliseconds. On a machine that does other things beside the test the wall clock
// tells of the neighbours.
export async function mainThreadTasks(browser, page, run) {
  await browser.startTracing(page, {
    categories: ["disabled-by-default-devtools.timeline", "toplevel", "__metadata"],
  });
  await run();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const own = ownRenderer(traceEvents);
  const tasks = traceEvents
    .filter((e) => e.name === "RunTask" && e.pid === own?.pid && e.tid === own?.tid)
    .map(({ dur = 0, tdur = dur }) => ({ wallMs: dur / 1000, cpuMs: tdur / 1000 }));
  return {
    count: tasks.length,
    cpuMsMax: Math.max(0, ...tasks.map(({ cpuMs }) => cpuMs)),
    wallMsMax: Math.max(0, ...tasks.map(({ wallMs }) => wallMs)),
    cpuMsSum: tasks.reduce((all, { cpuMs }) => all + cpuMs, 0),
  };
}

// Notes the browser's long tasks (ms) in `longTasks` and counts the drawn sequences in `changes`.
export const watchChanges = (page) =>
  page.evaluate(() => {
    globalThis.longTasks = [];
    globalThis.changes = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
    }).observe({ type: "longtask" });
    new MutationObserver(() => {
      globalThis.changes += 1;
    }).observe(document.querySelector('[data-figure="sequence"]'), {
      characterData: true,
      childList: true,
      subtree: true,
    });
  });
