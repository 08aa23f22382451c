// SPDX-License-Identifier: Apache-2.0
// A client written from docs/PROTOCOL.md and proto/ alone: no code of the server, the simulator or
// the dashboards stands in it, so that it notices where they agree with each other only.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { join } from "node:path";
import { eventId, root, within } from "./support.mjs";

const require = createRequire(join(root, "dashboards/package.json"));
export const { WebSocket } = require("ws");
const protobuf = require("@bufbuild/protobuf");
const { FileDescriptorSetSchema } = require("@bufbuild/protobuf/wkt");

const buf = join(root, "dashboards/node_modules/.bin/buf");
const image = execFileSync(buf, ["build", join(root, "proto"), "--exclude-source-info", "-o", "-"]);
const registry = protobuf.createFileRegistry(protobuf.fromBinary(FileDescriptorSetSchema, image));
const message = (name) => registry.getMessage(`sejuta.v1.${name}`);
const numbers = (name) =>
  Object.fromEntries(
    registry.getEnum(`sejuta.v1.${name}`).values.map((v) => [v.localName, v.number]),
  );

export const method = numbers("Method");
export const category = numbers("Category");
export const postpartum = numbers("Postpartum");
export const partner = numbers("Partner");
export const place = numbers("Place");
export const code = numbers("RejectionCode");
export const advice = numbers("Advice");
export const kind = numbers("CorrectionKind");
export const reason = numbers("CorrectionReason");
export const eventStatus = numbers("EventStatus");

export function encode(name, body) {
  return protobuf.toBinary(message(name), protobuf.create(message(name), { body }));
}
export const decode = (name, bytes) => protobuf.fromBinary(message(name), bytes);
export const reportsFrame = (reports) =>
  encode("TerminalFrame", { case: "reports", value: { reports } });

// A report that is accepted, unless the changes make it wrong.
export function report(seq, changes = {}) {
  return {
    seq,
    site: "S1571-PMB-001",
    serviceDate: 20200629,
    dateChosen: true,
    method: method.PIL,
    category: category.BARU,
    postpartum: postpartum.NONE,
    partner: partner.NONE,
    count: 1,
    deviceTimeMs: BigInt(Date.now()),
    ...changes,
  };
}

// A receipt as it is sent back with its report.
export const proofOf = ({ epoch, revision, eventTimeMs, late, serviceDate, mac }) => ({
  epoch,
  revision,
  eventTimeMs,
  late,
  serviceDate,
  mac,
});

// A day's close that is accepted, unless the changes make it wrong.
export function close(seq, ownTotal, changes = {}) {
  const site = "S1571-PMB-001";
  return {
    seq,
    site,
    serviceDate: 20200629,
    ownTotal,
    deviceTimeMs: BigInt(Date.now()),
    ...changes,
  };
}

// The same without a WebSocket: one TerminalFrame, its answer or its status.
export async function post(server, token, body) {
  const query = `event=${eventId}&device_time_ms=${Date.now()}`;
  const answer = await server.get(`/v1/reports?${query}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/x-protobuf" },
    body: encode("TerminalFrame", body),
  });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return answer.status === 200 ? decode("ServerFrame", bytes).body : { status: answer.status };
}

// One WebSocket: what came, in order, and how it ended.
export class Wire {
  // `options` are of ws: with ca it speaks TLS, with localAddress from another address.
  constructor(server, path, subprotocol, options = {}) {
    const scheme = options.ca ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${server.address}${path}`, subprotocol, {
      perMessageDeflate: false,
      ...options,
    });
    this.frames = [];
    this.listeners = new Set();
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (status, why) => {
        this.status = status;
        resolve({ status, why: why.toString() });
        for (const each of [...this.listeners]) each();
      });
    });
    this.socket.on("error", (error) => {
      this.error = error;
    });
    this.socket.on("message", (data, binary) => {
      this.frames.push(binary ? this.read(data) : { text: data.toString() });
      for (const each of [...this.listeners]) each();
    });
  }

  opened() {
    const open = new Promise((resolve, reject) => {
      this.socket.once("open", resolve);
      this.socket.once("error", reject);
    });
    return within("the upgrade", open);
  }

  send(bytes) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes);
  }

  // Until ask() gives something; fails at once where the connection ended before.
  wait(what, ask, deadlineMs) {
    const answer = new Promise((resolve, reject) => {
      const look = () => {
        const found = ask();
        if (found === null || found === undefined || found === false) {
          if (this.status === undefined) return;
          this.listeners.delete(look);
          reject(new Error(`closed with ${this.status} before ${what}`));
          return;
        }
        this.listeners.delete(look);
        resolve(found);
      };
      this.listeners.add(look);
      look();
    });
    return within(what, answer, deadlineMs);
  }

  // The peer's close code.
  async end() {
    return (await within("the close", this.closed)).status;
  }

  async close() {
    this.socket.close();
    await within("the close", this.closed);
  }
}

export class Terminal extends Wire {
  constructor(server, options) {
    super(server, "/v1/terminal", "sejuta.terminal.v1", options);
    this.answers = [];
    this.days = [];
  }

  // who: token, or name and sites for a development token; held, skewMs, hello as fields of Hello.
  static async open(server, who = {}, options = {}) {
    const terminal = new Terminal(server, options);
    await terminal.opened();
    const sites = who.sites ?? ["S1571-PMB-001"];
    terminal.hello({ token: `dev:${who.name ?? "stranger-1"}:${sites.join(",")}`, ...who });
    terminal.welcome = await terminal.wait(
      "Welcome",
      () => terminal.frames.find((f) => f.case === "welcome")?.value,
    );
    return terminal;
  }

  hello(fields) {
    const value = { event: eventId, deviceTimeMs: BigInt(Date.now()), ...fields };
    this.send(encode("TerminalFrame", { case: "hello", value }));
  }

  read(data) {
    const { body } = decode("ServerFrame", data);
    if (body.case === "receipts") {
      for (const each of body.value.receipts) this.answers.push({ receipt: each, seq: each.seq });
      for (const each of body.value.rejections)
        this.answers.push({ rejection: each, seq: each.seq });
    }
    if (body.case === "siteDays") this.days.push(body.value.days);
    return body;
  }

  // The answers that came after `from`, one for each seq, in the order of seqs.
  answered(seqs, from, deadlineMs) {
    return this.wait(
      `answers to ${seqs.length} reports`,
      () => {
        const left = this.answers.slice(from);
        const found = seqs.map((seq) => left.find((each) => each.seq === seq));
        return found.every(Boolean) ? found : null;
      },
      deadlineMs,
    );
  }

  // Sends one frame of reports and takes their answers.
  report(...reports) {
    const from = this.answers.length;
    this.send(reportsFrame(reports));
    return this.answered(
      reports.map((each) => each.seq),
      from,
    );
  }

  // Closes a day and takes the answer; a receipt is followed by the day in `days`.
  async closeDay(value) {
    const [from, days] = [this.answers.length, this.days.length];
    this.send(encode("TerminalFrame", { case: "closeDay", value }));
    const [answer] = await this.answered([value.seq], from);
    if (answer.rejection) return answer;
    return { ...answer, days: await this.wait("SiteDays", () => this.days[days]) };
  }

  // [site, date] pairs; asks again where the totals have not caught up.
  async siteDays(...pairs) {
    const asked = pairs.map(([site, serviceDate]) => ({ site, serviceDate }));
    for (;;) {
      const from = this.days.length;
      this.send(encode("TerminalFrame", { case: "askSiteDays", value: { days: asked } }));
      const days = await this.wait("SiteDays", () => this.days[from]);
      if (!days.some((each) => each.pending)) return days;
    }
  }

  // One further page of what is held: [first, last] pairs.
  async reconcile(...ranges) {
    const from = this.frames.length;
    const held = ranges.map(([first, last]) => ({ first, last }));
    this.send(encode("TerminalFrame", { case: "reconcile", value: { held } }));
    return this.wait(
      "Reconciled",
      () => this.frames.slice(from).find((f) => f.case === "reconciled")?.value,
    );
  }

  // Sends any bytes and takes the next answer for that seq: 0 is the frame as a whole.
  async ask(bytes, seq = 0) {
    const from = this.answers.length;
    this.send(bytes);
    const [answer] = await this.answered([seq], from);
    return answer;
  }
}

export class Viewer extends Wire {
  static async open(server, regions, event = "") {
    const viewer = new Viewer(server, "/v1/live", "sejuta.live.v1");
    await viewer.opened();
    if (regions) viewer.subscribe(regions, event);
    return viewer;
  }

  subscribe(regions, event = "") {
    this.send(encode("ViewerFrame", { case: "subscribe", value: { event, regions } }));
  }

  read(data) {
    return decode("LiveFrame", data).body;
  }
}

// What a plain socket hears until the peer closes it, or until a whole answer of so many bytes.
export function raw(server, bytes, { enough = () => false, deadlineMs = 8_000 } = {}) {
  const heard = new Promise((resolve, reject) => {
    const chunks = [];
    const socket = connect(server.port, server.host, () => socket.write(bytes));
    const done = () => {
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (enough(Buffer.concat(chunks))) done();
    });
    socket.on("end", done);
    socket.on("error", (error) => (error.code === "ECONNRESET" ? done() : reject(error)));
    socket.on("close", done);
  });
  return within(`an answer to ${bytes.length} raw bytes`, heard, deadlineMs);
}
