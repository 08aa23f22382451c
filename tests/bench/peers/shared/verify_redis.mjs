// SPDX-License-Identifier: Apache-2.0
// What the store of a Redis peer holds: distinct ids, and the sum of the counters.
import { join } from "node:path";
import Redis from "ioredis";
import { data } from "./peer.mjs";

const redis = new Redis({ path: join(data, "redis.sock") });
const cells = await redis.hvals("{e}:cells");
const acceptors = cells.reduce((sum, value) => sum + Number(value), 0);
process.stdout.write(`${JSON.stringify({ reports: await redis.hlen("{e}:ids"), acceptors })}\n`);
redis.disconnect();
