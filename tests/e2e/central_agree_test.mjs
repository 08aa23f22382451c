// SPDX-License-Identifier: Apache-2.0
// Same sequence, same number: two dashboards in two browsers' worlds and GET /v1/totals, compared at
// every sequence that two of them showed, while the real simulator reports; and in the end all of
// them with the simulator's receipts, the counters in Redis and the recounted ledger. 8 s; with
// SEJUTA_SLOW=1 60 s.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { load } from "./central_support.mjs";
import { bin, figure, launchBrowser, phase, Server, until } from "./support.mjs";

const seconds = process.env.SEJUTA_SLOW ? 60 : 8;
const perSecond = 2_000;
const options = { timeout: 300_000 };
const run = promisify(execFile);
let server;
let browser;

before(async () => {
  // An hour of the event in a minute: the day outlasts the test.
  server = await Server.make(["--rehearsal-speed", "60"]);
  await server.start();
  browser = await launchBrowser();
}, options);

after(async () => {
  server?.simulator?.child.kill("SIGTERM");
  await browser?.close();
  await server?.end();
}, options);

// In the page: notes what stands there at each sequence, in the task that drew it.
function record() {
  const digits = (element) => Number((element?.textContent ?? "").replaceAll(/\D/g, ""));
  const rows = (selector, key) =>
    Object.fromEntries(
      [...document.querySelectorAll(selector)].map((row) => [
        row.dataset[key],
        digits(row.querySelector(".figure")),
      ]),
    );
  globalThis.shown = {};
  const sequence = document.querySelector('[data-figure="sequence"]');
  const note = () => {
    globalThis.shown[digits(sequence)] = {
      total: digits(document.querySelector('[data-figure="total"] .only-read')),
      lapor: digits({
        textContent: /^[\d.,]+/.exec(
          document.querySelector('[data-figure="coverage"]')?.textContent ?? "",
        )?.[0],
      }),
      methods: rows(".methods tr[data-method]", "method"),
      regions: rows(".regions tr[data-region]", "region"),
    };
  };
  note();
  new MutationObserver(note).observe(sequence, {
    characterData: true,
    childList: true,
    subtree: true,
  });
}

async function dashboard(path, more) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...more });
  const page = await context.newPage();
  await page.goto(server.url + path);
  await phase(page, "live");
  await page.locator(".regions tr[data-region]").first().waitFor();
  await page.evaluate(record);
  return page;
}

const shownBy = (page) => page.evaluate(() => globalThis.shown);

// By the numbers of the wire, as the page's rows; the answer has the three injections as one.
const methodNumbers = { iud: [1], implan: [2], suntik: [3, 4, 5], pil: [6], kondom: [7] };

function sameAsTotals(page, totals) {
  assert.equal(page.total, totals.total);
  assert.equal(page.lapor, totals.coverage.reported);
  for (const [word, numbers] of Object.entries(methodNumbers)) {
    const sum = numbers.reduce((all, number) => all + page.methods[number], 0);
    assert.equal(sum, totals.by_method[word], word);
  }
  for (const [code, { total }] of Object.entries(totals.by_region))
    assert.equal(page.regions[code], total, code);
}

// Every state that the answer had, by its sequence, until `isOver`.
async function followTotals(region, isOver) {
  const states = new Map();
  let etag = "";
  while (!isOver()) {
    const answer = await fetch(`${server.url}/v1/totals/${region}`, {
      headers: etag === "" ? {} : { "if-none-match": etag },
    });
    etag = answer.headers.get("etag") ?? etag;
    if (answer.status !== 200) {
      await answer.arrayBuffer();
      continue;
    }
    const body = await answer.json();
    states.set(body.sequence, body);
  }
  return states;
}

test("two dashboards and the totals agree at every sequence, under load", options, async () => {
  const [one, two] = await Promise.all([
    dashboard("/32", {}),
    dashboard("/32?lang=en&by=achievement&map=dots", { colorScheme: "dark" }),
  ]);
  const { verdict } = await load(server, { seconds, perSecond });
  let isOver = false;
  const [account, states] = await Promise.all([
    verdict.finally(() => {
      isOver = true;
    }),
    followTotals("32", () => isOver),
  ]);
  const last = await until("the followers to have everything", async () => {
    const totals = await server.totals("32");
    return totals.total === account.acceptors ? totals : null;
  });
  for (const page of [one, two])
    await until("the page to show it", async () => {
      const shown = await shownBy(page);
      return shown[last.sequence] !== undefined;
    });
  const [first, second] = [await shownBy(one), await shownBy(two)];
  const both = Object.keys(first).filter((sequence) => second[sequence]);
  for (const sequence of both)
    assert.deepEqual(first[sequence], second[sequence], `at sequence ${sequence}`);
  let withTotals = 0;
  for (const page of [first, second])
    for (const [sequence, shown] of Object.entries(page)) {
      const totals = states.get(Number(sequence));
      if (!totals) continue;
      sameAsTotals(shown, totals);
      withTotals += 1;
    }
  sameAsTotals(first[last.sequence], last);
  console.log(
    `    ${account.load_seconds.toFixed(1)} s, ${account.reports} reports: ${Object.keys(first).length} and ` +
      `${Object.keys(second).length} states shown, ${both.length} the same sequence, ` +
      `${states.size} answers of /v1/totals, ${withTotals} compared; no mismatch`,
  );
  assert.ok(both.length >= seconds, `${both.length} sequences that both showed`);
  assert.ok(withTotals >= 3, `${withTotals} compared with /v1/totals`);
});

test(
  "in the end the page, the counters and the recounted ledger are one number",
  options,
  async () => {
    const page = await dashboard("/32", {});
    const totals = await server.totals("32");
    const shown = (await shownBy(page))[totals.sequence];
    sameAsTotals(shown, totals);
    // As the user who may only read, field and value in turn.
    const secret = await readFile(join(server.folder, "data/redis/sejuta-reader.secret"), "utf8");
    const socket = join(server.folder, "data/redis/redis.sock");
    const asReader = ["-s", socket, "--user", "sejuta-reader", "--no-auth-warning"];
    const { stdout } = await run("redis-cli", [...asReader, "HGETALL", "{harganas-2020}:cells"], {
      env: { ...process.env, REDISCLI_AUTH: secret.trim() },
      maxBuffer: 1 << 26,
    });
    const words = stdout.split("\n");
    const counted = words.reduce((sum, cell, at) => {
      const [, regency = ""] = cell.split("/");
      return regency.startsWith("32.") ? sum + Number(words[at + 1]) : sum;
    }, 0);
    assert.equal(counted, totals.total);
    const recount = await run(join(bin, "sejuta"), [
      ...["verify", "--event", "harganas-2020", "--data-dir", join(server.folder, "data")],
    ]);
    console.log(`    ${recount.stdout.trim().split("\n").at(-1)}`);
    assert.equal(await figure(page, "total"), new Intl.NumberFormat("id-ID").format(counted));
  },
);
