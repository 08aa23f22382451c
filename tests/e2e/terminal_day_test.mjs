// SPDX-License-Identifier: Apache-2.0
// A midwife's day in real Chromium against the real server: ten acceptors in twelve taps, what is
// refused and why, corrections, the ceiling, closing, the slip, enrolment, and the time from a tap
// to its paint on a slow phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axeSource, phase, read, strict, until } from "./support.mjs";
import {
  allReceived,
  openPhone,
  openTerminal,
  phone,
  send,
  storedEntries,
  tap,
  useStage,
} from "./terminal_support.mjs";

const day = { timeout: 120_000 };
const stage = useStage();

// A tile that is off can be touched, and tells why.
const touchOff = (page, method) => page.locator(`[data-method="${method}"]`).click({ force: true });
// The click that a touch becomes may follow the answer to the touch.
const offers = (page, count) =>
  until(
    `${count} to send`,
    async () => (await read(page, '[data-action="send"]')) === `Kirim ${count} akseptor`,
  );
const total = async () => (await stage.server.settledTotals()).total;

const opened = (options) => openPhone(stage, options);

test("the server itself hands the app out, also for the day without signal", day, async () => {
  const context = await stage.browser.newContext(phone);
  const page = await context.newPage();
  const refused = [];
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  await page.goto(`${stage.server.url}/terminal/#token=dev:hp-langsung:UJI-2&event=uji-terminal`);
  await phase(page, "live");
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await context.setOffline(true);
  await page.reload();
  await page.locator(".tally").waitFor();
  assert.deepEqual(refused, []);
  await context.close();
});

test("ten acceptors of three methods in at most twelve taps and send", day, async () => {
  const { context, page } = await opened({ terminal: "hp-hitung" });
  const before = await total();
  let taps = 0;
  const touch = async (selector) => {
    taps += 1;
    await page.locator(selector).tap();
  };
  for (let at = 0; at < 3; at += 1) await touch('[data-method="2"]');
  await touch('[data-category="2"]');
  for (let at = 0; at < 4; at += 1) await touch('[data-method="4"]');
  for (let at = 0; at < 3; at += 1) await touch('[data-method="6"]');
  assert.ok(taps <= 12, `${taps} taps`);
  await offers(page, 10);
  await page.locator('[data-action="send"]').tap();
  const entries = await allReceived(page, 3);
  assert.deepEqual(
    entries.map(({ content }) => [content.method, content.category, content.count]),
    [
      [2, 1, 3],
      [4, 2, 4],
      [6, 2, 3],
    ],
  );
  assert.equal(await total(), before + 10);
  await until("the receipt in words", async () => /Diterima/.test(await read(page, ".last")));
  await context.close();
});

test(
  "many taps at one place of a tile all count, wherever on its plus they fall",
  day,
  async () => {
    const { context, page } = await opened({ terminal: "hp-tempat" });
    const box = await page.locator('[data-method="2"]').boundingBox();
    for (const part of [0.02, 0.5, 0.98]) {
      for (let at = 0; at < 3; at += 1) {
        await page.touchscreen.tap(box.x + box.width * part, box.y + box.height / 2);
      }
    }
    await offers(page, 9);
    await send(page);
    const [entry] = await allReceived(page, 1);
    assert.equal(entry.content.count, 9);
    await context.close();
  },
);

test("on a phone six times slower a tap is painted within 100 ms", day, async () => {
  const { context, page } = await opened({ terminal: "hp-lambat" });
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  const times = [];
  for (let at = 0; at < 15; at += 1) {
    const took = page.evaluate(
      () =>
        new Promise((resolve) => {
          const tile = document.querySelector('[data-method="2"]');
          const count = tile.querySelector("[data-count]");
          const before = count.textContent;
          tile.addEventListener(
            "click",
            ({ timeStamp }) => {
              requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () =>
                  resolve(count.textContent === before ? -1 : performance.now() - timeStamp);
                channel.port2.postMessage(null);
              });
            },
            { once: true },
          );
        }),
    );
    await page.locator('[data-method="2"]').tap();
    times.push(await took);
  }
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  console.log(
    `tap to paint at 6x: median ${median.toFixed(0)} ms, worst ${sorted.at(-1).toFixed(0)} ms`,
  );
  assert.ok(sorted[0] >= 0, "the number changed before the paint");
  // Generous: other work may share the machine. The figure above is what counts.
  assert.ok(median <= (strict ? 100 : 1_000), `${median} ms`);
  await session.send("Runtime.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  console.log(`JavaScript heap: ${(usedSize / 1e6).toFixed(1)} MB`);
  assert.ok(usedSize < 30e6);
  await context.close();
});

test("what a place or a client cannot have is off, and says why", day, async () => {
  const { context, page } = await opened({ terminal: "hp-imp", sites: "UJI-3" });
  await until("the place", async () => (await page.locator(".tile.off").count()) > 3);
  await touchOff(page, 1);
  assert.match(await read(page, ".last"), /IMP hanya pil dan kondom/);
  assert.equal(await page.locator('[data-action="send"]').isDisabled(), true);
  await tap(page, 6);
  assert.equal(await page.locator('[data-action="send"]').isDisabled(), false);
  await context.close();
  const other = await opened({ terminal: "hp-mal", sites: "UJI-1" });
  await touchOff(other.page, 10);
  assert.match(await read(other.page, ".last"), /MAL hanya dihitung sebagai KB PP/);
  await other.page.locator('[data-postpartum="2"]').click();
  await tap(other.page, 10);
  await touchOff(other.page, 9);
  assert.match(await read(other.page, ".last"), /MOP untuk klien pria/);
  await send(other.page);
  await allReceived(other.page, 1);
  await other.context.close();
});

test("above the ceiling: asked twice before it is sent, accepted and flagged", day, async () => {
  const { context, page } = await opened({ terminal: "hp-plafon" });
  const before = await total();
  await tap(page, 6);
  await page.locator(".review-button").click();
  const field = page.locator(".line input");
  await field.fill("1.0");
  assert.match(await read(page, ".line .fault"), /angka bulat/);
  await field.fill("51");
  assert.match(await read(page, ".line .quiet"), /= 51 akseptor/);
  await page.locator('[data-action="review-send"]').click();
  await page.locator('[data-action="confirm"]').click();
  assert.equal((await storedEntries(page)).length, 0);
  await page.locator('[data-action="confirm"]').click();
  const [entry] = await allReceived(page, 1);
  assert.equal(entry.confirmed, true);
  assert.equal(await total(), before + 51);
  await context.close();
});

test("undo at once, replace later: the total falls and rises by what was said", day, async () => {
  const { context, page } = await opened({ terminal: "hp-koreksi" });
  const before = await total();
  await tap(page, 2, 3);
  await page.locator(".undo").click();
  await send(page);
  await allReceived(page, 1);
  assert.equal(await total(), before + 2);
  await page.locator(".last .link").click();
  await allReceived(page, 2);
  assert.equal(await total(), before);
  assert.match(await read(page, '[data-action="send"]'), /2 akseptor/);
  await send(page);
  await allReceived(page, 3);
  await page.locator('[data-go="history"]').click();
  await page.locator('[data-entry="3"]').click();
  await page.locator('[data-action="correct"]').click();
  await page.locator('[data-action="replace"]').click();
  await page.locator('.new-content [name="count"]').fill("5");
  await page.locator('[data-action="submit-correction"]').click();
  assert.match(await read(page, ".sheet .fault"), /Pilih alasan/);
  await page.locator('[name="reason"][value="3"]').check();
  await page.locator('[data-action="submit-correction"]').click();
  const entries = await allReceived(page, 4);
  assert.deepEqual(entries[3].content.correction, { seq: 3, kind: 2, reason: 3 });
  assert.equal(await total(), before + 5);
  assert.equal(await read(page, '[data-figure="own"]'), "5");
  assert.match(await read(page, '[data-entry="3"]'), /Diganti oleh no. 4/);
  await context.close();
});

test(
  "closing: own total beside the server's; nihil is said, not silent; the slip agrees",
  day,
  async () => {
    const { context, page } = await opened({ terminal: "hp-tutup", sites: "UJI-5" });
    await page.locator('[data-go="close"]').click();
    await page.locator('[data-action="nihil"]').click();
    await page.locator('[data-action="nihil-yes"]').click();
    await allReceived(page, 1);
    await until("the server to say it", async () =>
      /dengan 0 akseptor/.test(await read(page, '[data-figure="closed"]')),
    );
    await page.locator('[data-go="tally"]').click();
    await tap(page, 6, 4);
    await send(page);
    await allReceived(page, 2);
    await page.locator('[data-go="close"]').click();
    await until(
      "both totals",
      async () => (await read(page, '[data-figure="close-server"]')) === "4",
    );
    assert.equal(await read(page, '[data-figure="close-own"]'), "4");
    await page.locator('[data-difference="same"]').waitFor();
    assert.match(
      await read(page, '[data-figure="closed"]'),
      /dinyatakan 0, server sekarang mempunyai 4/,
    );
    // A colleague's terminal at the same site.
    const colleague = await opened({ terminal: "hp-rekan", sites: "UJI-5" });
    await tap(colleague.page, 7, 2);
    await send(colleague.page);
    await allReceived(colleague.page, 1);
    await page.locator("main.close-day .stacked button").last().click();
    await page.locator('[data-difference="more"]').waitFor();
    assert.match(await read(page, '[data-difference="more"]'), /2 akseptor lebih banyak/);
    await page.locator('[data-action="close-day"]').click();
    await allReceived(page, 3);
    await until("the close", async () =>
      /dengan 4 akseptor/.test(await read(page, '[data-figure="closed"]')),
    );
    await page.locator('[data-go="slip"]').click();
    assert.equal(await read(page, '[data-figure="slip-total"]'), "6");
    await colleague.context.close();
    await context.close();
  },
);

test("a conflict shows both contents, and goes again as a new report", day, async () => {
  const context = await stage.browser.newContext(phone);
  const first = await openTerminal(context, stage.front, { terminal: "hp-bentrok" });
  await phase(first, "live");
  await tap(first, 2, 2);
  await send(first);
  await allReceived(first, 1);
  const before = await total();
  // The same terminal on another device: what nobody should do, and what a copied phone does.
  const other = await stage.browser.newContext(phone);
  const second = await openTerminal(other, stage.front, { terminal: "hp-bentrok" });
  await phase(second, "live");
  await tap(second, 6, 3);
  await send(second);
  await until("refused", async () => (await storedEntries(second))[0]?.state === "refused");
  await tap(second, 6, 1);
  await send(second);
  await until(
    "what is behind it",
    async () => (await storedEntries(second))[1]?.state === "received",
  );
  assert.equal(await total(), before + 1);
  await second.locator('[data-go="history"]').click();
  await second.locator('[data-entry="1"]').click();
  assert.match(await read(second, '[data-side="mine"]'), /3 Pil · Baru · UJI-2/);
  assert.match(await read(second, '[data-side="server"]'), /2 Implan · Baru · UJI-2.*Diterima/s);
  await second.locator('[data-action="send-as-new"]').click();
  await until("the new one", async () => (await storedEntries(second))[2]?.state === "received");
  assert.equal(await total(), before + 4);
  await other.close();
  await context.close();
});

test("a phone of 2020 without the newer parts of JavaScript counts as well", day, async () => {
  const context = await stage.browser.newContext(phone);
  await context.addInitScript(() => {
    for (const kind of [Array, String, Int8Array.__proto__]) delete kind.prototype.at;
    for (const name of ["findLast", "findLastIndex", "toSorted", "toReversed", "with", "group"]) {
      delete Array.prototype[name];
    }
    delete Object.hasOwn;
    delete globalThis.structuredClone;
    delete Crypto.prototype.randomUUID;
    delete Array.fromAsync;
    delete Object.groupBy;
  });
  const page = await openTerminal(context, stage.front, { terminal: "hp-2020" });
  await phase(page, "live");
  await tap(page, 2, 2);
  await send(page);
  await allReceived(page, 1);
  await context.close();
});

test("the screens have no accessibility fault that axe finds", day, async () => {
  const { context, page } = await opened({ terminal: "hp-axe" });
  await tap(page, 2, 3);
  await send(page);
  await allReceived(page, 1);
  await page.evaluate(await axeSource());
  for (const name of ["tally", "history", "close", "slip", "more"]) {
    await page.locator(`[data-go="${name}"]`).click();
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(
      violations.map(({ id, nodes }) => [name, id, nodes[0].html]),
      [],
    );
  }
  await context.close();
});
