// SPDX-License-Identifier: Apache-2.0
// The store of the two Redis peers: one script call records any number of reports, each id once.
import { readFileSync } from "node:fs";
import Redis from "ioredis";

const keys = ["{e}:ledger", "{e}:cells", "{e}:ids", "{e}:head"];
const script = readFileSync(new URL("record.lua", import.meta.url), "utf8");

export async function connect(path) {
  const redis = new Redis({ path, lazyConnect: true, maxRetriesPerRequest: null });
  redis.on("error", () => {}); // until the socket is there
  redis.defineCommand("record", { numberOfKeys: keys.length, lua: script });
  await redis.connect().catch(() => {});
  await redis.ping();
  return redis;
}

// Of each report {terminal, seq, cell, count, site}: {revision, time, duplicate}, or null.
export async function record(redis, reports) {
  const args = keys.slice();
  for (const { terminal, seq, cell, count, site } of reports)
    args.push(`${terminal}/${seq}`, `${cell}/${site}/${count}`, cell, count);
  const reply = await redis.record(args);
  const fresh = { revision: Number(reply[0]), time: Number(reply[1]), duplicate: false };
  const outcomes = new Array(reports.length).fill(fresh);
  for (let at = 2; at < reply.length; at += 3)
    outcomes[reply[at] - 1] =
      reply[at + 1] === "0"
        ? null
        : { revision: Number(reply[at + 1]), time: Number(reply[at + 2]), duplicate: true };
  return outcomes;
}
