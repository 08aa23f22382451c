// SPDX-License-Identifier: Apache-2.0
// One run of one fault: its seed, what it has to clean up, what it did, and its one line.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventCopy } from "../../integration/server/support.mjs";
import { FaultServer } from "./server.mjs";
import { managedClient } from "./store.mjs";
import { examine } from "./truth.mjs";

// mulberry32: a number below `below`, the same row of them for the same seed.
export function seededRandom(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export class Fault {
  constructor({ name, seed, full, tell }) {
    Object.assign(this, { name, seed, full, tell });
    this.random = seededRandom(seed);
    this.cleanups = [];
    this.done = [];
    this.figures = new Map();
  }

  after(clean) {
    this.cleanups.push(clean);
  }

  async clean() {
    const wrong = [];
    for (const each of this.cleanups.splice(0).reverse()) {
      try {
        await each();
      } catch (error) {
        wrong.push(error.message);
      }
    }
    if (wrong.length > 0) throw new Error(`could not clean up: ${wrong.join("; ")}`);
  }

  // Short, since a unix socket lies below it; removed at the end.
  async folder() {
    const path = await mkdtemp(join(tmpdir(), "sejuta-fault."));
    this.after(() => rm(path, { recursive: true, force: true }));
    return path;
  }

  // A server on the event with a clock of real time. options as Server.start, and `store`.
  async server(options = {}) {
    const event = options.event ?? (await eventCopy(await this.folder()));
    const args = [
      "--dev-tokens",
      ...(options.store?.serverArguments ?? []),
      ...(options.args ?? []),
    ];
    return FaultServer.start(this, { kind: FaultServer, ...options, event, args });
  }

  // Says what was broken, for the line.
  did(what) {
    this.done.push(what);
  }
  figure(name, value) {
    this.figures.set(name, value);
  }
  check(holds, otherwise) {
    if (!holds) throw new Error(otherwise);
  }

  diagnostic(text) {
    this.last = text;
    this.tell(text);
  }

  // The whole comparison; throws what was found. options: store (where the server has none of its
  // own), servers (whose totals must agree), heals (the fault takes away what was on disk).
  async truth(book, server, options = {}) {
    const { findings, ledger } = await this.findings(book, server, options);
    if (!findings.clean) throw new Error(findings.toString());
    this.check(book.refused === 0, `${book.refused} reports were refused for good`);
    const lacked = book.count((line) => line.former.length > 0);
    this.check(options.heals || lacked === 0, `${lacked} receipts had to be healed by terminals`);
    return ledger;
  }

  async findings(book, server, { store, servers = [server] } = {}) {
    const client = store ? await store.client(this) : await managedClient(this, server);
    const where = store
      ? ["--store", store.url("sejuta-reader"), "--event", "harganas-2020"]
      : ["--data-dir", server.data];
    try {
      const examined = await examine({ book, client, servers, where });
      this.figure("reports", book.reports);
      this.figure("receipts", book.receipts);
      this.figure("acceptors", examined.ledger.acceptors);
      return examined;
    } finally {
      client.disconnect();
    }
  }
}
