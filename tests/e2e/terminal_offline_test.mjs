// SPDX-License-Identifier: Apache-2.0
// Never lose, never double: the terminal in real Chromium against the real server, with the network
// off, tabs killed, two tabs at once, the server killed in the middle, a new version of the app in
// the middle of the day, and a clock that is wrong by 26 hours. The judge is GET /v1/totals.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { endRedis } from "../integration/server/support.mjs";
import { phase, read, until } from "./support.mjs";
import {
  allReceived,
  builtTerminal,
  killTab,
  openTerminal,
  phone,
  send,
  storedEntries,
  tap,
  useStage,
} from "./terminal_support.mjs";

const day = { timeout: 240_000 };
const stage = useStage();

const total = async () => (await stage.server.settledTotals()).total;
const badge = (page) => read(page, '[data-figure="unsent"] strong');
// The service worker has the app: it opens without signal from now on.
const installed = (page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
// Signal is back: the phone says so, and the front lets everything through again.
async function signal(context, isThere) {
  if (isThere) stage.front.restore();
  else stage.front.cut();
  await context.setOffline(!isThere);
}

test(
  "airplane mode: 30 reports, the tab killed, opened again: 30 receipts, exactly",
  day,
  async () => {
    const context = await stage.browser.newContext(phone);
    const before = await total();
    const page = await openTerminal(context, stage.front, { terminal: "hp-pesawat" });
    await phase(page, "live");
    await installed(page);
    await signal(context, false);
    for (let at = 0; at < 30; at += 1) {
      await tap(page, 2 + (at % 3), 1 + (at % 2));
      await send(page);
      await until(
        `report ${at + 1} stored`,
        async () => (await storedEntries(page)).length === at + 1,
      );
    }
    assert.equal(await badge(page), "30");
    const made = await storedEntries(page);
    await killTab(context, page);

    // Without signal the app opens from the phone, and still knows all.
    const again = await context.newPage();
    await again.goto(`${stage.front.url}/terminal/`);
    await until("the badge", async () => (await badge(again)) === "30");
    assert.deepEqual(await storedEntries(again), made);
    assert.equal(await total(), before);

    await signal(context, true);
    const entries = await allReceived(again, 30);
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      made.map(({ seq }) => seq),
    );
    const sum = entries.reduce((all, { content }) => all + content.count, 0);
    assert.equal(sum, 45);
    assert.equal(await total(), before + sum);
    await until("the badge to say so", async () => (await badge(again)) === "0");
    await context.close();
  },
);

test("two tabs: one connection, one row of numbers, both show the same", day, async () => {
  const context = await stage.browser.newContext(phone);
  const before = await total();
  const first = await openTerminal(context, stage.front, { terminal: "hp-dua-tab" });
  await phase(first, "live");
  const second = await context.newPage();
  await second.goto(`${stage.front.url}/terminal/`);
  await phase(second, "live");
  const shown = (page) => read(page, '[data-figure="own"]');
  for (let at = 0; at < 5; at += 1) {
    for (const [index, page] of [first, second].entries()) {
      await tap(page, 6);
      await send(page);
      // A tab says that the tally went before it says what was stored.
      const wanted = String(2 * at + index + 1);
      await until(`${wanted} in both`, async () =>
        (await Promise.all([first, second].map(shown))).every((each) => each === wanted),
      );
    }
  }
  const entries = await allReceived(first, 10);
  assert.deepEqual(
    entries.map(({ seq }) => seq),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  assert.equal(await total(), before + 10);
  for (const page of [first, second]) assert.equal(await shown(page), "10");
  // The tab with the connection goes; the other one takes over.
  await first.close();
  await tap(second, 6);
  await send(second);
  await allReceived(second, 11);
  assert.equal(await total(), before + 11);
  await context.close();
});

test("the same tally in two tabs is sent once", day, async () => {
  const context = await stage.browser.newContext(phone);
  const before = await total();
  const first = await openTerminal(context, stage.front, { terminal: "hp-dua-kirim" });
  const second = await context.newPage();
  await second.goto(`${stage.front.url}/terminal/`);
  await tap(first, 2, 3);
  await until("the tally in the other tab", async () =>
    (await second.locator('[data-action="send"]').innerText()).includes("3"),
  );
  const press = (page) =>
    page.evaluate(() => document.querySelector('[data-action="send"]').click());
  await Promise.all([press(first), press(second)]);
  await allReceived(first, 1);
  assert.equal(await total(), before + 3);
  await context.close();
});

test(
  "the server killed in the middle of a flush, and started again: each counted once",
  day,
  async () => {
    const context = await stage.browser.newContext(phone);
    const before = await total();
    const page = await openTerminal(context, stage.front, { terminal: "hp-server-mati" });
    await phase(page, "live");
    await signal(context, false);
    for (let at = 0; at < 20; at += 1) {
      await tap(page, 3);
      await send(page);
      await until(`report ${at + 1}`, async () => (await storedEntries(page)).length === at + 1);
    }
    await signal(context, true);
    await until("the first receipts, or none", async () => {
      const entries = await storedEntries(page);
      return (
        entries.some(({ state }) => state === "received") ||
        (await page.locator('[data-phase="live"]').count()) > 0
      );
    });
    await stage.server.kill();
    await tap(page, 3);
    await send(page);
    await stage.server.start();
    await allReceived(page, 21, 60_000);
    assert.equal(await total(), before + 21);
    await context.close();
  },
);

test(
  "a new version in the middle of the day: taken by a person, nothing is gone",
  day,
  async (t) => {
    const context = await stage.browser.newContext(phone);
    const before = await total();
    const page = await openTerminal(context, stage.front, { terminal: "hp-versi" });
    await phase(page, "live");
    await installed(page);
    await signal(context, false);
    await tap(page, 2, 2);
    await send(page);
    await until("one stored", async () => (await storedEntries(page)).length === 1);
    await tap(page, 4, 3);
    await page.waitForTimeout(300);
    stage.front.dist = await newerVersion(t);
    await signal(context, true);
    await allReceived(page, 1);
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await page.locator('[data-notice="update"]').waitFor();
    await page.locator('[data-notice="update"] button').click();
    await until("the new version", () =>
      page.evaluate(() => document.querySelector('meta[name="uji"]') !== null),
    );
    assert.match(await page.locator('[data-action="send"]').innerText(), /3/);
    await send(page);
    await allReceived(page, 2);
    assert.equal(await total(), before + 5);
    stage.front.dist = builtTerminal;
    await context.close();
  },
);

// The same app with another index.html and so another list of files.
async function newerVersion(t) {
  const folder = await mkdtemp(join(tmpdir(), "sejuta-dist."));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp(builtTerminal, folder, { recursive: true });
  const index = await readFile(join(folder, "index.html"), "utf8");
  await writeFile(
    join(folder, "index.html"),
    index.replace("<title>", '<meta name="uji" content="2"><title>'),
  );
  const worker = await readFile(join(folder, "sw.js"), "utf8");
  const changed = worker.replace(/("revision":")[0-9a-f]+(","url":"index\.html")/, "$1ffff$2");
  assert.notEqual(changed, worker);
  await writeFile(join(folder, "sw.js"), changed);
  return folder;
}

for (const hours of [26, -26]) {
  test(`a clock that is wrong by ${hours} h: the right day, and people are told`, day, async () => {
    const context = await stage.browser.newContext(phone);
    await context.addInitScript((ms) => {
      const real = Date.now;
      Date.now = () => real() + ms;
    }, hours * 3_600_000);
    const before = await total();
    const page = await openTerminal(context, stage.front, { terminal: `hp-jam${hours}` });
    await phase(page, "live");
    await page.locator('[data-notice="clock"]').waitFor();
    assert.match(await read(page, '[data-notice="clock"]'), /26 jam/);
    // Tapped without signal: the date is still the server's.
    await signal(context, false);
    await tap(page, 2);
    await send(page);
    await until("one stored", async () => (await storedEntries(page)).length === 1);
    await signal(context, true);
    const [entry] = await allReceived(page, 1);
    const today = Number(
      new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", ""),
    );
    assert.equal(entry.content.serviceDate, today);
    assert.equal(await total(), before + 1);
    await context.close();
  });
}

test(
  "a server put back from an older backup is healed by the phone that holds receipts",
  day,
  async () => {
    const context = await stage.browser.newContext(phone);
    const data = join(stage.server.folder, "data");
    const backup = join(stage.server.folder, "backup");
    await stage.server.kill();
    await cp(data, backup, { recursive: true, filter: (path) => !path.endsWith(".sock") });
    await stage.server.start();
    const before = await total();
    const page = await openTerminal(context, stage.front, { terminal: "hp-cadangan" });
    await phase(page, "live");
    for (const method of [2, 4, 6]) {
      await tap(page, method, 2);
      await send(page);
    }
    await allReceived(page, 3);
    assert.equal(await total(), before + 6);
    await stage.server.kill();
    await endRedis(data);
    await rm(data, { recursive: true, force: true });
    await cp(backup, data, { recursive: true });
    await stage.server.start();
    await until("the total to be whole again", async () => (await total()) === before + 6, 60_000);
    await allReceived(page, 3);
    await context.close();
  },
);

test("where WebSockets are blocked the reports go by POST", day, async () => {
  stage.front.blockSockets = true;
  const context = await stage.browser.newContext(phone);
  const before = await total();
  const page = await openTerminal(context, stage.front, { terminal: "hp-tanpa-ws" });
  await tap(page, 2, 2);
  await send(page);
  await allReceived(page, 1, 60_000);
  assert.equal(await total(), before + 2);
  assert.ok(stage.front.posts > 0);
  stage.front.blockSockets = false;
  await page.locator(".connection").click();
  await phase(page, "live");
  await context.close();
});
