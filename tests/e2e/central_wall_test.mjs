// SPDX-License-Identifier: Apache-2.0
// The wall against the real server: it turns by itself, never scrolls, keeps the frame of its numbers
// in every scene, and says so when the server falls silent.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axeSource, launchBrowser, phase, read, root, Server, strict, until } from "./support.mjs";

const screenshots = join(root, "build/screenshots");
const options = { timeout: 180_000 };
let server;
let browser;

before(async () => {
  await mkdir(screenshots, { recursive: true });
  server = await Server.make(["--rehearsal-speed", "3600"]);
  await server.start();
  browser = await launchBrowser();
  await server.rehearse("jambi-2020");
}, options);

after(async () => {
  server?.simulator?.child.kill("SIGTERM");
  await browser?.close();
  await server?.end();
}, options);

async function open(path, more = {}) {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, ...more });
  await page.goto(server.url + path);
  await page.locator("[data-scene]").waitFor();
  return page;
}

const scene = (page) => page.locator("[data-scene]").first().getAttribute("data-scene");

test("three scenes of twenty seconds follow each other, each with the frame", options, async () => {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.clock.install();
  await page.goto(`${server.url}/wall`);
  await page.locator("[data-scene]").waitFor();
  await phase(page, "live");
  // From here on the page's clock stands, however long the reads take.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 5_000);
  for (const wanted of ["million", "country", "race", "million"]) {
    await until(`the scene ${wanted}`, async () => (await scene(page)) === wanted);
    assert.match(await read(page, ".strip"), /^GLADI/);
    assert.match(await read(page, '[data-notice="development-tokens"]'), /Token pengembangan/);
    assert.match(await read(page, '[data-figure="as-of"]'), /^per \d\d\.\d\d\.\d\d WIB$/);
    assert.match(await read(page, '[data-figure="sequence"]'), /^no\. \d/);
    assert.match(await read(page, '[data-figure="coverage"]'), /220 dari 760 titik melapor/);
    await page.clock.runFor(20_000);
  }
  await page.close();
});

test("each scene fits 1920 and 3840 px without a scroll, in both themes", options, async () => {
  for (const [width, height] of [
    [1920, 1080],
    [3840, 2160],
  ]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const name of ["million", "country", "race"]) {
        const page = await open(`/wall?scene=${name}`, {
          viewport: { width, height },
          colorScheme,
        });
        await phase(page, "live");
        if (name === "country") {
          await until("the dots of Jambi", async () => {
            return (await page.locator('[data-dot^="15."]').count()) === 11;
          });
        }
        await page.evaluate(() => document.fonts.ready);
        const spare = await page.evaluate(() => {
          const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
          return Math.min(clientWidth - scrollWidth, clientHeight - scrollHeight);
        });
        assert.ok(spare >= 0, `${name} at ${width} px overflows by ${-spare} px`);
        if (width === 1920) {
          const file = `wall-${name}-1920-${colorScheme}.png`;
          await page.screenshot({ path: join(screenshots, file) });
        }
        await page.close();
      }
    }
  }
});

test("the headline is a fifth of the wall's height, and says what it is of", options, async () => {
  const page = await open("/wall?scene=million");
  const { height } = await page.locator(".wall-total").boundingBox();
  assert.ok(height >= 1080 / 5, `${height} px`);
  assert.equal(await read(page, '[data-figure="total"]'), "11.093");
  assert.equal(
    (await read(page, '[data-figure="percent"]')).replaceAll("\u00a0", " "),
    "1,11 % dari target Panitia Pusat 1.000.000",
  );
  await page.close();
});

test("no violation of accessibility rules on any scene", options, async () => {
  const axe = await axeSource();
  for (const name of ["million", "country", "race"]) {
    const page = await open(`/wall?scene=${name}`);
    // A scene fades in; colours are judged when it stands.
    await page.waitForFunction(() => document.getAnimations().length === 0);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    const faults = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`);
    assert.deepEqual(faults, [], name);
    await page.close();
  }
});

test("within five seconds and a heartbeat of silence the banner says so", options, async () => {
  const page = await open("/wall?scene=million");
  await phase(page, "live");
  server.process.child.kill("SIGSTOP");
  const stoppedMs = Date.now();
  try {
    await page.locator(".wall-stale").waitFor({ timeout: 15_000 });
    const seconds = (Date.now() - stoppedMs) / 1000;
    console.log(`    the banner stood ${seconds.toFixed(1)} s after the server froze`);
    if (strict) assert.ok(seconds <= 6, `${seconds} s`);
    assert.match(await read(page, ".wall-stale"), /DATA TIDAK BERGERAK .*data per/);
    assert.equal(await read(page, '[data-figure="total"]'), "11.093");
    await page.screenshot({ path: join(screenshots, "wall-stale-1920-light.png") });
  } finally {
    server.process.child.kill("SIGCONT");
  }
  await page.locator(".wall-stale").waitFor({ state: "detached", timeout: 30_000 });
  await page.close();
});
