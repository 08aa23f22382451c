// SPDX-License-Identifier: Apache-2.0
// The door of the dashboards in a real browser: the page of a regency without a login, a refused and
// a good login, the own region, another one, logging out in one tab while another one watches.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addUser, assertAccessible, loggedIn, login } from "./central_support.mjs";
import { launchBrowser, phase, read, root, Server, until } from "./support.mjs";

const screenshots = join(root, "build/screenshots");
const options = { timeout: 180_000 };
let server;
let browser;
let visit;

before(async () => {
  await mkdir(screenshots, { recursive: true });
  server = await Server.make();
  server.closed = true;
  await server.start();
  await addUser(server, "jambi-01", "province", "15");
  browser = await launchBrowser();
  visit = await browser.newContext({ viewport: { width: 1280, height: 800 } });
}, options);

after(async () => {
  await browser?.close();
  await server?.end();
}, options);

const shot = (page, name) =>
  page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });

test("a regency without a login is a door, which a machine can read too", options, async () => {
  const page = await visit.newPage();
  await page.goto(`${server.url}/15.71`);
  await page.locator("[data-state=login]").waitFor();
  await assertAccessible(page, "the door");
  await shot(page, "login-1280-light");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 360, height: 640 });
  await shot(page, "login-360-dark");
  await page.close();
});

test("a wrong password says so; the right one leads back to the same place", options, async () => {
  const page = await visit.newPage();
  await page.goto(`${server.url}/15.71`);
  await page.locator("[data-state=login]").waitFor();
  await login(page, "jambi-01", "bukan kata sandinya");
  await until("the sentence", async () => (await read(page, ".login-fault")) !== "");
  assert.match(await read(page, ".login-fault"), /salah/);
  await shot(page, "login-refused-1280-light");
  await loggedIn(page, "jambi-01");
  assert.equal(new URL(page.url()).pathname, "/15.71");
  assert.match(await read(page, "[data-figure=account]"), /jambi-01 .*Jambi/);
  await shot(page, "account-1280-light");
  await page.close();
});

test("the nation's address leads to the own region; another one is outside", options, async () => {
  const page = await visit.newPage();
  await page.goto(`${server.url}/`);
  await page.waitForURL(`${server.url}/15`);
  await phase(page, "live");
  await page.goto(`${server.url}/14.71`);
  await page.locator("[data-state=outside-scope]").waitFor();
  await shot(page, "outside-1280-light");
  await page.close();
});

test("logging out in one tab closes what another one shows", options, async () => {
  const watching = await visit.newPage();
  await watching.goto(`${server.url}/15.71`);
  await phase(watching, "live");
  const page = await visit.newPage();
  await page.goto(`${server.url}/15`);
  await page.click(".account button");
  await page.waitForURL(`${server.url}/`);
  await watching.locator("[data-state=login]").waitFor({ timeout: 10_000 });
  assert.equal((await visit.cookies()).length, 0);
  await page.close();
  await watching.close();
});
