// SPDX-License-Identifier: Apache-2.0
// Our own server, started as any other peer: as people run it, with its managed Redis.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { announce, data, root } from "../shared/peer.mjs";

const address = join(data, "address");
const server = spawn(
  join(process.env.BENCH_BIN, "sejuta"),
  [
    ...["serve", "--event", join(root, "data/events/harganas-2020")],
    ...["--data-dir", join(data, "sejuta"), "--listen", "127.0.0.1:0", "--address-file", address],
    ...[
      "--dev-tokens",
      "--open-dashboards",
      "--rehearsal-speed",
      "1",
      "--log-file",
      join(data, "server.log"),
    ],
  ],
  { stdio: ["ignore", "ignore", "inherit"] },
);
server.on("exit", (code) => process.exit(code ?? 1));
process.once("SIGTERM", () => server.kill("SIGTERM"));

// Not by fetch, which goes on compiling beside the server after its answer.
const statusOf = (url) =>
  new Promise((done, failed) => {
    get(url, { agent: false }, (answer) => done(answer.resume().statusCode)).on("error", failed);
  });

async function ready() {
  try {
    const where = readFileSync(address, "utf8").trim();
    if ((await statusOf(`http://${where}/readyz`)) !== 200) return undefined;
    return where.split(":")[1];
  } catch {
    return undefined; // not there yet
  }
}

for (;;) {
  const port = await ready();
  if (port) {
    const store = Number(readFileSync(join(data, "sejuta/redis/redis.pid"), "utf8"));
    announce(port, { server: server.pid, store });
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
}
