// SPDX-License-Identifier: Apache-2.0
// What the end-to-end tests stand on: the real server and simulator as child processes on a data
// directory of their own, and a real Chromium. Everything started here is ended here, by its own
// process; nothing waits without a deadline.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { endRedis, settled } from "../integration/server/support.mjs";

const require = createRequire(new URL("../../dashboards/package.json", import.meta.url));
const { chromium } = require("playwright-core");

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const bin = process.env.SEJUTA_BIN ?? join(root, "build/release/bin");
const dashboards = join(root, "dashboards/central/dist");
const terminalApp = join(root, "dashboards/terminal/dist");
const publishedDay = join(root, "data/events/harganas-2020");
// On an idle machine only: limits of time are those that the screens promise.
export const strict = process.env.SEJUTA_STRICT === "1";
export const axeSource = () => readFile(require.resolve("axe-core/axe.min.js"), "utf8");

// Asks until the answer is there; fails with what was waited for.
export async function until(what, ask, deadlineMs = 30_000) {
  const ends = Date.now() + deadlineMs;
  let last;
  while (Date.now() < ends) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${deadlineMs} ms for ${what}; last: ${last}`);
}

function started(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  child.stdout.on("data", (chunk) => log.push(chunk));
  child.stderr.on("data", (chunk) => log.push(chunk));
  const ended = new Promise((resolve) => {
    child.on("exit", (code, signal) => resolve({ code, signal }));
    child.on("error", (error) => resolve({ code: null, signal: null, error }));
  });
  return { child, ended, text: () => Buffer.concat(log).toString() };
}

export class Server {
  closed = false;

  // `event` is the directory of another event than the published day of 2020. Everybody may see
  // everything; set `closed` before start() where a test is about logins.
  static async make(options = [], event = publishedDay) {
    for (const path of [
      join(bin, "sejuta"),
      join(bin, "sejuta-sim"),
      join(dashboards, "index.html"),
    ]) {
      if (!existsSync(path))
        throw new Error(`${path} is missing: build the release and the dashboards first`);
    }
    const server = new Server();
    server.options = options;
    server.event = event;
    // Short, since the managed Redis has its socket below it.
    server.folder = await mkdtemp(join(tmpdir(), "sejuta-e2e."));
    return server;
  }

  // The first start takes any free port, later ones the same again: viewers come back to it.
  async start() {
    const addressFile = join(this.folder, "address");
    await rm(addressFile, { force: true });
    this.process = started(join(bin, "sejuta"), [
      "serve",
      ...["--event", this.event, "--data-dir", join(this.folder, "data")],
      ...["--listen", this.address ?? "127.0.0.1:0", "--address-file", addressFile],
      ...["--dashboards", dashboards, "--terminal-app", terminalApp, "--dev-tokens"],
      ...(this.closed ? [] : ["--open-dashboards"]),
      ...this.options,
    ]);
    let over = false;
    this.process.ended.then(() => {
      over = true;
    });
    this.address = await until("the server's address", async () => {
      if (over) throw new Error(this.process.text());
      return (await readFile(addressFile, "utf8")).trim();
    });
    this.url = `http://${this.address}`;
    await until("/readyz", async () => (await fetch(`${this.url}/readyz`)).status === 200);
  }

  async kill() {
    this.process.child.kill("SIGKILL");
    await this.process.ended;
  }

  // Runs a subcommand on this server's event and data; what it said.
  async command(...args) {
    const where = ["--event", this.event, "--data-dir", join(this.folder, "data")];
    const run = started(join(bin, "sejuta"), [...args, ...where]);
    const { code } = await run.ended;
    if (code !== 0) throw new Error(`sejuta ${args.join(" ")} ended with ${code}:\n${run.text()}`);
    return run.text();
  }

  async totals(region = "") {
    const answer = await fetch(`${this.url}/v1/totals${region === "" ? "" : `/${region}`}`);
    if (answer.status !== 200) throw new Error(`/v1/totals/${region} answered ${answer.status}`);
    return answer.json();
  }

  // The totals once they show everything that the ledger holds now.
  settledTotals(region = "") {
    return settled(join(this.folder, "data"), () => this.totals(region));
  }

  // Drains the server and takes its directory away; says how it ended.
  async end() {
    let how = null;
    if (this.process) {
      this.process.child.kill("SIGTERM");
      how = await Promise.race([
        this.process.ended,
        new Promise((resolve) => setTimeout(() => resolve(null), 20_000).unref()),
      ]);
      if (how === null) {
        this.process.child.kill("SIGKILL");
        how = await this.process.ended;
      }
    }
    await endRedis(join(this.folder, "data"));
    await rm(this.folder, { recursive: true, force: true });
    return how;
  }

  // Runs a scenario to its verdict; the simulator's own account of what it has receipts for.
  async rehearse(scenario, options = []) {
    const out = join(this.folder, "rehearsal.json");
    const simulator = started(join(bin, "sejuta-sim"), [
      ...["run", scenario, "--server", `ws://${this.address}`, "--out", `json=${out}`, "--quiet"],
      ...options,
    ]);
    this.simulator = simulator;
    const { code } = await simulator.ended;
    this.simulator = null;
    // 99: the counts agree, a threshold of latency was missed; that is for the benchmarks to judge.
    if (code !== 0 && code !== 99) {
      throw new Error(`the simulator ended with ${code}:\n${simulator.text()}`);
    }
    return JSON.parse(await readFile(out, "utf8"));
  }
}

export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.SEJUTA_CHROMIUM ?? "/usr/bin/chromium",
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
}

// What a person reads at a place: without the glyphs that only repeat it for the eye, one space
// for any run of white space.
export async function read(page, selector) {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const copy = element.cloneNode(true);
      for (const hidden of copy.querySelectorAll("[aria-hidden]")) hidden.remove();
      return (copy.textContent ?? "").replaceAll(/\s+/g, " ").trim();
    });
}

export const figure = (page, name) => read(page, `[data-figure="${name}"]`);

// Waits until the page's connection is in a phase.
export function phase(page, wanted, deadlineMs = 30_000) {
  return page.locator(`[data-phase="${wanted}"]`).waitFor({ timeout: deadlineMs });
}
