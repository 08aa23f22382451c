// SPDX-License-Identifier: Apache-2.0
// A reader of the raw ledger that shares no code with the server: the stream as Redis keeps it,
// decoded with the .proto files, summed report by report. server/ledger/README.md draws the bytes.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { eventDirectory } from "../../integration/server/support.mjs";
import {
  category,
  decode,
  kind,
  method,
  partner,
  place,
  postpartum,
} from "../../integration/server/wire.mjs";

const entriesPerRead = 2_000;
const wordsOf = (numbers) =>
  Object.fromEntries(Object.entries(numbers).map(([word, number]) => [number, word.toLowerCase()]));
const methodWord = wordsOf(method);
const categoryWord = wordsOf(category);
const postpartumWord = wordsOf(postpartum);
const placeWord = wordsOf(place);
const partnerWord = wordsOf(partner);

// The register, read as a person would: code -> regency, place.
export async function register() {
  const text = await readFile(join(eventDirectory, "sites.csv"), "utf8");
  const rows = text.trim().split("\n").slice(1);
  return new Map(
    rows.map((row) => {
      const [code, , where, regency] = row.split(",");
      return [code, { regency, place: where }];
    }),
  );
}

export function cellOf(report, regency, where, late) {
  const date = String(report.serviceDate);
  return [
    `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`,
    regency,
    methodWord[report.method],
    categoryWord[report.category],
    postpartumWord[report.postpartum],
    where,
    partnerWord[report.partner],
    late ? "late" : "ontime",
  ].join("/");
}

export function add(sums, key, amount) {
  const sum = (sums.get(key) ?? 0) + amount;
  if (sum === 0) sums.delete(key);
  else sums.set(key, sum);
}

// Entries as [revision, fields], fields as [[name, bytes], ...] in the order of the stream.
async function* entries(client, event) {
  let from = "-";
  for (;;) {
    const rows = await client.xrangeBuffer(`{${event}}:ledger`, from, "+", "COUNT", entriesPerRead);
    for (const [id, flat] of rows) {
      const fields = [];
      for (let i = 0; i + 1 < flat.length; i += 2) fields.push([flat[i].toString(), flat[i + 1]]);
      yield [id.toString(), fields];
    }
    if (rows.length < entriesPerRead) return;
    from = `(${rows.at(-1)[0]}`;
  }
}

function chainOf(before, id, fields) {
  const sha1 = (bytes) => createHash("sha1").update(bytes).digest("hex");
  const hash = createHash("sha1").update(`${before}\n${id}\n`);
  for (const [name, value] of fields)
    hash
      .update(`${name} ${value.length} `)
      .update(value.length > 64 ? sha1(value) : value)
      .update("\n");
  return hash.digest("hex");
}

export class Ledger {
  constructor() {
    this.complaints = [];
    this.reports = new Map(); // "<terminal>/<seq>" -> [{report, revision, epoch, ...}]
    this.cells = new Map();
    this.minutes = new Map();
    this.deltas = new Map();
    this.epochs = [];
    this.revision = 0;
    this.chain = "0".repeat(40);
  }

  static async read(client, event) {
    const ledger = new Ledger();
    for await (const [id, fields] of entries(client, event)) ledger.take(id, fields);
    return ledger;
  }

  get acceptors() {
    return [...this.cells.values()].reduce((all, each) => all + each, 0);
  }
  // Including those that were corrected later, and the corrections themselves.
  get recordings() {
    return [...this.reports.values()].reduce((all, each) => all + each.length, 0);
  }

  take(id, fields) {
    const before = this.revision;
    this.revision = Number(id.split("-")[0]);
    if (id !== `${before + 1}-0`) this.complaints.push(`entry ${id} follows revision ${before}`);
    const chained = fields.at(-1)[0] === "chain" ? fields.at(-1)[1].toString() : "none";
    if (chainOf(this.chain, id, fields.slice(0, -1)) !== chained)
      this.complaints.push(`the chain of entry ${id} is not the hash of its bytes`);
    this.chain = chained;
    const text = Object.fromEntries(
      fields.filter(([name]) => name !== "reports").map(([name, v]) => [name, v.toString()]),
    );
    if (text.kind === "begin") this.epochs.push({ epoch: text.epoch, first: this.revision });
    if (text.kind !== "reports") return;
    const bytes = fields.find(([name]) => name === "reports")[1];
    for (const report of decode("LedgerEntry", bytes).reports) this.count(report, text);
    for (const line of text.deltas === "" ? [] : text.deltas.split("\n")) {
      const [cell, amount] = line.split("=");
      add(this.deltas, cell.split("@")[0], Number(amount));
    }
  }

  count(report, entry) {
    const key = `${report.terminal}/${report.seq}`;
    const healed = Number(report.healedEventTimeMs ?? 0n);
    const late = healed > 0 ? report.healedLate : entry.lateness === "late";
    const time = healed > 0 ? healed : Number(entry.event_time);
    const cell = cellOf(report, report.regency, placeWord[report.place], late);
    const found = { report, cell, late, time, revision: this.revision, epoch: entry.epoch };
    this.reports.set(key, [...(this.reports.get(key) ?? []), found]);
    const minute = `${Math.floor(time / 60_000)}/`;
    const put = (where, amount) => {
      add(this.cells, where, amount);
      add(this.minutes, minute + where.slice(11, 13), amount);
    };
    if (report.correctsSeq > 0) {
      const target = this.reports.get(`${report.terminal}/${report.correctsSeq}`)?.[0];
      if (!target || target.takenBack)
        this.complaints.push(`${key} takes back ${report.correctsSeq}, which is not there to take`);
      else put(target.cell, -target.report.count);
      if (target) target.takenBack = true;
    }
    if (report.correctionKind !== kind.VOID) put(cell, report.count);
  }
}
