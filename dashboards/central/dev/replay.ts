// SPDX-License-Identifier: Apache-2.0
// Development only: serves the built page under the server's strict policy and speaks the live
// protocol with an invented day. `npm run replay -- --port 8090 --at 21:40 --speed 60`; options
// --every MS, --status draft|open|provisional, --real, --development-tokens, --weaker-durability.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { EventKind, EventStatus } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { LiveFrameSchema, ViewerFrameSchema } from "@sejuta/shared/gen/sejuta/v1/live_pb";
import { type WebSocket, WebSocketServer } from "ws";
import { asked } from "./asked";
import { children, isRegion, provinceNames, regencies, totalsAt } from "./day";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "8090" },
    every: { type: "string", default: "500" },
    at: { type: "string", default: "21:40" },
    speed: { type: "string", default: "60" },
    status: { type: "string", default: "open" },
    real: { type: "boolean", default: false },
    "development-tokens": { type: "boolean", default: false },
    "weaker-durability": { type: "boolean", default: false },
  },
});

const midnightMs = Date.UTC(2020, 5, 28, 17);
const [atHour = 0, atMinute = 0] = options.at.split(":").map(Number);
const startedMs = Date.now();
const speed = Number(options.speed);
const epoch = 0x5e1a57n;
const statuses: Record<string, EventStatus> = {
  draft: EventStatus.DRAFT,
  open: EventStatus.OPEN,
  provisional: EventStatus.PROVISIONAL,
};

function hourNow(): number {
  if (options.status === "draft") return 0;
  const hour = atHour + atMinute / 60 + ((Date.now() - startedMs) / 3_600_000) * speed;
  return Math.min(22.4, hour);
}

function eventMs(): number {
  return midnightMs + Math.round(hourNow() * 3_600_000);
}

function sequence(hour = hourNow()) {
  const acceptors = totalsAt("15", midnightMs, hour).acceptors;
  const asOfMs =
    options.status === "draft" ? 0n : BigInt(midnightMs + Math.round(hour * 3_600_000));
  return { epoch, revision: acceptors * 61n, asOfMs };
}

function pathOf(region: string) {
  const path = [{ code: "ID", name: "Indonesia" }];
  if (region === "ID") return path;
  const province = region.slice(0, 2);
  path.push({ code: province, name: provinceNames.get(province) ?? province });
  const regency = regencies.find((r) => r.code === region);
  if (regency) path.push({ code: region, name: regency.name });
  return path;
}

function snapshot(region: string, hour = hourNow()) {
  const value = {
    event: {
      id: "harganas-2020",
      name: "Harganas 27",
      kind: options.real ? EventKind.REAL : EventKind.REHEARSAL,
      status: statuses[options.status] ?? EventStatus.OPEN,
      serviceDates: [20200629],
      developmentTokens: options["development-tokens"],
      weakerDurability: options["weaker-durability"],
      indicators: [
        {
          name: "TFR",
          value: "2.10",
          target: "2.24",
          lowerIsBetter: true,
          percent: "106.67",
          source: "rekaan",
        },
      ],
    },
    sequence: sequence(hour),
    region,
    path: pathOf(region),
    totals: totalsAt(region, midnightMs, hour),
    regionNames: children(region).map(([code, name]) => ({ code, name })),
  };
  return create(LiveFrameSchema, { body: { case: "snapshot", value } });
}

interface Viewer {
  readonly socket: WebSocket;
  // Region → the revision it was sent.
  readonly topics: Map<string, bigint>;
}

function sendDelta(viewer: Viewer, region: string, base: bigint): void {
  const now = sequence();
  if (now.revision === base) return;
  viewer.topics.set(region, now.revision);
  const totals = totalsAt(region, midnightMs, hourNow());
  // As the server does: of the curve only what is new; the other rows change with nearly each step.
  const fresh = totals.byMinute.slice(-2);
  const value = {
    baseRevision: base,
    sequence: now,
    region,
    changed: { ...totals, byMinute: fresh },
    eventStatus: statuses[options.status] ?? EventStatus.OPEN,
  };
  const frame = create(LiveFrameSchema, { body: { case: "delta", value } });
  viewer.socket.send(toBinary(LiveFrameSchema, frame));
}

function serve(socket: WebSocket): void {
  const viewer: Viewer = { socket, topics: new Map() };
  socket.on("message", (data: Buffer) => {
    const { body } = fromBinary(ViewerFrameSchema, data);
    for (const region of body.value?.regions ?? []) {
      if (body.case === "unsubscribe") viewer.topics.delete(region);
      else if (!isRegion(region)) socket.close(4008, "region_unknown");
      else {
        const frame = snapshot(region);
        viewer.topics.set(region, sequence().revision);
        socket.send(toBinary(LiveFrameSchema, frame));
      }
    }
  });
  const deltas = setInterval(() => {
    for (const [region, base] of viewer.topics) sendDelta(viewer, region, base);
  }, Number(options.every));
  const beats = setInterval(() => {
    const now = BigInt(eventMs());
    const value = { sequence: sequence(), checkedAtMs: now, serverTimeMs: now };
    const frame = create(LiveFrameSchema, { body: { case: "heartbeat", value } });
    socket.send(toBinary(LiveFrameSchema, frame));
  }, 1_000);
  socket.on("close", () => {
    clearInterval(deltas);
    clearInterval(beats);
  });
}

const dist = new URL("../dist/", import.meta.url).pathname;
const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  const { pathname } = url;
  if (pathname.startsWith("/v1/")) {
    const world = { midnightMs, hour: hourNow(), sequence: sequence() };
    const answer = asked(url, world, (region, hour) =>
      toBinary(LiveFrameSchema, snapshot(region, hour)),
    );
    response.writeHead(answer.status, { "content-type": answer.type }).end(answer.body);
    return;
  }
  const file =
    pathname.startsWith("/assets/") || pathname.endsWith(".json")
      ? normalize(pathname)
      : "index.html";
  try {
    const body = await readFile(join(dist, file));
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-security-policy": "default-src 'self'; connect-src 'self' ws: wss:",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
const sockets = new WebSocketServer({ server, path: "/v1/live" });
sockets.on("connection", serve);
server.listen(Number(options.port), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  console.log(`replay on http://127.0.0.1:${port}`);
});
