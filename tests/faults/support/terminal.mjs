// SPDX-License-Identifier: Apache-2.0
// One terminal as the protocol wants it: it writes a report into its book before it sends it,
// keeps it until it has a receipt, waits when it is told to wait, comes back with full jitter, says
// what it holds, and heals what the ledger lost. It makes reports as fast as its window allows.
import { eventId } from "../../integration/server/support.mjs";
import {
  advice,
  category,
  decode,
  encode,
  kind,
  method,
  partner,
  postpartum,
  reason,
  reportsFrame,
  WebSocket,
} from "../../integration/server/wire.mjs";

const reportsPerFrame = 8;
const receiptDeadlineMs = 15_000;
const heldRangesMax = 64;
const heldSeqsMax = 4_096;
const methods = [method.PIL, method.KONDOM];

// Ascending seqs as pages of ranges within the limits of Hello.held.
export function pagesOf(seqs) {
  const pages = [];
  let page = [];
  let held = 0;
  for (const seq of seqs) {
    const last = page.at(-1);
    if (held === heldSeqsMax || (page.length === heldRangesMax && last.last + 1 !== seq)) {
      pages.push(page);
      page = [];
      held = 0;
    }
    if (page.length > 0 && page.at(-1).last + 1 === seq) page.at(-1).last = seq;
    else page.push({ first: seq, last: seq });
    held += 1;
  }
  pages.push(page);
  return pages;
}

export class Terminal {
  // options: name, site, book, random, address(), window (reports without an answer), most (reports
  // to make), perSecond (new reports), tickMs, corrections (of 100), backoffMs {base, cap},
  // localAddress, heard (a callback after each frame).
  constructor(options) {
    Object.assign(this, {
      window: 16,
      most: Number.POSITIVE_INFINITY,
      perSecond: 60, // new reports, in bursts of a window
      tickMs: 100,
      corrections: 0,
      backoffMs: { base: 100, cap: 2_000 },
      heard: () => {},
      ...options,
    });
    this.seq = options.seq ?? 0; // another one than 0: it starts again, from its book
    this.open = new Map(); // seq -> line without an answer that ends it
    this.flying = new Map(); // seq -> when it was sent on this connection
    this.waiting = new Map(); // seq -> when it may be sent again
    this.correctable = [];
    this.making = true;
    this.attempt = 0;
    this.connects = 0;
    this.closes = new Map();
    this.epochs = new Set();
  }

  start(afterMs = 0) {
    this.began = Date.now();
    this.made = 0;
    if (afterMs === 0) this.connect();
    else this.again = setTimeout(() => this.connect(), afterMs);
    this.timer = setInterval(() => this.tick(), this.tickMs);
  }

  get settled() {
    return this.live && this.open.size === 0 && (!this.making || this.seq >= this.most);
  }

  // For good, as a battery that is taken out.
  kill() {
    clearInterval(this.timer);
    clearTimeout(this.again);
    this.dead = true;
    this.socket?.terminate();
  }

  // The power goes: no close, no goodbye. What the book has is what its store had.
  die() {
    this.kill();
    this.live = false;
  }

  // Starts again from the book: what has no receipt is sent, as it stands there.
  restart() {
    this.kill();
    this.dead = false;
    this.flying.clear();
    this.waiting.clear();
    this.open.clear();
    for (let seq = 1; seq <= this.seq; seq += 1) {
      const line = this.book.line(this.name, seq);
      if (!line.receipt && !line.refused) this.open.set(seq, line);
    }
    this.start();
  }

  goOn(most = this.most) {
    this.most = most;
    this.making = true;
    this.fill();
  }

  connect() {
    if (this.dead) return;
    this.connects += 1;
    this.live = false;
    this.since = Date.now();
    const socket = new WebSocket(`ws://${this.address()}/v1/terminal`, "sejuta.terminal.v1", {
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
      localAddress: this.localAddress,
    });
    this.socket = socket;
    socket.on("open", () => this.hello());
    socket.on("message", (data) => this.read(decode("ServerFrame", data).body));
    socket.on("error", () => {}); // a close follows
    socket.on("close", (code) => this.closed(socket, code));
  }

  closed(socket, code) {
    if (this.socket !== socket || this.dead) return;
    this.live = false;
    this.closes.set(code, (this.closes.get(code) ?? 0) + 1);
    this.flying.clear();
    const { base, cap } = this.backoffMs;
    const ceiling = Math.min(cap, base * 2 ** Math.min(this.attempt, 16));
    this.attempt += 1;
    this.again = setTimeout(() => this.connect(), this.random(ceiling + 1));
    this.heard();
  }

  drop() {
    const socket = this.socket;
    socket.terminate();
    this.closed(socket, 1006);
  }

  put(bytes) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes);
  }

  hello() {
    const held = [];
    for (let seq = 1; seq <= this.seq; seq += 1)
      if (this.book.line(this.name, seq).receipt) held.push(seq);
    this.pages = pagesOf(held);
    const value = {
      event: eventId,
      token: `dev:${this.name}:${this.site}`,
      deviceTimeMs: BigInt(Date.now()),
      held: this.pages.shift(),
    };
    this.put(encode("TerminalFrame", { case: "hello", value }));
  }

  read({ case: what, value }) {
    if (what === "welcome") {
      this.epochs.add(value.epoch);
      this.reconciled(value.lacking);
    } else if (what === "reconciled") {
      this.reconciled(value.lacking);
    } else if (what === "receipts") {
      for (const each of value.receipts) this.receipt(each);
      for (const each of value.rejections) this.rejected(each);
      this.fill();
    }
    this.heard();
  }

  reconciled(lacking) {
    for (const { first, last } of lacking) {
      for (let seq = first; seq <= last; seq += 1) {
        const line = this.book.line(this.name, seq);
        this.book.lacking(line);
        this.open.set(seq, line);
      }
    }
    if (this.pages.length > 0) {
      const value = { held: this.pages.shift() };
      this.put(encode("TerminalFrame", { case: "reconcile", value }));
      return;
    }
    this.live = true;
    this.fill();
  }

  receipt(receipt) {
    this.attempt = 0;
    this.book.receipt(this.name, receipt);
    this.flying.delete(receipt.seq);
    this.waiting.delete(receipt.seq);
    const line = this.open.get(receipt.seq);
    if (!line) return;
    this.open.delete(receipt.seq);
    if (line.report.correction || line.offered) return;
    line.offered = true; // once only, also where its receipt came twice
    this.correctable.push(line);
  }

  rejected(rejection) {
    const line = this.open.get(rejection.seq);
    const final = rejection.advice === advice.FINAL;
    this.book.rejection(line, rejection, final);
    this.flying.delete(rejection.seq);
    if (!line) return;
    if (rejection.advice === advice.RETRY_AFTER_RECONCILE) this.drop();
    else if (final) this.open.delete(rejection.seq);
    else {
      const wait = rejection.retryAfterMs + this.random(1_000); // so long at least
      this.waiting.set(rejection.seq, Date.now() + wait);
    }
  }

  mayMake(now) {
    if (!this.making || this.seq >= this.most || this.open.size >= this.window) return false;
    return this.made < this.window + (this.perSecond * (now - this.began)) / 1000;
  }

  make() {
    this.made += 1;
    this.seq += 1;
    const common = {
      seq: this.seq,
      site: this.site,
      serviceDate: 20200629,
      dateChosen: true,
      deviceTimeMs: BigInt(Date.now()),
    };
    const target = this.correctable.length > 4 && this.random(100) < this.corrections;
    const report = target
      ? this.correction(common, this.correctable.shift().report)
      : this.fresh(common);
    const line = this.book.write(this.name, report);
    this.open.set(this.seq, line);
    if (this.correctable.length > 64) this.correctable.shift();
  }

  fresh(common) {
    return {
      ...common,
      method: methods[this.random(methods.length)],
      category: [category.BARU, category.ULANG, category.GANTI_CARA][this.random(3)],
      postpartum: [postpartum.NONE, postpartum.KB_PP][this.random(2)],
      partner: [partner.NONE, partner.TNI, partner.IBI][this.random(3)],
      count: 1 + this.random(9),
    };
  }

  correction(common, target) {
    const voids = this.random(2) === 0;
    const content = voids ? target : { ...target, count: 1 + this.random(9) };
    const correction = {
      seq: target.seq,
      kind: voids ? kind.VOID : kind.REPLACE,
      reason: reason.SALAH_HITUNG,
    };
    return { ...content, ...common, correction };
  }

  // Sends what may be sent now, oldest first, and makes new reports while the window is open.
  fill() {
    if (!this.live || this.dead) return;
    const now = Date.now();
    while (this.mayMake(now)) this.make();
    const due = [];
    for (const [seq, line] of this.open) {
      if (this.flying.has(seq) || (this.waiting.get(seq) ?? 0) > now) continue;
      due.push(line);
    }
    due.sort((one, other) => one.report.seq - other.report.seq);
    for (let from = 0; from < due.length; from += reportsPerFrame)
      this.send(due.slice(from, from + reportsPerFrame), now);
  }

  send(lines, now) {
    for (const line of lines) {
      this.flying.set(line.report.seq, now);
      this.book.sending(line);
    }
    this.put(reportsFrame(lines.map((line) => this.wire(line))));
  }

  // With the proof of the receipt that the ledger does not know any more.
  wire(line) {
    const proof = line.former[0];
    if (!(proof?.mac?.length > 0)) return line.report;
    const { epoch, revision, eventTimeMs, late, serviceDate, mac } = proof;
    return { ...line.report, proof: { epoch, revision, eventTimeMs, late, serviceDate, mac } };
  }

  // Silence of 15 s on what was sent, or on a Hello, means: come back.
  tick() {
    const now = Date.now();
    if (!this.socket) return;
    if (!this.live) {
      const connecting = this.socket.readyState <= WebSocket.OPEN;
      if (connecting && now - this.since > receiptDeadlineMs) this.drop();
      return;
    }
    for (const sent of this.flying.values()) {
      if (now - sent <= receiptDeadlineMs) continue;
      this.drop();
      return;
    }
    if (now - (this.beat ?? this.since) > 20_000) {
      this.beat = now;
      const value = { timeMs: BigInt(now) };
      this.put(encode("TerminalFrame", { case: "heartbeat", value }));
    }
    this.fill();
  }
}
