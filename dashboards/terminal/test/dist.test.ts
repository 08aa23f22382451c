// SPDX-License-Identifier: Apache-2.0
// What a phone has to load: at most 60 kB, in the syntax of Chrome 87, nothing inline. Builds into a
// folder of its own.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transformWithEsbuild } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = mkdtempSync(join(tmpdir(), "sejuta-terminal-dist."));
const files = (): string[] =>
  readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
const read = (name: string): string => readFileSync(join(dist, name), "utf8");

beforeAll(async () => {
  await build({ root, logLevel: "silent", build: { outDir: dist, emptyOutDir: true } });
}, 120_000);
afterAll(() => rmSync(dist, { recursive: true, force: true }));

test("the first load, service worker included, is at most 60 kB gzip", () => {
  const loaded = files().filter((name) => !name.endsWith(".gz"));
  const bytes = loaded.map((name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length);
  const sum = bytes.reduce((all, each) => all + each, 0);
  process.stdout.write(`      first load: ${(sum / 1_000).toFixed(1)} kB gzip\n`);
  expect(loaded).toContain("sw.js");
  expect(sum).toBeLessThanOrEqual(60_000);
});

test("no script has syntax newer than Chrome 87", async () => {
  const scripts = files().filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(1);
  for (const name of scripts) {
    // Nothing had to be lowered: the same text for Chrome 87 as for a browser that knows all.
    const [old, newest] = await Promise.all(
      ["chrome87", "esnext"].map((target) => transformWithEsbuild(read(name), name, { target })),
    );
    expect(old?.code === newest?.code, name).toBe(true);
  }
  const newer = await transformWithEsbuild("a ||= b", "new.js", { target: "chrome84" });
  expect(newer.code).not.toContain("||=");
});

test("nothing inline that the server's policy would forbid", () => {
  const page = read("index.html");
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(page).not.toMatch(/ on\w+=/);
  expect(page).toMatch(/src="\/terminal\/assets\//);
});

test("the service worker lists every file once", () => {
  const listed = [...read("sw.js").matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url);
  expect(new Set(listed).size).toBe(listed.length);
  const wanted = files().filter((name) => !/\.gz$|^sw\.js$/.test(name));
  expect(listed.sort()).toEqual(wanted.sort());
});
