// SPDX-License-Identifier: Apache-2.0
// A stage for the outbox machine in tests.
import type { Entry } from "../src/outbox/entry";
import { initial, step } from "../src/outbox/machine";
import type { Command, InFrame, Input, Link, OutFrame } from "../src/outbox/state";
import { madeEntry, receiptOf, type refusalOf, welcome } from "./builders";

// A machine with a clock that the test holds.
export class Stage {
  link: Link = initial("hp-1");
  said: Command[] = [];
  ms = 1_000;
  random = 0;

  tell(input: Input): this {
    const { state, commands } = step(this.link, input, { ms: this.ms, random: this.random });
    this.link = state;
    this.said.push(...commands);
    return this;
  }
  hear(frame: InFrame): this {
    return this.tell({ kind: "frame", frame });
  }
  after(ms: number): this {
    this.ms += ms;
    return this.tell({ kind: "tick" });
  }
  start(entries: readonly Entry[] = []): this {
    return this.tell({ kind: "start", entries });
  }
  greet(change: Partial<typeof welcome> = {}): this {
    return this.tell({ kind: "opened" }).hear({
      kind: "welcome",
      welcome: { ...welcome, ...change },
    });
  }
  // What was said since the last call.
  take(): Command[] {
    return this.said.splice(0);
  }
  frames(): OutFrame[] {
    return this.take().flatMap((command) => (command.kind === "send" ? [command.frame] : []));
  }
  receipts(...seqs: number[]): this {
    const receipts = seqs.map((seq) => receiptOf(seq));
    return this.hear({ kind: "receipts", answers: { epoch: 1n, receipts, rejections: [] } });
  }
  rejects(...rejections: ReturnType<typeof refusalOf>[]): this {
    return this.hear({ kind: "receipts", answers: { epoch: 1n, receipts: [], rejections } });
  }
  entry(seq: number): Entry {
    const entry = this.link.entries.get(seq);
    if (!entry) throw new Error(`no ${seq}`);
    return entry;
  }
}

export const many = (count: number, change: Partial<Entry> = {}) =>
  Array.from({ length: count }, (_, at) => madeEntry(at + 1, change));
