// SPDX-License-Identifier: Apache-2.0
// The terminal protocol for the Node peers: protobufjs with the project's own .proto, the checks of
// a report, and frames. Tuned: whole numbers instead of Long objects, messages encoded once.
import { join } from "node:path";
import protobuf from "protobufjs";
import { readSites, root } from "./peer.mjs";

protobuf.util.Long = undefined;
protobuf.configure();

const loader = new protobuf.Root();
loader.resolvePath = (_, target) => join(root, "proto", target);
await loader.load("sejuta/v1/terminal.proto", { keepCase: false });
const TerminalFrame = loader.lookupType("sejuta.v1.TerminalFrame");
const ServerFrame = loader.lookupType("sejuta.v1.ServerFrame");

export const event = "harganas-2020";
const sites = readSites(event);
const mac = Buffer.alloc(16);
const acceptors_max = 10_000;
const seq_max = 2_147_483_647;

// Below 2^53, so that a number holds it.
export const epoch = Math.floor(Math.random() * 2 ** 52);

export const decode = (bytes) => TerminalFrame.decode(bytes);

// What a Hello says, where it is one that may come in.
export function identityOf(hello) {
  const parts = hello.token.split(":");
  if (hello.event !== event || parts.length !== 3 || parts[0] !== "dev") return undefined;
  if (!sites.has(parts[2])) return undefined;
  return { terminal: parts[1], site: parts[2] };
}

export function welcome(who) {
  const now = Date.now();
  return ServerFrame.encode({
    welcome: {
      event,
      eventKind: 2,
      eventStatus: 2,
      sites: [{ code: who.site, regency: sites.get(who.site).regency }],
      serverTimeMs: now,
      epoch,
      developmentTokens: true,
      terminal: who.terminal,
      serviceDates: [20200629],
      clockSpeed: 1,
    },
  }).finish();
}

// The cell of a report that may be counted; undefined where it may not.
export function cellOf(who, report) {
  const { seq, count, method, category, postpartum, partner } = report;
  if (report.site !== who.site || seq < 1 || seq > seq_max) return undefined;
  if (count < 1 || count > acceptors_max || report.serviceDate !== 20200629) return undefined;
  if (!method || !category || !postpartum || !partner) return undefined;
  const at = sites.get(report.site);
  return `${report.serviceDate}/${at.regency}/${method}/${category}/${postpartum}/${at.place}/${partner}`;
}

export function receiptOf(seq, revision, time, duplicate) {
  const first = { seq, revision, eventTimeMs: time, serviceDate: 20200629, epoch, mac };
  return duplicate ? { ...first, duplicate: true } : first;
}

export const conflictOf = (seq) => ({ seq, code: 20, advice: 1, field: "seq" });
export const refusalOf = (seq) => ({ seq, code: 1, advice: 1, field: "report" });
export const laterOf = (seq) => ({ seq, code: 27, advice: 2, retryAfterMs: 2000 });

export const answers = (receipts, rejections) =>
  ServerFrame.encode({ receipts: { epoch, receipts, rejections } }).finish();

// The same as the raw bytes of an unmasked WebSocket frame.
export function rawAnswers(receipts, rejections) {
  const payload = answers(receipts, rejections);
  const size = payload.length;
  const head = size < 126 ? 2 : 4;
  const frame = Buffer.allocUnsafe(head + size);
  frame[0] = 0x82;
  if (size < 126) frame[1] = size;
  else {
    frame[1] = 126;
    frame.writeUInt16BE(size, 2);
  }
  frame.set(payload, head);
  return frame;
}
