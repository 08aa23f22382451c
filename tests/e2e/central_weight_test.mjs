// SPDX-License-Identifier: Apache-2.0
// What the first view weighs, and whether the page keeps up: everything that a browser fetches for
// the war room, packed as the server packs it, and the long tasks while a full national state
// changes four times a second.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launchBrowser, root, until } from "./support.mjs";

const dist = join(root, "dashboards/central/dist");
const firstViewBytesMax = 120_000;
const longTaskMs = 50;
const busyTaskMs = 250;
const windowMs = 20_000;
const options = { timeout: 120_000 };
let browser;
let replay;
let url;

// The replay speaks the live protocol with an invented nation: 34 provinces, a curve of a whole day,
// every row changed with each delta. Its own process, ended by its own id.
before(async () => {
  const program = join(root, "dashboards/node_modules/.bin/vite-node");
  replay = spawn(
    program,
    [
      ...["--options.transformMode.ssr=/.*/", "dev/replay.ts", "--"],
      ...["--port", "0", "--at", "13:10", "--speed", "30", "--every", "250"],
    ],
    { cwd: join(root, "dashboards/central"), stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  replay.stdout.on("data", (chunk) => {
    said += chunk;
  });
  url = await until("the replay", () => /http:\S+/.exec(said)?.[0]);
  browser = await launchBrowser();
}, options);

after(async () => {
  await browser?.close();
  replay?.kill("SIGTERM");
}, options);

test(
  "the first view takes at most 120 kB, packed, outline and face included",
  options,
  async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const fetched = new Set();
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (!pathname.startsWith("/v1/")) fetched.add(pathname === "/" ? "/index.html" : pathname);
    });
    // With the map's outline, which the tiles alone would not fetch.
    await page.goto(`${url}/?map=dots`);
    await page.locator(".dots .outline").waitFor();
    let sum = 0;
    for (const path of fetched) {
      const bytes = await readFile(join(dist, path));
      const packed = path.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length;
      console.log(`    ${String(packed).padStart(7)} B  ${path}`);
      sum += packed;
    }
    console.log(`    ${String(sum).padStart(7)} B  in all (at most ${firstViewBytesMax})`);
    assert.ok(fetched.size > 3, [...fetched].join(" "));
    assert.ok(sum <= firstViewBytesMax, `${sum} bytes`);
    await page.close();
  },
);

test("the build has nothing inline that the server's policy forbids", options, async () => {
  const html = await readFile(join(dist, "index.html"), "utf8");
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)/);
  assert.doesNotMatch(html, /\son\w+=/);
  assert.ok((await readdir(join(dist, "assets"))).some((name) => name.endsWith(".js.gz")));
});

// The main thread's tasks of a recorded time, by wall clock and by what they cost of a processor.
function mainThreadTasks(trace) {
  const { traceEvents } = JSON.parse(trace);
  const renderer = traceEvents.find(
    (e) => e.name === "thread_name" && e.args.name === "CrRendererMain" && usesPage(traceEvents, e),
  );
  return traceEvents
    .filter((e) => e.name === "RunTask" && e.pid === renderer?.pid && e.tid === renderer?.tid)
    .map(({ dur = 0, tdur = dur }) => ({ wallMs: dur / 1000, cpuMs: tdur / 1000 }));
}

// The page's own renderer is the one that works most; others idle.
function usesPage(events, { pid, tid }) {
  const busy = new Map();
  for (const e of events) {
    if (e.name !== "RunTask") continue;
    const key = `${e.pid} ${e.tid}`;
    busy.set(key, (busy.get(key) ?? 0) + (e.dur ?? 0));
  }
  const own = busy.get(`${pid} ${tid}`) ?? 0;
  const renderers = events.filter(
    (e) => e.name === "thread_name" && e.args.name === "CrRendererMain",
  );
  return renderers.every((e) => (busy.get(`${e.pid} ${e.tid}`) ?? 0) <= own);
}

// A shared processor runs slower than an idle one, so only SEJUTA_STRICT=1, on an idle machine, holds
// the page to 50 ms; otherwise the test looks for a task of another size. Judged by what a task costs of a processor: on a machine that compiles beside the test the wall
// clock tells of the neighbours. Both are printed, and the observer's count of long tasks too.
test("no long task while the nation changes four times a second", options, async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.locator('[data-phase="live"]').waitFor();
  await page.locator('[data-tile="15"]').waitFor();
  await page.evaluate(() => {
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
  await browser.startTracing(page, {
    categories: ["disabled-by-default-devtools.timeline", "toplevel", "__metadata"],
  });
  await page.waitForTimeout(windowMs);
  const trace = (await browser.stopTracing()).toString();
  const seen = await page.evaluate(() => ({
    tasks: globalThis.longTasks,
    changes: globalThis.changes,
  }));
  const tasks = mainThreadTasks(trace);
  const cpu = Math.max(0, ...tasks.map(({ cpuMs }) => cpuMs));
  const wall = Math.max(0, ...tasks.map(({ wallMs }) => wallMs));
  const sum = tasks.reduce((all, { cpuMs }) => all + cpuMs, 0);
  console.log(
    `    ${windowMs / 1000} s: ${seen.changes} changes, ${tasks.length} tasks; longest ${cpu.toFixed(1)} ms of ` +
      `processor (${wall.toFixed(1)} ms by the clock), ${(sum / seen.changes).toFixed(1)} ms a change; ` +
      `PerformanceObserver: ${seen.tasks.length} long tasks`,
  );
  assert.ok(seen.changes >= 20, `the page followed: ${seen.changes}`);
  assert.ok(tasks.length > 0, "the trace has the page's tasks");
  assert.ok(cpu <= (process.env.SEJUTA_STRICT ? longTaskMs : busyTaskMs), `${cpu} ms`);
  await page.close();
});
