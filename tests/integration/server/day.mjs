// SPDX-License-Identifier: Apache-2.0
// A terminal's memory over many connections: what it reported, what has a receipt, and the proof
// that the ledger still holds what it promised.
import assert from "node:assert/strict";
import { until } from "./support.mjs";
import { report, reportsFrame, Terminal } from "./wire.mjs";

const chunks = (list, size) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );

// One terminal's day: all its reports, and the receipt of each that has one.
export class Day {
  constructor(name, count, random) {
    this.name = name;
    this.receipts = new Map();
    this.refused = [];
    this.reports = Array.from({ length: count }, (_, i) => report(i + 1, { count: 1 + random(9) }));
  }

  get acceptors() {
    return this.reports.reduce((sum, each) => sum + each.count, 0);
  }
  get without() {
    return this.reports.filter((each) => !this.receipts.has(each.seq));
  }

  async connect(server) {
    this.terminal = await Terminal.open(server, { name: this.name });
  }

  // Takes over what was answered on the connection so far.
  keep() {
    for (const { seq, receipt, rejection } of this.terminal.answers) {
      if (receipt && !this.receipts.has(seq)) this.receipts.set(seq, receipt);
      if (rejection) this.refused.push(rejection);
    }
  }

  send() {
    for (const some of chunks(this.without, 8)) this.terminal.send(reportsFrame(some));
  }

  // Keeps three frames of eight on their way, so that the crash finds some at every step.
  stream(heard) {
    const frames = chunks(this.without, 8);
    let sent = 0;
    const look = () => {
      while (frames.length > 0 && sent < this.terminal.answers.length + 24) {
        const some = frames.shift();
        sent += some.length;
        this.terminal.send(reportsFrame(some));
      }
      heard();
    };
    this.terminal.listeners.add(look);
    look();
  }

  // Sends what has no receipt until everything has one.
  async finish(server) {
    await until(`the receipts of ${this.name}`, async () => {
      if (!this.terminal || this.terminal.status !== undefined) await this.connect(server);
      const [missing, from] = [this.without, this.terminal.answers.length];
      this.send();
      await this.terminal.answered(
        missing.map((each) => each.seq),
        from,
      );
      this.keep();
      return this.without.length === 0;
    });
  }

  // Each receipt is given again, word by word: the ledger holds what it promised.
  async assertKept() {
    for (const some of chunks(this.reports, 64)) {
      for (const { receipt, seq } of await this.terminal.report(...some))
        assert.deepEqual(receipt, { ...this.receipts.get(seq), duplicate: true });
    }
  }
}
