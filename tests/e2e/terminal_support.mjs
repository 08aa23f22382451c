// SPDX-License-Identifier: Apache-2.0
// What the terminal's tests stand on beside support.mjs: an event of today, and a front before the
// real server that hands out the built app, can cut what goes through, and can bring a new version.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, relative } from "node:path";
import { after, before } from "node:test";

import { bin, launchBrowser, phase, root, Server, until } from "./support.mjs";

export const builtTerminal = join(root, "dashboards/terminal/dist");

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};
// The server's own policies (server/edge/http_answer.cpp).
const scriptPolicy = "default-src 'self'; object-src 'none'";
const policy =
  "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; " +
  "style-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; " +
  "frame-ancestors 'none'";

// yyyymmdd of a moment at WIB.
export function serviceDate(ms) {
  return Number(new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", ""));
}

const iso = (ms) => {
  const text = String(serviceDate(ms));
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
};

const dayMs = 86_400_000;

// A real event of yesterday, today and tomorrow, with one site of each kind in Kota Jambi.
async function eventOfToday({ kind = "real", status = "open", ceiling = 50 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "sejuta-event."));
  const now = Date.now();
  const dates = [-1, 0, 1].map((days) => iso(now + days * dayMs));
  const clock =
    kind === "real" ? "" : `\n[clock]\nstarts_at = ${dates[1]}T08:00:00+07:00\nspeed = 1.0\n`;
  await writeFile(
    join(folder, "event.toml"),
    `# SPDX-License-Identifier: Apache-2.0
id = "uji-terminal"
name = "Pekan uji · Kota Jambi"
kind = "${kind}"
${kind === "real" ? "" : 'rehearses = "uji-sungguhan"\n'}initial_status = "${status}"
service_dates = [${dates.join(", ")}]
deadline = ${dates[2]}T22:00:00+07:00
ceiling = ${ceiling}
regions = "${relative(folder, join(root, "data/regions/2025"))}"
targets = "targets.csv"
sites = "sites.csv"
${clock}`,
  );
  await writeFile(
    join(folder, "targets.csv"),
    "set,code_system,code,name,target\nUji,kemendagri,15,Jambi,1000\n",
  );
  const kinds = ["puskesmas", "pmb", "imp", "rs", "kb_bergerak"];
  const names = [
    "Puskesmas Simpang Kawat",
    "PMB Melati",
    "IMP Mawar",
    "RS Abdul Manap",
    "KB keliling 1",
  ];
  const rows = kinds.map((each, at) => `UJI-${at + 1},${names[at]},${each},15.71,yes`);
  await writeFile(
    join(folder, "sites.csv"),
    `code,name,kind,regency,expected\n${rows.join("\n")}\n`,
  );
  return folder;
}

// Hands out dist/ at /terminal/ and passes /v1 on to the server, byte by byte.
export class Front {
  constructor(server) {
    this.server = server;
    this.sockets = new Set();
    this.isDown = false;
    this.blockSockets = false;
    this.posts = 0;
  }

  static async start(server, dist = builtTerminal) {
    const front = new Front(server);
    front.dist = dist;
    front.http = createServer((request, response) => void front.answer(request, response));
    front.http.on("upgrade", (request, socket, head) => front.upgrade(request, socket, head));
    front.http.on("connection", (socket) => {
      if (front.isDown) return socket.destroy();
      front.sockets.add(socket);
      socket.on("close", () => front.sockets.delete(socket));
    });
    await new Promise((resolve) => front.http.listen(0, "127.0.0.1", resolve));
    // Chromium takes localhost for a secure context.
    front.url = `http://localhost:${front.http.address().port}`;
    return front;
  }

  async answer(request, response) {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname.startsWith("/v1/")) return this.pass(request, response);
    const name = pathname === "/terminal/" ? "index.html" : pathname.replace("/terminal/", "");
    try {
      const body = await readFile(join(this.dist, name));
      const headers = {
        "Content-Type": types[extname(name)] ?? "application/octet-stream",
        "Cache-Control": name.startsWith("assets/") ? "public, max-age=31536000" : "no-cache",
        "Content-Security-Policy": name.endsWith(".html") ? policy : scriptPolicy,
      };
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  async pass(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === "POST") this.posts += 1;
    try {
      const answer = await fetch(`http://${this.server.address}${request.url}`, {
        method: request.method,
        headers: Object.fromEntries(
          Object.entries(request.headers).filter(([name]) =>
            ["authorization", "content-type"].includes(name),
          ),
        ),
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      });
      const body = Buffer.from(await answer.arrayBuffer());
      const type = answer.headers.get("content-type") ?? "text/plain";
      response.writeHead(answer.status, { "Content-Type": type }).end(body);
    } catch {
      response.destroy();
    }
  }

  upgrade(request, socket, head) {
    if (this.blockSockets) return socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
    const [host, port] = this.server.address.split(":");
    const behind = connect(Number(port), host);
    const lines = [`GET ${request.url} HTTP/1.1`];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      const [name, value] = request.rawHeaders.slice(at, at + 2);
      if (name.toLowerCase() === "host") lines.push(`Host: ${this.server.address}`);
      else if (name.toLowerCase() !== "origin") lines.push(`${name}: ${value}`);
    }
    behind.write(`${lines.join("\r\n")}\r\n\r\n`);
    behind.write(head);
    socket.pipe(behind).pipe(socket);
    for (const each of [socket, behind]) {
      each.on("error", () => undefined);
      each.on("close", () => {
        socket.destroy();
        behind.destroy();
      });
    }
  }

  // Airplane mode, seen from here: nothing gets through any more, open connections break.
  cut() {
    this.isDown = true;
    for (const socket of this.sockets) socket.destroy();
  }

  restore() {
    this.isDown = false;
  }

  async stop() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.http.close(resolve));
  }
}

export const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, locale: "id-ID" };

// Opens the terminal with a development token, and waits until it is ready.
export async function openTerminal(
  context,
  front,
  { terminal = "hp-uji-1", sites = "UJI-2", event = "uji-terminal" } = {},
) {
  const page = await context.newPage();
  await page.goto(`${front.url}/terminal/#token=dev:${terminal}:${sites}&event=${event}`);
  await page.locator(".tally").waitFor({ state: "attached" });
  return page;
}

// A phone of its own on a stage, connected.
export async function openPhone(stage, options) {
  const context = await stage.browser.newContext(phone);
  const page = await openTerminal(context, stage.front, options);
  await phase(page, "live");
  return { context, page };
}

export const tap = (page, method, times = 1) =>
  repeat(times, () => page.locator(`[data-method="${method}"]`).click());

async function repeat(times, run) {
  for (let at = 0; at < times; at += 1) await run();
}

export const send = (page) => page.locator('[data-action="send"]').click();

// The tab's process dies at once: no event is heard, nothing more is written.
export async function killTab(context, page) {
  const session = await context.newCDPSession(page);
  const { targetInfo } = await session.send("Target.getTargetInfo");
  const crashed = new Promise((resolve) => page.once("crash", resolve));
  const closed = new Promise((resolve) => page.once("close", resolve));
  session.send("Page.crash").catch(() => undefined);
  await crashed;
  const whole = await context.browser().newBrowserCDPSession();
  await whole.send("Target.closeTarget", { targetId: targetInfo.targetId });
  await closed;
  await whole.detach();
}

// Everything that the page has stored, read past the app.
export function storedEntries(page) {
  return page.evaluate(async () => {
    const db = await new Promise((resolve, reject) => {
      const asked = indexedDB.open("sejuta-terminal");
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    const entries = await new Promise((resolve) => {
      const asked = db.transaction("entries").objectStore("entries").getAll();
      asked.onsuccess = () => resolve(asked.result);
    });
    db.close();
    return entries.map(({ seq, state, content, confirmed, receipt }) => ({
      seq,
      state,
      confirmed,
      content,
      revision: receipt ? String(receipt.revision) : null,
    }));
  });
}

export function allReceived(page, count, deadlineMs = 30_000) {
  return until(
    `${count} receipts`,
    async () => {
      const entries = await storedEntries(page);
      const received = entries.filter(({ state }) => state === "received");
      return received.length === count && entries.length === count ? entries : null;
    },
    deadlineMs,
  );
}

export const screenshots = process.env.SEJUTA_SCREENSHOTS ?? join(root, "build/screenshots");

export async function shot(page, name) {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `terminal-${name}.png`) });
}

const stageTime = {
  timeout: 240_000,
};

// An event of today, its server, a front before it and a browser, for the tests of one file: there
// before the first, gone after the last, also where opening failed. `options` are eventOfToday's.
export function useStage(options) {
  const stage = {};
  before(async () => {
    stage.eventFolder = await eventOfToday(options);
    stage.server = await Server.make([], stage.eventFolder);
    await stage.server.start();
    stage.front = await Front.start(stage.server);
    stage.browser = await launchBrowser();
  }, stageTime);
  after(async () => {
    await stage.browser?.close();
    await stage.front?.stop();
    await stage.server?.end();
    if (stage.eventFolder) await rm(stage.eventFolder, { recursive: true, force: true });
  }, stageTime);
  return stage;
}

// `sejuta-sim report` on its way: kill() it, or wait for `ended`. `fileBytesMax` bounds what it may
// write into one file, rounded down to KiB, as a full disk does.
export function startReport(server, args, environment, { fileBytesMax } = {}) {
  const all = ["report", "--server", server.url, "--event", "uji-terminal", ...args];
  const program = join(bin, "sejuta-sim");
  const limited = [
    "-c",
    `ulimit -f ${Math.floor((fileBytesMax ?? 0) / 1024)}; trap "" XFSZ; exec "$0" "$@"`,
  ];
  const child =
    fileBytesMax === undefined
      ? spawn(program, all, { env: { ...process.env, ...environment } })
      : spawn("bash", [...limited, program, ...all], { env: { ...process.env, ...environment } });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"]) {
    child[stream].on("data", (chunk) => {
      said[stream] += chunk;
    });
  }
  const ended = new Promise((resolve) => child.on("close", (code) => resolve({ code, ...said })));
  return { ended, kill: (signal) => child.kill(signal) };
}

export const report = (server, args, environment, options) =>
  startReport(server, args, environment, options).ended;
