// SPDX-License-Identifier: Apache-2.0
// What the ledger's Redis holds, by the documented keys and not by our own code; and then our own
// `sejuta verify`, which recounts the ledger itself.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Redis from "ioredis";
import { data } from "../shared/peer.mjs";

const event = "{harganas-2020}";
const folder = join(data, "sejuta/redis");
const redis = new Redis({
  path: join(folder, "redis.sock"),
  username: "sejuta-reader",
  password: readFileSync(join(folder, "sejuta-reader.secret"), "utf8").trim(),
});
const cells = await redis.hvals(`${event}:cells`);
const acceptors = cells.reduce((sum, value) => sum + Number(value), 0);
const reports = await redis.hlen(`${event}:index`);
redis.disconnect();
const said = execFileSync(
  join(process.env.BENCH_BIN, "sejuta"),
  ["verify", "--data-dir", join(data, "sejuta")],
  { encoding: "utf8" },
);
const recount = said.trim().split("\n").at(-1);
process.stdout.write(`${JSON.stringify({ reports, acceptors, recount })}\n`);
