// SPDX-License-Identifier: Apache-2.0
// ws + ioredis + protobufjs, batched as Sejuta batches: up to 512 reports a call, where 1,024
// were slower, two calls in flight, one raw frame and one write for all receipts of a socket.
import { batches } from "../shared/batches.mjs";
import { announce, onStop, startRedis } from "../shared/peer.mjs";
import { connect, record } from "../shared/redis_store.mjs";
import { serve } from "../shared/server.mjs";

const calls_in_flight = 2;

const redis = await startRedis();
onStop(redis.stop);
const store = await connect(redis.socket);
const port = await serve(batches((reports) => record(store, reports), calls_in_flight));
announce(port, { server: process.pid, store: redis.pid });
