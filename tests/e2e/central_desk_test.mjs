// SPDX-License-Identifier: Apache-2.0
// The desks against the real server: who is silent and leaves the list with the first report, a
// fall that names its correction, the drill to a site, the past by link, tables as CSV, keys.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { kind, reason, report, Terminal } from "../integration/server/wire.mjs";
import {
  axeSource,
  figure,
  launchBrowser,
  phase,
  read,
  root,
  Server,
  strict,
  until,
} from "./support.mjs";

const screenshots = join(root, "build/screenshots");
const options = { timeout: 180_000 };
let server;
let browser;
let terminal;
const complaints = [];

before(async () => {
  await mkdir(screenshots, { recursive: true });
  // The event's clock begins with the server, and 14:00 of it is to find the simulator at work.
  browser = await launchBrowser();
  server = await Server.make(["--rehearsal-speed", "1800"]);
  await server.start();
  await server.rehearse("jambi-2020");
  terminal = await Terminal.open(server, { sites: ["S3201-PKM-001", "S1508-PKM-001"] });
}, options);

after(async () => {
  server?.simulator?.child.kill("SIGTERM");
  await terminal?.close();
  await browser?.close();
  await server?.end();
}, options);

async function open(path, more = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...more });
  page.on("pageerror", (error) => complaints.push(`${path}: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${path}: ${message.text()}`);
  });
  await page.goto(server.url + path);
  await phase(page, "live");
  return page;
}

const rows = (page) => page.locator(".sites tbody tr").count();

test("a site leaves the silent list within two seconds of its first report", options, async () => {
  const page = await open("/32.01?list=silent");
  const site = page.locator('[data-site="S3201-PKM-001"]');
  await site.waitFor();
  const before = await rows(page);
  await page.screenshot({ path: join(screenshots, "silent-1280-light.png"), fullPage: true });
  const sentMs = Date.now();
  const [answer] = await terminal.report(report(1, { site: "S3201-PKM-001", count: 7 }));
  assert.ok(answer.receipt, "the report was counted");
  await site.waitFor({ state: "detached", timeout: 10_000 });
  const seconds = (Date.now() - sentMs) / 1000;
  console.log(`    it left ${seconds.toFixed(1)} s after the report`);
  if (strict) assert.ok(seconds <= 2.5, `${seconds} s`);
  assert.equal(await rows(page), before - 1);
  await page.close();
});

test("voids that sum to 5,000 are one sentence beside the number", options, async () => {
  const page = await open("/15.08");
  const was = Number((await figure(page, "total")).replaceAll(/\D/g, ""));
  const counts = Array.from({ length: 10 }, (_, index) =>
    report(100 + index, { site: "S1508-PKM-001", count: 500 }),
  );
  const sent = await terminal.report(...counts);
  assert.ok(sent.every(({ receipt }) => receipt));
  const grown = new Intl.NumberFormat("id-ID").format(was + 5_000);
  await until("the total with the slip", async () => (await figure(page, "total")) === grown);
  const voids = counts.map((each, index) => ({
    ...each,
    seq: 200 + index,
    correction: {
      kind: kind.VOID,
      reason: reason.SALAH_ENTRY,
      terminal: terminal.welcome.terminal,
      seq: each.seq,
    },
  }));
  const taken = await terminal.report(...voids);
  assert.ok(taken.every(({ receipt }) => receipt));
  await until("the fall in words", async () => {
    const text = await read(page, ".headline-falls");
    return /Turun 5\.000: koreksi Bungo, salah entry, \d\d\.\d\d WIB/.test(text);
  });
  assert.equal(await figure(page, "total"), new Intl.NumberFormat("id-ID").format(was));
  await page.screenshot({ path: join(screenshots, "fall-1280-light.png"), fullPage: true });
  const nation = await open("/");
  await until("the same words at the nation", async () =>
    /Turun 5\.000: koreksi Bungo/.test(await read(nation, ".headline-falls")),
  );
  await nation.close();
  await page.close();
});

test(
  "nation, province, regency, site: each step in place, Esc all the way up",
  options,
  async () => {
    const page = await open("/");
    const steps = [
      ['[data-tile="15"]', "**/15", '[data-tile="15.71"]'],
      ['[data-tile="15.71"]', "**/15.71", '.sites [aria-pressed="true"]'],
    ];
    for (const [press, url, arrived] of steps) {
      const startedMs = Date.now();
      await page.locator(press).click();
      await page.waitForURL(url);
      await page.locator(arrived).waitFor();
      console.log(`    ${url}: ${Date.now() - startedMs} ms`);
    }
    await page.locator(".sites .choice button").nth(2).click();
    await page.locator('[data-site="S1571-PMB-001"] a').click();
    await page.locator('[data-figure="site-total"]').waitFor();
    assert.match(page.url(), /\/15\.71\?site=S1571-PMB-001&list=all$/);
    assert.match(
      await read(page, ".site-page .against"),
      /akseptor · per \d\d\.\d\d\.\d\d WIB · no\./,
    );
    await page.screenshot({ path: join(screenshots, "site-1280-light.png"), fullPage: true });
    for (const url of ["**/15.71?list=all", "**/15?list=all", "**/?list=all"]) {
      await page.keyboard.press("Escape");
      await page.waitForURL(url);
    }
    await page.close();
  },
);

test("a link to the past shows that state, the same whenever asked", options, async () => {
  const at = "2020-06-29T14:00WIB";
  const totals = await (await fetch(`${server.url}/v1/totals/15?at=${at}`)).json();
  const shown = [];
  for (let time = 0; time < 2; time += 1) {
    const page = await open(`/15?at=${at}`);
    await page.locator('[data-figure="past"]').waitFor();
    await until("the past total", async () => (await figure(page, "total")) !== "–");
    assert.equal(await figure(page, "past"), "Keadaan per 29 Juni 2020, 14.00.00 WIB");
    shown.push(`${await figure(page, "total")} ${await figure(page, "sequence")}`);
    if (time === 0) {
      await page.screenshot({ path: join(screenshots, "past-1280-light.png"), fullPage: true });
    }
    await page.keyboard.press("n");
    await page.locator('[data-figure="past"]').waitFor({ state: "detached" });
    assert.doesNotMatch(page.url(), /at=/);
    await until("the present", async () => (await figure(page, "total")) === "11.093");
    await page.close();
  }
  assert.equal(shown[0], shown[1]);
  assert.ok(shown[0].startsWith(new Intl.NumberFormat("id-ID").format(totals.total)), shown[0]);
  assert.ok(totals.total > 0 && totals.total < 11_093, String(totals.total));
});

test("a time that cannot be read is named, and the present is shown", options, async () => {
  const page = await open("/15?at=kemarin");
  assert.match(
    await read(page, '[data-notice="unreadable-time"]'),
    /"kemarin".*2020-06-29T22:00WIB/,
  );
  assert.equal(await figure(page, "total"), "11.093");
  await page.close();
});

test("a table comes out as CSV with as-of and sequence on each line", options, async () => {
  const page = await open("/15");
  const waiting = page.waitForEvent("download");
  await page.locator(".regions .download").click();
  const file = await waiting;
  assert.match(file.suggestedFilename(), /^sejuta-15-wilayah-20200629T\d+WIB\.csv$/);
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  assert.equal(lines.length, 12);
  const head =
    "code,name,acceptors,target_set,target,reported,expected,closed,as_of,epoch,sequence";
  assert.equal(lines[0], head);
  assert.ok(lines.some((line) => line.startsWith("15.08,Bungo,1185,Panitia Pusat,1185,20,20,")));
  await page.close();
});

test("the question mark lists the keys; keys change what the address keeps", options, async () => {
  const page = await open("/");
  await page.keyboard.press("?");
  await page.locator("dialog.keys[open]").waitFor();
  await page.evaluate(await axeSource());
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`),
    [],
  );
  await page.screenshot({ path: join(screenshots, "keys-1280-light.png") });
  await page.keyboard.press("Escape");
  await page.locator("dialog.keys[open]").waitFor({ state: "detached" });
  await page.keyboard.press("m");
  await page.keyboard.press("p");
  await page.keyboard.press("t");
  await page.keyboard.press("l");
  await page.waitForURL("**/?map=dots&by=achievement&curve=table&lang=en");
  await until(
    "dots of Jambi",
    async () => (await page.locator('[data-dot^="15."]').count()) === 11,
  );
  await until(
    "dots of the easternmost province",
    async () => (await page.locator('[data-dot^="92."]').count()) > 0,
  );
  await page.screenshot({ path: join(screenshots, "dots-1280-light.png"), fullPage: true });
  await page.close();
});

test("the day sheet prints in ink on A4, without controls", options, async () => {
  const page = await open("/15", { colorScheme: "dark" });
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  assert.equal(await page.locator(".choices:visible, .time-slider:visible").count(), 0);
  await page.pdf({ path: join(screenshots, "day-sheet.pdf"), preferCSSPageSize: true });
  await page.close();
});

test("at 200 % zoom nothing runs off the screen", options, async () => {
  // 1280 px at 200 % are 640 px of the page.
  for (const path of ["/", "/15", "/15.71", "/15.71?site=S1571-PMB-001", "/public"]) {
    const page = await open(path, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
    const spare = await page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      return clientWidth - scrollWidth;
    });
    assert.ok(spare >= 0, `${path} is ${-spare} px too wide`);
    await page.close();
  }
});

test("the public page has nation and provinces, and hides small counts", options, async () => {
  const page = await open("/public");
  await until("provinces", async () => (await page.locator("[data-region]").count()) === 2);
  assert.match(await read(page, ".public"), /32 provinsi lain tidak ikut dalam acara ini/);
  assert.match(await figure(page, "as-of"), /^per /);
  // Jawa Barat has seven: hidden until it has ten. Nobody subtracts it from the nation's total.
  assert.match(await read(page, '[data-region="32"]'), /Jawa Barat ?disamarkan/);
  assert.match(await read(page, '[data-region="15"]'), /Jambi ?disamarkan/);
  assert.match(await figure(page, "hidden-note"), /di bawah 5, atau angka lain, juga yang besar/);
  assert.equal(await page.locator(".public a").count(), 0);
  await page.screenshot({ path: join(screenshots, "public-1280-light.png"), fullPage: true });
  await page.close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(complaints, []);
});
