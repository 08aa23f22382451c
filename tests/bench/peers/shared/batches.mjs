// SPDX-License-Identifier: Apache-2.0
// Group commit without timers, as ours: while calls are in flight the next batch collects; the next
// one leaves before the receipts of the last are written, and each socket gets all of its receipts
// of a batch as one raw frame in one write.
import { cellOf, conflictOf, laterOf, rawAnswers, receiptOf, refusalOf } from "./words.mjs";

const reports_max = 512;

// store(batch) resolves to one answer a report: {revision, time, duplicate} or null for a conflict.
export function batches(store, in_flight_max) {
  let queue = [];
  let inFlight = 0;
  let turnOpen = false;

  function flush() {
    turnOpen = false;
    while (queue.length > 0 && inFlight < in_flight_max) {
      const batch = queue.length <= reports_max ? queue : queue.slice(0, reports_max);
      queue = queue.length <= reports_max ? [] : queue.slice(reports_max);
      ++inFlight;
      store(batch).then(
        (outcomes) => done(batch, outcomes),
        () => done(batch, undefined),
      );
    }
  }

  function done(batch, outcomes) {
    --inFlight;
    flush();
    const sockets = new Set();
    for (let at = 0; at < batch.length; ++at) {
      const { socket, seq } = batch[at];
      if (!sockets.has(socket)) {
        sockets.add(socket);
        socket.receipts = [];
        socket.rejections = [];
      }
      const outcome = outcomes?.[at];
      if (outcome)
        socket.receipts.push(receiptOf(seq, outcome.revision, outcome.time, outcome.duplicate));
      else socket.rejections.push(outcomes ? conflictOf(seq) : laterOf(seq));
    }
    for (const socket of sockets)
      if (socket.readyState === 1)
        socket._socket.write(rawAnswers(socket.receipts, socket.rejections));
  }

  return function take(socket, who, report) {
    const cell = cellOf(who, report);
    if (!cell) return void socket._socket.write(rawAnswers([], [refusalOf(report.seq)]));
    queue.push({
      socket,
      terminal: who.terminal,
      seq: report.seq,
      cell,
      count: report.count,
      site: report.site,
    });
    if (!turnOpen) {
      turnOpen = true;
      setImmediate(flush);
    }
  };
}
