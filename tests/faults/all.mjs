// SPDX-License-Identifier: Apache-2.0
// Every fault and every negative control, in the order in which they run.
import { killRedis, killRedisInRewrite } from "./faults/kill_redis.mjs";
import { killServer } from "./faults/kill_server.mjs";
import { killedClient } from "./faults/killed_client.mjs";

export const all = [killServer, killRedis, killRedisInRewrite, killedClient];
