// SPDX-License-Identifier: Apache-2.0
// ws + ioredis + protobufjs as one writes it first: each report is one Redis call, each answer one
// message. ioredis pipelines the calls by itself; nothing waits for another report's reply.
import { announce, onStop, startRedis } from "../shared/peer.mjs";
import { connect, record } from "../shared/redis_store.mjs";
import { serve } from "../shared/server.mjs";
import { answers, cellOf, conflictOf, laterOf, receiptOf, refusalOf } from "../shared/words.mjs";

const redis = await startRedis();
onStop(redis.stop);
const store = await connect(redis.socket);

async function take(socket, who, report) {
  const { seq, count, site } = report;
  const cell = cellOf(who, report);
  if (!cell) return socket.send(answers([], [refusalOf(seq)]));
  try {
    const [outcome] = await record(store, [{ terminal: who.terminal, seq, cell, count, site }]);
    socket.send(
      outcome
        ? answers([receiptOf(seq, outcome.revision, outcome.time, outcome.duplicate)], [])
        : answers([], [conflictOf(seq)]),
    );
  } catch {
    socket.send(answers([], [laterOf(seq)]));
  }
}

announce(await serve(take), { server: process.pid, store: redis.pid });
