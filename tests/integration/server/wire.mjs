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

// One WebSocket: what came, in order, and how it ended.
export class Wire {
  constructor(server, path, subprotocol) {
    this.socket = new WebSocket(`ws://${server.address}${path}`, subprotocol, {
      perMessageDeflate: false,
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
  constructor(server) {
    super(server, "/v1/terminal", "sejuta.terminal.v1");
    this.answers = [];
  }

  // who: token, or name and sites for a development token; held, skewMs, hello as fields of Hello.
  static async open(server, who = {}) {
    const terminal = new Terminal(server);
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
