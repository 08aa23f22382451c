// SPDX-License-Identifier: Apache-2.0
// The include graph of server/, computed from the sources and compared with the table of
// server/README.md's rooms below. CMake's link lines prove nothing: there is one include root.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Which rooms each room may include; "proto" are the generated messages. */
const allowed = {
  base: [],
  domain: ["base"],
  catalogue: ["domain", "base"],
  "ingest/decode": ["proto", "domain", "base"],
  "ingest/validate": ["domain", "base"],
  "ingest/authorise": ["proto", "domain", "base"],
  "ingest/ack": ["ledger", "proto", "domain", "base"],
  ingest: ["ingest/decode", "ingest/validate", "ingest/authorise", "ingest/ack", "ledger", "domain", "base"],
  ledger: ["proto", "domain", "base"],
  "ledger/memory": ["ledger", "domain", "base"],
  "ledger/redis": ["ledger", "domain", "base"],
  "ledger/managed": ["ledger/redis", "ledger", "domain", "base"],
  totals: ["ledger", "domain", "base"],
  fanout: ["totals", "ledger", "proto", "domain", "base"],
  people: ["domain", "base"],
  edge: ["people", "ingest", "ingest/decode", "ingest/authorise", "ingest/ack", "ledger", "fanout", "totals", "proto", "domain", "base"],
  app: null, // the composition root sees everything
};
/** Which libraries only some rooms may include. */
const fenced = [
  { header: /^boost\/beast/, rooms: ["edge"] },
  { header: /^hiredis/, rooms: ["ledger/redis"] },
  { header: /^protozero\//, rooms: ["base", "ingest/decode", "ingest/ack", "ledger"] },
  { header: /^boost\/json/, rooms: ["totals", "app", "people", "ingest/validate"] },
  { header: /^prometheus\//, rooms: ["app"] },
  { header: /^toml\+\+/, rooms: ["catalogue", "app"] },
];

const rooms = Object.keys(allowed).sort((a, b) => b.length - a.length);
const roomOf = (path) =>
  path.startsWith("sejuta/v1/") ? "proto" : rooms.find((room) => path.startsWith(`${room}/`));

const files = execFileSync("git", ["ls-files", "server/**/*.cpp", "server/**/*.hpp"], { encoding: "utf8" })
  .split("\n")
  .filter(Boolean);
const faults = [];
for (const file of files) {
  const room = roomOf(file.slice("server/".length));
  if (!room) {
    faults.push(`${file}: lies in no room of the table`);
    continue;
  }
  readFileSync(file, "utf8").split("\n").forEach((line, index) => {
    const where = `${file}:${index + 1}`;
    const ours = line.match(/^#include "([^"]+)"/);
    const theirs = line.match(/^#include <([^>]+)>/);
    if (ours && !ours[1].endsWith(".inc")) {
      const other = roomOf(ours[1]);
      if (!other) faults.push(`${where}: "${ours[1]}" lies in no room`);
      else if (other !== room && allowed[room] && !allowed[room].includes(other))
        faults.push(`${where}: ${room} may not include ${other} (${ours[1]})`);
    }
    for (const { header, rooms: may } of theirs ? fenced : [])
      if (header.test(theirs[1]) && !may.includes(room))
        faults.push(`${where}: only ${may.join(" and ")} may include <${theirs[1]}>`);
  });
}
for (const fault of faults) console.error(fault);
console.log(`layers: ${files.length} files, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
