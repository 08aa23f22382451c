// SPDX-License-Identifier: Apache-2.0
// Many terminals with one book: the load under which things are broken.
import { until, within } from "../../integration/server/support.mjs";
import { Book } from "./book.mjs";
import { register } from "./ledger.mjs";
import { Terminal } from "./terminal.mjs";

export class Load {
  // options: terminals (how many), address (a function of the terminal's number), spreadMs (within
  // which they connect), and any option of a Terminal. Ends with the fault.
  static async start(fault, { terminals, address, prefix = "fault", spreadMs = 0, ...options }) {
    const load = new Load();
    load.book = options.book ?? new Book();
    load.listeners = new Set();
    const sites = [...(await register()).keys()];
    load.terminals = Array.from({ length: terminals }, (_, i) => {
      const site = sites[fault.random(sites.length)];
      const heard = () => {
        for (const each of [...load.listeners]) each();
      };
      const own = typeof options.localAddress === "function" ? options.localAddress(i) : undefined;
      return new Terminal({
        random: fault.random,
        ...options,
        ...{ name: `${prefix}-${i + 1}`, site, book: load.book, heard },
        ...{ address: () => address(i), localAddress: own },
      });
    });
    fault.after(() => load.kill());
    for (const each of load.terminals) each.start(fault.random(spreadMs + 1));
    return load;
  }

  // The same terminals with their stores, which are `book`: they make nothing new, hold what has a
  // receipt, and send what has none.
  static async resume(fault, former, book, address) {
    const load = new Load();
    load.book = book;
    load.listeners = new Set();
    load.terminals = former.terminals.map((each, i) => {
      const own = { name: each.name, site: each.site, seq: each.seq, random: fault.random };
      const heard = () => {
        for (const listener of [...load.listeners]) listener();
      };
      const terminal = new Terminal({ ...own, book, heard, address: () => address(i) });
      terminal.making = false;
      return terminal;
    });
    fault.after(() => load.kill());
    for (const each of load.terminals) each.restart();
    return load;
  }

  kill() {
    for (const each of this.terminals) each.kill();
  }

  // Until ask() after some frame.
  hear(what, ask, deadlineMs = 20_000) {
    const heard = new Promise((resolve) => {
      const look = () => {
        if (!ask()) return;
        this.listeners.delete(look);
        resolve();
      };
      this.listeners.add(look);
      look();
    });
    return within(what, heard, deadlineMs);
  }

  // Until so many answers more have come.
  answers(more, deadlineMs) {
    const enough = this.book.answers + more;
    return this.hear(`${more} answers`, () => this.book.answers >= enough, deadlineMs);
  }

  // Until no receipt comes any more, as those on their way are read. Counted in turns of the loop: after
  // a stall of this process a pause is over before the sockets are read.
  async quiet(deadlineMs = 10_000) {
    let [last, turns] = [this.receipted, 0];
    const still = () => {
      turns = this.receipted === last ? turns + 1 : 0;
      last = this.receipted;
      return turns === 25;
    };
    await until("half a second without a receipt", still, deadlineMs, 20);
  }

  // Seconds until the next receipt from now on: the proof that it goes on by itself.
  async recovery(deadlineMs = 20_000) {
    const started = Date.now();
    const before = this.receipted;
    await this.hear("the next receipt", () => this.receipted > before, deadlineMs);
    return (Date.now() - started) / 1000;
  }
  get receipted() {
    return this.book.answers - [...this.book.rejections.values()].reduce((a, b) => a + b, 0);
  }

  // No new reports; every one that was made gets its answer.
  async settle(deadlineMs = 30_000) {
    for (const each of this.terminals) {
      if (each.most === Number.POSITIVE_INFINITY) each.making = false;
    }
    const left = () => this.terminals.filter((each) => !each.settled);
    await until(
      "every report to have its answer",
      () => {
        for (const each of left()) each.tick();
        return left().length === 0;
      },
      deadlineMs,
    ).catch((error) => {
      const open = left().map((each) => `${each.name}: ${each.open.size}`);
      throw new Error(`${error.message}; without an answer ${open.slice(0, 5).join(", ")}`);
    });
  }

  closes() {
    const all = new Map();
    for (const each of this.terminals)
      for (const [code, n] of each.closes) all.set(code, (all.get(code) ?? 0) + n);
    return all;
  }
}
