// SPDX-License-Identifier: Apache-2.0
// Development only: screenshots of a page at the three widths, light and dark.
// node dev/shots.mjs http://127.0.0.1:8090/ OUT_PREFIX [width ...]
import { chromium } from "playwright-core";

const [url = "http://127.0.0.1:8090/", prefix = "shot", ...widths] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const heights = { 360: 780, 1280: 800, 1920: 1080 };
for (const width of widths.length > 0 ? widths.map(Number) : [360, 1280, 1920]) {
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({
      viewport: { width, height: heights[width] ?? 800 },
      colorScheme,
    });
    page.on("console", (message) => {
      if (message.type() === "error") console.log(`${width}: ${message.text()}`);
    });
    page.on("pageerror", (error) => console.log(`${width}: ${error}`));
    await page.goto(url, { waitUntil: "load" });
    await page.waitForSelector(".total, .lost, .scene");
    await page.waitForTimeout(1500);
    const file = `${prefix}-${width}-${colorScheme}.png`;
    await page.screenshot({ path: file, fullPage: true });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    console.log(file, overflow ? "OVERFLOWS" : "");
    await page.close();
  }
}
await browser.close();
