// SPDX-License-Identifier: Apache-2.0
// The list of what was reported, while more comes in: what is open in it stays open, what is typed
// stays typed; the close's page hears of what colleagues report; and who does nothing sends nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phase, read, until } from "./support.mjs";
import {
  allReceived,
  openPhone,
  openTerminal,
  phone,
  send,
  tap,
  useStage,
} from "./terminal_support.mjs";

const day = { timeout: 240_000 };
const stage = useStage();

const opened = (options) => openPhone(stage, options);

test(
  "a receipt of another entry leaves an open correction, and what is typed in it",
  day,
  async () => {
    const terminal = { terminal: "hp-riwayat", sites: "UJI-2" };
    const { context, page } = await opened(terminal);
    await tap(page, 6, 3);
    await send(page);
    await allReceived(page, 1);
    await page.locator('[data-go="history"]').click();
    await page.locator('[data-entry="1"]').click();
    await page.locator('[data-action="correct"]').click();
    await page.locator('[data-action="replace"]').click();
    await page.locator('[name="reason"][value="3"]').check();
    const count = page.locator('.new-content [name="count"]');
    await count.fill("7");
    await count.evaluate((input) => {
      input.dataset.mine = "yes";
    });
    const second = await openTerminal(context, stage.front, terminal);
    await tap(second, 1);
    await send(second);
    await allReceived(page, 2);
    await page.locator('[data-entry="2"][data-state="received"]').waitFor();
    assert.equal(await page.locator('.new-content [data-mine="yes"]').inputValue(), "7");
    await page.locator('[data-action="submit-correction"]').click();
    const entries = await allReceived(page, 3);
    assert.deepEqual(
      [entries[2].content.count, entries[2].content.correction],
      [7, { seq: 1, kind: 2, reason: 3 }],
    );
    await context.close();
  },
);

test("the close's page hears of a colleague's report by itself", day, async () => {
  const own = await opened({ terminal: "hp-tutup", sites: "UJI-5" });
  await own.page.locator('[data-go="close"]').click();
  await until(
    "the server's day",
    async () => (await read(own.page, '[data-figure="close-server"]')) === "0",
  );
  const colleague = await opened({ terminal: "hp-rekan", sites: "UJI-5" });
  await tap(colleague.page, 7, 2);
  await send(colleague.page);
  await allReceived(colleague.page, 1);
  await own.page.locator('[data-difference="more"]').waitFor();
  assert.equal(await read(own.page, '[data-figure="close-server"]'), "2");
  await own.context.close();
  await colleague.context.close();
});

// Data is dear, and 60,000 phones are open at once.
test("a phone that nobody touches is silent, whatever part it shows", day, async () => {
  const context = await stage.browser.newContext(phone);
  await context.addInitScript(() => {
    const send = WebSocket.prototype.send;
    window.framesSent = 0;
    WebSocket.prototype.send = function counted(frame) {
      window.framesSent += 1;
      return send.call(this, frame);
    };
  });
  const page = await openTerminal(context, stage.front, { terminal: "hp-diam", sites: "UJI-5" });
  await phase(page, "live");
  await tap(page, 6);
  await send(page);
  await allReceived(page, 1);
  for (const part of ["tally", "history", "close", "slip", "more"]) {
    await page.locator(`[data-go="${part}"]`).click();
    await page.waitForTimeout(1_000);
    const before = await page.evaluate(() => window.framesSent);
    await page.waitForTimeout(2_000);
    const sent = (await page.evaluate(() => window.framesSent)) - before;
    assert.ok(sent <= 2, `${sent} frames in two seconds of ${part}`);
  }
  await context.close();
});
