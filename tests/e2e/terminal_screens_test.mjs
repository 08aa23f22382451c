// SPDX-License-Identifier: Apache-2.0
// Every state of the terminal as a picture at 360 × 640 and at 1280 px, light and dark, in
// build/screenshots; and at the small size nothing is cut off or needs scrolling sideways.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phase, until } from "./support.mjs";
import {
  allReceived,
  openTerminal,
  phone,
  send,
  shot,
  storedEntries,
  tap,
  useStage,
} from "./terminal_support.mjs";

const day = { timeout: 240_000 };
const stage = useStage({ kind: "rehearsal" });

const desk = { viewport: { width: 1280, height: 800 }, locale: "id-ID" };
// Each has a site of its own: the totals stand alone.
const views = [
  ["360-light", "UJI-2", { ...phone, colorScheme: "light" }],
  ["360-dark", "UJI-1", { ...phone, colorScheme: "dark" }],
  ["1280-light", "UJI-4", { ...desk, colorScheme: "light" }],
  ["1280-dark", "UJI-5", { ...desk, colorScheme: "dark" }],
];

async function fits(page, what) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${what}: ${over} px too wide`);
}

for (const [name, site, options] of views) {
  test(`every state at ${name}`, day, async () => {
    const context = await stage.browser.newContext(options);
    const empty = await context.newPage();
    await empty.goto(`${stage.front.url}/terminal/#code=AAAA-BBBB-CCCC`);
    await empty.locator(".enrol .fault").waitFor();
    await shot(empty, `enrol-${name}`);
    await empty.close();

    const page = await openTerminal(context, stage.front, {
      terminal: `hp-${name}`,
      sites: `${site},UJI-3`,
    });
    const picture = async (state) => {
      await fits(page, `${state} at ${name}`);
      await shot(page, `${state}-${name}`);
    };
    const go = (tab) => page.locator(`[data-go="${tab}"]`).click();
    const isPhone = name.startsWith("360");
    const toTally = () => (isPhone ? go("tally") : Promise.resolve());
    await phase(page, "live");
    await picture("tally-empty");
    await tap(page, 2, 3);
    await page.locator('[data-category="2"]').click();
    await tap(page, 4, 4);
    await tap(page, 6, 3);
    await page.locator('[data-postpartum="2"]').click();
    await tap(page, 10, 1);
    await picture("tally");
    await page.locator('[data-postpartum="2"]').click();
    await page.locator('[data-method="10"]').click({ force: true });
    await picture("tally-reason");
    await page.locator(".review-button").click();
    await picture("review");
    await page.locator(".sheet .actions button").first().click();
    await page.locator(".context").click();
    await picture("context");
    await page.locator(".sheet .actions button").click();
    await send(page);
    await allReceived(page, 4);
    await until("its word", async () => (await page.locator(".last .state.received").count()) > 0);
    await picture("tally-received");
    await go("close");
    await page.locator('[data-difference="same"]').waitFor();
    await picture("close-same");
    await go("slip");
    await page.locator(".paper").waitFor();
    await picture("slip");

    // The same number from a copied phone: a conflict.
    stage.front.cut();
    await toTally();
    await tap(page, 3, 2);
    await send(page);
    await until("five", async () => (await storedEntries(page)).length === 5);
    await page.locator('[data-phase="waiting"], [data-phase="dialling"]').first().waitFor();
    await tap(page, 7, 2);
    await picture("tally-offline");
    await go("history");
    await picture("history-offline");
    await go("close");
    await picture("close-unsent");
    await go("more");
    await page.locator('[data-action="dictation"]').click();
    await picture("dictation");
    stage.front.restore();
    const copy = await stage.browser.newContext(phone);
    const other = await openTerminal(copy, stage.front, { terminal: `hp-${name}`, sites: site });
    await phase(other, "live");
    await page.locator(".connection").click();
    await allReceived(page, 5);
    await tap(other, 6);
    await send(other);
    await until("refused", async () => (await storedEntries(other))[0]?.state === "refused");
    await other.locator('[data-go="history"]').click();
    await other.locator('[data-entry="1"]').click();
    if (isPhone) await shot(other, `conflict-${name}`);
    await copy.close();

    await go("history");
    await page.locator('[data-entry="2"]').click();
    await picture("history");
    await page.locator('[data-action="correct"]').click();
    await page.locator('[data-action="replace"]').click();
    await picture("correct");
    await page.locator('[name="reason"][value="3"]').check();
    await page.locator('.new-content [name="count"]').fill("5");
    await page.locator('[data-action="submit-correction"]').click();
    await allReceived(page, 6);
    await picture("history-corrected");
    await go("more");
    await picture("more");
    await page.locator('[data-action="language"]').click();
    await toTally();
    await picture("tally-english");
    await context.close();
  });
}

test("the ceiling's question", day, async () => {
  const context = await stage.browser.newContext(phone);
  const page = await openTerminal(context, stage.front, { terminal: "hp-plafon" });
  await phase(page, "live");
  await tap(page, 6);
  await page.locator(".review-button").click();
  await page.locator(".line input").fill("600");
  await page.locator('[data-action="review-send"]').click();
  await page.locator('[data-action="confirm"]').waitFor();
  await fits(page, "ceiling");
  await shot(page, "ceiling-360-light");
  await context.close();
});
