// SPDX-License-Identifier: Apache-2.0
// The officers' desk in a real browser against the real server: a code that a phone is set up with,
// correcting and revoking what that phone did, a new site, dictated lines, conflicts; who may not
// sees none of it, and a lost connection loses no typed text.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eventCopy } from "../integration/server/support.mjs";
import { method, report, Terminal } from "../integration/server/wire.mjs";
import { addUser, assertAccessible, loggedIn } from "./central_support.mjs";
import { figure, launchBrowser, phase, read, root, Server, until } from "./support.mjs";
import { allReceived, phone, send, tap } from "./terminal_support.mjs";

const screenshots = join(root, "build/screenshots");
const options = { timeout: 240_000 };
const site = "S1571-PMB-001";
const sitePage = `/15.71?site=${site}`;
let server;
let browser;
let officer;
let handset;

before(async () => {
  await mkdir(screenshots, { recursive: true });
  server = await Server.make();
  // A copy: adding a site writes into the event's directory.
  server.event = await eventCopy(server.folder);
  server.closed = true;
  await server.start();
  await addUser(server, "kota-01", "regency", "15.71");
  await addUser(server, "plkb-01", "officer", "15.71");
  browser = await launchBrowser();
  officer = await visitor("kota-01");
}, options);

after(async () => {
  await browser?.close();
  await server?.end();
}, options);

async function visitor(user) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${server.url}/15.71`);
  await page.locator("[data-state=login]").waitFor();
  await loggedIn(page, user);
  await page.close();
  return context;
}

async function open(path, context = officer) {
  const page = await context.newPage();
  await page.goto(server.url + path);
  await phase(page, "live");
  return page;
}

// Each look of a view, with nothing off the screen and nothing that axe finds.
async function look(page, name) {
  for (const [width, height] of [
    [360, 740],
    [1280, 800],
    [1920, 1080],
  ])
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${name} at ${width} px is ${over} px too wide`);
      if (width !== 1920) await assertAccessible(page, `${name}, ${width} px, ${colorScheme}`);
      await page.screenshot({
        path: join(screenshots, `officers-${name}-${width}-${colorScheme}.png`),
        fullPage: true,
      });
    }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "light" });
}

test("a new code sets a phone up, within a minute of opening the site", options, async () => {
  const startedMs = Date.now();
  const page = await open("/15.71?list=all");
  await page.locator(`[data-site="${site}"] a`).click();
  await page.locator(".desk-terminals .primary").click();
  await page.locator(".code-slip").waitFor();
  const link = await read(page, ".code-link");
  assert.match(link, /\/terminal#code=([0-9A-Z]{4}-){2}[0-9A-Z]{4}&event=harganas-2020$/);
  assert.match(
    await figure(page, "code-until"),
    /^Berlaku sampai \d+ \w+ \d{4}, \d\d\.\d\d WIB, untuk satu ponsel\.$/,
  );
  const seconds = (Date.now() - startedMs) / 1000;
  console.log(`    from the list of sites to the code: ${seconds.toFixed(1)} s`);
  assert.ok(seconds < 60, `${seconds} s`);
  await look(page, "code");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".desk-reports:visible, .foot:visible").count(), 0);
  assert.equal(await page.locator(".code-slip .code:visible").count(), 1);
  await page.emulateMedia({ media: "screen" });

  const context = await browser.newContext(phone);
  handset = await context.newPage();
  await handset.goto(link);
  await phase(handset, "live");
  await tap(handset, method.PIL, 3);
  await send(handset);
  await allReceived(handset, 1);
  await page.locator("[data-terminal]").waitFor();
  await page.locator("[data-report] button").waitFor();
  await page.close();
});

test("a correction with its reason changes the total and is named", options, async () => {
  const page = await open(sitePage);
  await page.locator("[data-report] button").click();
  await page.locator("[data-dialog=correct] [value=replace]").check();
  await page.locator("[name=count]").fill("1,5");
  await page.locator("[value=salah_hitung]").check();
  await page.locator("[data-dialog] [type=submit]").click();
  assert.match(await read(page, "[data-dialog=correct]"), /Tulis bilangan bulat/);
  await look(page, "correct");
  await page.locator("[name=count]").fill("2");
  assert.equal(await read(page, "[data-dialog] [type=submit]"), "Ganti 3 menjadi 2 akseptor");
  await page.keyboard.press("Enter");
  await page.locator("[data-dialog]").waitFor({ state: "detached" });
  assert.equal(await read(page, ".site-desk > .done"), "Tercatat: −1 akseptor.");
  await until("both states", async () => (await page.locator("[data-report].gone").count()) === 1);
  assert.match(await read(page, "[data-report].gone"), /diganti/);
  await until("the site's total", async () => (await figure(page, "site-total")) === "2");
  await page.goto(`${server.url}/15.71`);
  await until("the fall in words", async () =>
    /Turun 1: koreksi Kota Jambi, salah hitung/.test(await read(page, ".headline-falls")),
  );
  await page.close();
});

test("Esc answers the question, gives the focus back, and leaves the page", options, async () => {
  const page = await open(sitePage);
  const revoke = page.locator("[data-terminal] button").first();
  await revoke.focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-dialog=revoke]").waitFor();
  await look(page, "revoke");
  await page.keyboard.press("Escape");
  await page.locator("[data-dialog]").waitFor({ state: "detached" });
  assert.equal(page.url(), server.url + sitePage);
  assert.ok(await revoke.evaluate((button) => button === document.activeElement));
  await page.keyboard.press("Escape");
  await page.waitForURL("**/15.71");
  await page.close();
});

test("a revoked terminal is told so, and stands as revoked", options, async () => {
  const page = await open(sitePage);
  await page.locator("[data-terminal] button").first().click();
  await page.locator("[data-dialog=revoke] .danger").click();
  await page.locator("[data-terminal].gone").waitFor();
  assert.match(await read(page, "[data-terminal].gone"), /dicabut$/);
  await handset.locator('[data-notice="revoked"]').waitFor();
  await handset.context().close();
  await page.close();
});

test("a site is added; its code taken stands beside the field", options, async () => {
  const page = await open("/15.71");
  await page.locator('.desk-links a[href*="add"]').click();
  await page.locator("[name=code]").fill(site);
  await page.locator("[name=name]").fill("PMB Telanaipura");
  await page.locator("[name=place]").selectOption("pmb");
  await page.locator(".desk-form [type=submit]").click();
  await page.locator("[name=code][aria-invalid=true]").waitFor();
  assert.match(await read(page, ".desk-form"), /sudah dipakai/);
  await look(page, "add");
  await page.locator("[name=code]").fill("S1571-PMB-900");
  await page.locator(".desk-form [type=submit]").click();
  await page.locator('[data-added="S1571-PMB-900"] a').click();
  await page.locator(".desk-terminals .primary").waitFor();
  assert.match(await read(page, ".desk-terminals"), /Belum ada terminal/);
  assert.match(await readFile(join(server.event, "sites.csv"), "utf8"), /S1571-PMB-900/);
  await page.close();
});

const good = "AJX2KQ7MBN3PD/4/S1571-PMB-003/290620/04312/120/88";
const bad = "AJX2KQ7MBN3PD/4/S1571-PMB-003/290620/04312/120/89";

test("dictated lines: lost connection, one verdict a line, once only", options, async () => {
  const page = await open("/15.71?desk=dictated");
  // With the keyboard alone.
  await page.locator("[name=lines]").focus();
  await page.keyboard.insertText(`${good}\n${bad}`);
  await page.context().setOffline(true);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator('[data-fault="unreachable"]').waitFor();
  assert.equal(await page.locator("[name=lines]").inputValue(), `${good}\n${bad}`);
  await look(page, "unreachable");
  await page.context().setOffline(false);
  await page.reload();
  await page.locator(".desk-form [type=submit]").click();
  await page.locator('[data-line="1"][data-state="received"]').waitFor();
  assert.match(await read(page, '[data-line="2"][data-state="refused"]'), /ditolak$/);
  assert.notEqual(await read(page, '[data-line="2"] [data-reason="check"]'), "");
  assert.equal(await page.locator("[name=lines]").inputValue(), bad);
  await look(page, "dictated");
  await page.locator("[name=lines]").fill(good);
  await page.locator(".desk-form [type=submit]").click();
  await page.locator('[data-line="1"][data-state="duplicate"]').waitFor();
  await page.goto(`${server.url}/15.71?site=S1571-PMB-003`);
  await until("the dictated report", async () => (await figure(page, "site-total")) === "120");
  await page.close();
});

test("a conflict stands with both contents, first none in words", options, async () => {
  const page = await open("/15.71");
  await until("no conflict", async () =>
    /Tidak ada laporan yang bentrok/.test(await read(page, ".conflicts")),
  );
  const terminal = await Terminal.open(server, { name: "bentrok-1" });
  const [first] = await terminal.report(report(1, { count: 3 }));
  assert.ok(first.receipt);
  const [second] = await terminal.report(report(1, { count: 30 }));
  assert.ok(second.rejection);
  await terminal.close();
  await page.locator('[data-conflict="bentrok-1/1"]').waitFor();
  const [recorded, refused] = await page
    .locator('[data-conflict="bentrok-1/1"] td')
    .allInnerTexts();
  assert.match(recorded, /^3\s+Pil/);
  assert.match(refused, /^30\s+Pil/);
  await look(page, "conflicts");
  const waiting = page.waitForEvent("download");
  await page.locator(".conflicts .download").click();
  const text = await readFile(await (await waiting).path(), "utf8");
  assert.match(text, /S1571-PMB-001,.*,bentrok-1,1,report,20200629,3,.*,report,20200629,30,/);
  await page.close();
});

test("who may only dictate has that and nothing else", options, async () => {
  const context = await visitor("plkb-01");
  const page = await open("/15.71", context);
  await page.locator(".desk-links").waitFor();
  assert.equal(await read(page, ".desk-links"), "Masukkan dikte");
  await page.goto(`${server.url}${sitePage}`);
  await page.locator('[data-figure="site-total"]').waitFor();
  assert.equal(await page.locator(".site-desk").count(), 0);
  await page.goto(`${server.url}/15.71?desk=add`);
  await until("the sentence", async () => /tidak berhak/.test(await read(page, ".desk-page")));
  assert.equal(await page.locator(".desk-form").count(), 0);
  await context.close();
});
