// SPDX-License-Identifier: Apache-2.0
// From a code to a terminal and to its revocation, in real Chromium against the real server and its
// command line.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phase, read, until } from "./support.mjs";
import { allReceived, phone, send, storedEntries, tap, useStage } from "./terminal_support.mjs";

const day = { timeout: 120_000 };
const stage = useStage();

test(
  "an enrolment code that is none is refused in words, and gone from the address",
  day,
  async () => {
    const context = await stage.browser.newContext(phone);
    const page = await context.newPage();
    await page.goto(`${stage.front.url}/terminal/#code=AAAA-BBBB-CCCC`);
    await page.locator(".enrol .fault").waitFor();
    assert.match(await read(page, ".enrol .fault"), /Kode/);
    assert.equal(new URL(page.url()).hash, "");
    await context.close();
  },
);

test("a code enrols one phone; revoked, it says so and keeps what it has", day, async () => {
  const said = await stage.server.command("enrol", "--code", "UJI-4");
  const code = /[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(said)?.[0];
  assert.ok(code, said);
  const context = await stage.browser.newContext(phone);
  const page = await context.newPage();
  await page.goto(`${stage.front.url}/terminal/#code=${code}`);
  await phase(page, "live");
  assert.equal(new URL(page.url()).hash, "");
  assert.equal(await read(page, '[data-figure="site"]'), "RS Abdul Manap");
  await tap(page, 8);
  await send(page);
  await allReceived(page, 1);
  const other = await stage.browser.newContext(phone);
  const second = await other.newPage();
  await second.goto(`${stage.front.url}/terminal/#code=${code}`);
  await second.locator(".enrol .fault").waitFor();
  assert.match(await read(second, ".enrol .fault"), /sudah dipakai/);
  await other.close();

  const terminal = await page.evaluate(async () => {
    const asked = indexedDB.open("sejuta-terminal");
    await new Promise((resolve) => {
      asked.onsuccess = resolve;
    });
    const found = asked.result.transaction("values").objectStore("values").get("identity");
    await new Promise((resolve) => {
      found.onsuccess = resolve;
    });
    asked.result.close();
    return found.result.terminal;
  });
  await stage.server.command("enrol", "--revoke", terminal);
  await page.locator('[data-notice="revoked"]').waitFor();
  await tap(page, 8);
  await send(page);
  await until("it is stored", async () => (await storedEntries(page)).length === 2);
  assert.equal((await storedEntries(page))[1].state, "waiting");
  assert.equal(await read(page, '[data-figure="unsent"] strong'), "1");
  await context.close();
});
