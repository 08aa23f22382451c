// SPDX-License-Identifier: Apache-2.0
// The invariants, checked by somebody who trusts nobody: the book of receipts, the raw ledger, the
// counters in Redis, the totals over HTTP and `sejuta verify` must say the same. Each finding has
// the name of its check, so that a negative control can ask for exactly one.
import { eventId, sejuta, until } from "../../integration/server/support.mjs";
import { kind } from "../../integration/server/wire.mjs";
import { add, cellOf, Ledger, register } from "./ledger.mjs";

const shown = 5; // findings that are printed of one check

export class Findings {
  constructor() {
    this.found = new Map(); // check -> sentences
  }
  add(check, sentence) {
    this.found.set(check, [...(this.found.get(check) ?? []), sentence]);
  }
  has(check) {
    return this.found.has(check);
  }
  get clean() {
    return this.found.size === 0;
  }
  toString() {
    const lines = [...this.found].map(([check, all]) => {
      const more = all.length > shown ? ` (and ${all.length - shown} more)` : "";
      return `${check}: ${all.slice(0, shown).join("; ")}${more}`;
    });
    return lines.join("\n    ");
  }
}

const contents = [
  ...["site", "serviceDate", "method", "category", "postpartum", "partner", "count"],
];

// Every receipt's report is on the ledger, once, as it was sent; nothing is there that nobody sent.
function compareBook(book, ledger, findings) {
  for (const complaint of book.complaints) findings.add("answers", complaint);
  for (const [key, line] of book.lines) {
    const found = ledger.reports.get(key) ?? [];
    if (found.length > 1) findings.add("twice", `${key} stands ${found.length} times`);
    if (line.receipt && found.length === 0)
      findings.add("lost", `${key} has a receipt of revision ${line.receipt.revision}`);
    if (line.refused && found.length > 0) findings.add("refused", `${key} was refused and stands`);
    if (line.receipt && found.length > 0) compareReceipt(key, line, found[0], findings);
    for (const field of contents)
      if (found.length > 0 && found[0].report[field] !== line.report[field])
        findings.add("content", `${key}: ${field} ${found[0].report[field]}`);
  }
  for (const key of ledger.reports.keys())
    if (!book.lines.has(key)) findings.add("ghost", `${key} was never sent`);
}

function compareReceipt(key, { receipt }, found, findings) {
  const said = [receipt.revision, receipt.epoch.toString(16), receipt.late, receipt.eventTimeMs];
  const held = [BigInt(found.revision), BigInt(`0x${found.epoch}`).toString(16), found.late];
  held.push(BigInt(found.time));
  if (said.join() !== held.join())
    findings.add("receipt", `${key} has a receipt of ${said.join()}, the ledger ${held.join()}`);
}

// The sum of what has receipts, made from the book and the register alone.
async function compareSums(book, ledger, findings) {
  const sites = await register();
  const expected = new Map();
  const cell = ({ report, receipt }) => {
    const { regency, place } = sites.get(report.site);
    return cellOf(report, regency, place, receipt.late);
  };
  for (const line of book.lines.values()) {
    if (!line.receipt) continue;
    const { correction } = line.report;
    if (correction?.kind !== kind.VOID) add(expected, cell(line), line.report.count);
    if (!correction) continue;
    const target = book.line(line.terminal, correction.seq);
    add(expected, cell(target), -target.report.count);
  }
  compareMaps("book", expected, ledger.cells, findings);
}

function compareMaps(check, said, held, findings) {
  for (const key of new Set([...said.keys(), ...held.keys()]))
    if ((said.get(key) ?? 0) !== (held.get(key) ?? 0))
      findings.add(check, `${key} is ${said.get(key) ?? 0}, the ledger says ${held.get(key) ?? 0}`);
}

const numbersOf = (hash) =>
  new Map(
    Object.entries(hash)
      .map(([key, value]) => [key, Number(value)])
      .filter(([, value]) => value !== 0),
  );

export async function compareCounters(client, ledger, findings) {
  const key = (name) => `{${eventId}}:${name}`;
  compareMaps("cells", numbersOf(await client.hgetall(key("cells"))), ledger.cells, findings);
  compareMaps("minutes", numbersOf(await client.hgetall(key("minutes"))), ledger.minutes, findings);
  compareMaps("deltas", ledger.deltas, ledger.cells, findings);
  const [revision, chain] = await client.hmget(key("head"), "revision", "chain");
  if (Number(revision) !== ledger.revision || chain !== ledger.chain)
    findings.add("head", `revision ${revision}, the ledger ends at ${ledger.revision}`);
}

async function totalsAt(server, region, revision) {
  return until(`totals of ${region} at revision ${revision}`, async () => {
    const totals = await server.totals(region);
    return totals.sequence >= revision ? totals : null;
  });
}

// The nation is the sum of its provinces, a province of its regencies, and both are the ledger's.
async function compareTotals(server, ledger, findings) {
  const sum = (wanted) =>
    [...ledger.cells].reduce((all, [cell, n]) => all + (wanted(cell) ? n : 0), 0);
  const nation = await totalsAt(server, "", ledger.revision);
  const say = (what, said, held) => {
    if (said !== held) findings.add("totals", `${what} ${said}, the ledger says ${held}`);
  };
  const all = (of) => Object.values(of).reduce((sum, each) => sum + (each.total ?? each), 0);
  say("ID", nation.total, ledger.acceptors);
  say("the sum of provinces", all(nation.by_region), ledger.acceptors);
  say("the sum of methods", all(nation.by_method), ledger.acceptors);
  for (const province of new Set([...ledger.cells.keys()].map((cell) => cell.slice(11, 13)))) {
    const totals = await totalsAt(server, province, ledger.revision);
    const of = (from) => (cell) => cell.slice(11, 11 + from.length) === from;
    say(province, totals.total, sum(of(province)));
    say(`the sum of ${province}`, all(totals.by_region), sum(of(province)));
    for (const [code, { total }] of Object.entries(totals.by_region))
      say(code, total, sum(of(code)));
  }
}

async function compareVerify(where, ledger, findings) {
  const { code, stdout, stderr } = await sejuta(["verify", ...where], { timeout: 60_000 });
  const verdict = stdout.trim().split("\n").at(-1);
  if (code !== 0 || !verdict.endsWith("difference 0"))
    findings.add("verify", `exit ${code}: ${verdict || stderr.trim()}`);
  else if (!verdict.includes(` ${ledger.acceptors} acceptors in ${ledger.recordings} reports,`))
    findings.add("verify", `"${verdict}" is not ${ledger.acceptors} in ${ledger.recordings}`);
}

// servers: those whose totals must agree; where: verify's arguments.
export async function examine({ book, client, servers, where }) {
  const findings = new Findings();
  const ledger = await Ledger.read(client, eventId);
  for (const complaint of ledger.complaints) findings.add("chain", complaint);
  compareBook(book, ledger, findings);
  await compareSums(book, ledger, findings);
  await compareCounters(client, ledger, findings);
  for (const server of servers) await compareTotals(server, ledger, findings);
  await compareVerify(where, ledger, findings);
  return { findings, ledger };
}
