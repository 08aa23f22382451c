// SPDX-License-Identifier: Apache-2.0
// By telephone: a phone without signal shows its lines, somebody enters them at the command line
// under the phone's own ids, and what the phone sends later is the same reports. The judge is GET
// /v1/totals.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { phase, read, until } from "./support.mjs";
import {
  allReceived,
  openTerminal,
  phone,
  report,
  send,
  shot,
  storedEntries,
  tap,
  useStage,
} from "./terminal_support.mjs";

const day = { timeout: 240_000 };
const stage = useStage();

const total = async () => (await stage.server.settledTotals()).total;
// What the province's desk has: the right to enter for the terminals of these sites.
const deskToken = async (sites = "UJI-2") =>
  (await stage.server.command("enrol", "--token", sites, "--may-dictate"))
    .split("\n")
    .find((line) => line.startsWith("sjt1."));

async function enter(lines, token, ...options) {
  const file = join(stage.server.folder, "lines.txt");
  await writeFile(file, lines.join("\n"));
  return report(stage.server, ["--dictated", file, ...options], { SEJUTA_TOKEN: token });
}

async function shownLines(page) {
  await page.locator('[data-go="more"]').click();
  await page.locator('[data-action="dictation"]').click();
  await page.locator("[data-line]").first().waitFor();
  return page
    .locator("[data-line]")
    .evaluateAll((all) => all.map((each) => each.getAttribute("data-line")));
}

test(
  "dictated, entered by hand and then flushed: counted once, received on both",
  day,
  async () => {
    const context = await stage.browser.newContext(phone);
    const page = await openTerminal(context, stage.front, { terminal: "hp-telepon" });
    await phase(page, "live");
    const before = await total();
    stage.front.cut();
    await context.setOffline(true);
    await tap(page, 2, 2);
    await tap(page, 6, 3);
    await send(page);
    await until("two stored", async () => (await storedEntries(page)).length === 2);
    const lines = await shownLines(page);
    assert.equal(lines.length, 2);
    for (const line of lines)
      assert.match(line, /^HP-TELEPON\/\d+\/UJI-2\/\d{6}\/\d{5}\/\d+\/\d\d$/);
    await shot(page, "360-dictation-lines");

    const token = await deskToken();
    // One line misheard: nothing at all is entered, and the line is named.
    const misheard = await enter([lines[0], lines[1].replace(/\d\d$/, "00")], token);
    assert.equal(misheard.code, 1);
    assert.match(misheard.stderr, /line 2: check: The two check digits/);
    assert.equal(await total(), before);

    const entered = await enter(lines, token);
    assert.equal(entered.code, 0, entered.stderr);
    assert.match(entered.stdout, /2 lines received, 0 were received before, 0 refused/);
    assert.equal(await total(), before + 5);
    const again = await enter(lines, token);
    assert.match(again.stdout, /0 lines received, 2 were received before, 0 refused/);

    stage.front.restore();
    await context.setOffline(false);
    const entries = await allReceived(page, 2);
    assert.ok(entries.every(({ revision }) => revision !== null));
    assert.equal(await total(), before + 5);
    assert.equal(await read(page, '[data-figure="unsent"] strong'), "0");
    await context.close();
  },
);

test("only who may enters for another terminal, and only for own sites", day, async () => {
  const line = "AJX2KQ7MBN3PD/1/S1571-PMB-003/290620/06211/3/59";
  const plain = (await stage.server.command("enrol", "--token", "UJI-2"))
    .split("\n")
    .find((each) => each.startsWith("sjt1."));
  const without = await enter([line], plain);
  assert.equal(without.code, 1);
  assert.match(without.stderr, /403.*may not enter for other terminals/);
  const elsewhere = await enter([line], await deskToken());
  assert.equal(elsewhere.code, 1);
  assert.match(elsewhere.stderr, /line 1: SITE_/);
  assert.match(elsewhere.stdout, /0 lines received, 0 were received before, 1 refused/);
});
