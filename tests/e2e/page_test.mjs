// SPDX-License-Identifier: Apache-2.0
// The published day of Jambi 2020 from simulated terminals to what a person reads in a browser:
// the page says exactly what the simulator has receipts for and what GET /v1/totals says, in both
// languages, by click and by link, and through a killed server.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axeSource, figure, launchBrowser, phase, read, root, Server, until } from "./support.mjs";

const screenshots = join(root, "build/screenshots");
const day = { timeout: 240_000 };
let server;
let browser;
let rehearsal;
const complaints = [];

before(async () => {
  await mkdir(screenshots, { recursive: true });
  server = await Server.make(["--rehearsal-speed", "3600"]);
  await server.start();
  browser = await launchBrowser();
}, day);

after(async () => {
  server?.simulator?.child.kill("SIGTERM");
  await browser?.close();
  const how = await server?.end();
  assert.equal(how?.code, 0, `the server drained: ${server?.process?.text().slice(-2000)}`);
}, day);

async function open(path, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  page.on("pageerror", (error) => complaints.push(`${path}: ${error}`));
  page.on("console", (message) => {
    const text = message.text();
    // A refused connection is the browser's own line, and wanted while the server is away; so is a
    // question that a server which has just started answers with 503.
    const isQuestion = message.location().url.includes("/v1/") && !text.includes("404");
    if (message.type() === "error" && !text.includes("WebSocket connection") && !isQuestion) {
      complaints.push(`${path}: ${text}`);
    }
  });
  await page.goto(server.url + path);
  await phase(page, "live");
  return page;
}

const grouped = (value, language = "id") =>
  new Intl.NumberFormat(language === "id" ? "id-ID" : "en-GB").format(value);
// "135.53" as the page writes it.
const percent = (text) => (text === null ? "–" : `${text.replace(".", ",")} %`);

// The page once it shows the very state that GET /v1/totals answers with.
async function sameState(page, region = "") {
  return until(`the page at the sequence of /v1/totals/${region}`, async () => {
    const totals = await server.totals(region);
    const shown = (await figure(page, "sequence")).replaceAll(/\D/g, "");
    return shown === String(totals.sequence) ? totals : null;
  });
}

async function clock(page) {
  return (await figure(page, "as-of")).replace("per ", "");
}

test("before the first report the page shows zero, and says what it waits for", day, async () => {
  const page = await open("/");
  assert.equal(await figure(page, "total"), "0");
  assert.match(await read(page, ".waiting"), /menunggu laporan pertama|Belum dibuka/);
  assert.match(await read(page, ".strip"), /^GLADI/);
  assert.match(await read(page, '[data-notice="development-tokens"]'), /Token pengembangan/);
  await page.screenshot({ path: join(screenshots, "empty-1280-light.png"), fullPage: true });
  await page.close();
});

test("what the simulator has receipts for is what the page shows", day, async () => {
  const page = await open("/");
  const running = server.rehearse("jambi-2020");
  await until("the number to grow on the page", async () => {
    return (await figure(page, "total")) !== "0" || server.simulator === null;
  });
  rehearsal = await running;
  const totals = await sameState(page);
  assert.equal(rehearsal.verdict.outcome, "agrees", rehearsal.verdict.sentence);
  assert.equal(rehearsal.acceptors, 11_093);
  assert.equal(totals.total, rehearsal.acceptors);
  assert.equal(await figure(page, "total"), grouped(rehearsal.acceptors));
  assert.equal(await figure(page, "percent"), percent(totals.percent));
  const of = `dari target ${totals.target.set} ${grouped(totals.target.value)}`;
  assert.equal(await figure(page, "target"), of);
  const { reported, expected } = totals.coverage;
  const coverage = `${grouped(reported)} dari ${grouped(expected)} titik melapor`;
  assert.ok((await figure(page, "coverage")).startsWith(coverage));
  const wib = new Date(totals.as_of).toLocaleTimeString("id-ID", { timeZone: "Asia/Jakarta" });
  assert.equal(await clock(page), `${wib} WIB`);
  await page.close();
});

test("methods, categories, places and partners are the totals' own", day, async () => {
  const page = await open("/15");
  const totals = await sameState(page, "15");
  for (const [key, group] of Object.entries(totals.group_targets)) {
    const cells = await page.locator(`[data-group="${key}"] :is(td)`).allInnerTexts();
    const [count, , target, achieved] = cells.map((text) => text.replaceAll(/\s/g, " ").trim());
    assert.equal(count, grouped(group.total), key);
    assert.equal(group.total, rehearsal.by_group[key], key);
    assert.equal(target, grouped(group.target), key);
    assert.equal(achieved, percent(group.percent), key);
  }
  const rows = async (name) =>
    (await page.locator(`[data-dimension="${name}"] tbody td:nth-child(2)`).allInnerTexts()).sort();
  for (const [name, field] of [
    ["category", "by_category"],
    ["postpartum", "by_postpartum"],
    ["place", "by_place"],
    ["partner", "by_partner"],
  ]) {
    assert.deepEqual(
      await rows(name),
      Object.values(totals[field])
        .map((n) => grouped(n))
        .sort(),
    );
  }
  assert.ok((await figure(page, "long-acting")).includes(grouped(totals.mkjp.total)));
  await page.close();
});

test("a click leads to the province and its regencies, Esc and back lead up", day, async () => {
  const page = await open("/");
  await page.locator('[data-region="15"] a').click();
  await page.waitForURL("**/15");
  await page.locator('[data-region="15.71"]').waitFor();
  const totals = await sameState(page, "15");
  assert.equal(Object.keys(totals.by_region).length, 11);
  for (const [code, row] of Object.entries(totals.by_region)) {
    const line = page.locator(`[data-region="${code}"]`);
    assert.equal(await line.locator("td .figure").innerText(), grouped(row.total), code);
    assert.equal(row.total, rehearsal.by_regency[code], code);
    const shown = (await line.locator('[data-figure="percent"]').innerText()).replace(
      "\u00a0",
      " ",
    );
    assert.equal(shown, percent(row.percent), code);
    assert.ok((await line.locator("a").innerText()).includes(row.name), code);
  }
  await page.locator('[data-region="15.71"] a').click();
  await page.waitForURL("**/15.71");
  await until("Kota Jambi", async () => (await read(page, "h1")).includes("Jambi"));
  await until("its total", async () => (await figure(page, "total")) === "556");
  await page.keyboard.press("Escape");
  await page.waitForURL("**/15");
  await page.goBack();
  await page.waitForURL("**/15.71");
  await until("its total again", async () => (await figure(page, "total")) === "556");
  await page.close();
});

test("a link opens a regency in English and keeps the language on the way up", day, async () => {
  const page = await open("/15.07?lang=en");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  const totals = await sameState(page, "15.07");
  assert.equal(await figure(page, "total"), grouped(totals.total, "en"));
  assert.equal(await figure(page, "percent"), `${totals.percent}%`);
  assert.match(await read(page, ".strip"), /^REHEARSAL/);
  await page.locator(".breadcrumb a").first().click();
  await page.waitForURL("**/?lang=en");
  await page.locator(".languages a").click();
  await until("Indonesian", async () => (await figure(page, "connection")) === "Tersambung");
  await page.close();
});

test("a region that the event does not have is named, with a way back", day, async () => {
  const answer = await fetch(`${server.url}/15.99`);
  assert.equal(answer.status, 404);
  const page = await open("/15");
  await page.evaluate(() => {
    history.pushState(null, "", "/15.99");
    dispatchEvent(new PopStateEvent("popstate"));
  });
  await page.locator(".lost").waitFor();
  assert.match(await read(page, ".lost"), /15\.99/);
  await page.screenshot({ path: join(screenshots, "unknown-1280-light.png") });
  await page.locator(".lost a").click();
  await phase(page, "live");
  await until("the nation", async () => (await figure(page, "total")) === "11.093");
  await page.close();
});

test("a killed server: the page says so, keeps the number, and is live again", day, async () => {
  const page = await open("/15");
  const number = await figure(page, "total");
  assert.equal(number, grouped(11_093));
  const at = await clock(page);
  // Its own file is there before the server goes.
  await page.locator(".conflicts").waitFor();
  await server.kill();
  await phase(page, "reconnecting");
  assert.equal(await figure(page, "connection"), `Menyambung kembali, data per ${at}`);
  assert.equal(await figure(page, "total"), number);
  await page.screenshot({ path: join(screenshots, "reconnecting-1280-light.png"), fullPage: true });
  await server.start();
  await phase(page, "live", 60_000);
  await sameState(page, "15");
  assert.equal(await figure(page, "total"), number);
  assert.equal(await figure(page, "connection"), "Tersambung");
  await page.close();
});

test("no violation of accessibility rules, light and dark, chart and table", day, async () => {
  const axe = await axeSource();
  for (const colorScheme of ["light", "dark"]) {
    for (const path of ["/", "/15?lang=en", "/15.71"]) {
      const page = await open(path, { colorScheme });
      await page.evaluate(axe);
      const check = () => page.evaluate(() => globalThis.axe.run(document));
      const found = [await check()];
      await page.locator(".curve .as-table").click();
      found.push(await check());
      const faults = found.flatMap(({ violations }) =>
        violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`),
      );
      assert.deepEqual(faults, [], `${path} ${colorScheme}`);
      await page.close();
    }
  }
});

test("it fits 360, 1280 and 1920 px, light and dark", day, async () => {
  for (const [width, height] of [
    [360, 780],
    [1280, 800],
    [1920, 1080],
  ]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const [name, path] of [
        ["nation", "/"],
        ["province", "/15"],
        ["regency", "/15.71"],
      ]) {
        const page = await open(path, { viewport: { width, height }, colorScheme });
        await page.evaluate(() => document.fonts.ready);
        const spare = await page.evaluate(() => {
          const { clientWidth, scrollWidth } = document.documentElement;
          return clientWidth - scrollWidth;
        });
        assert.ok(spare >= 0, `${path} at ${width} px is ${-spare} px too wide`);
        const file = `${name}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: join(screenshots, file), fullPage: true });
        await page.close();
      }
    }
  }
});

test("the browser had nothing to complain about, its content policy included", () => {
  assert.deepEqual(complaints, []);
});
