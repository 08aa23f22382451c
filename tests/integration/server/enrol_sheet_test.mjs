// SPDX-License-Identifier: Apache-2.0
// The cards that midwives get: printed, cut, scanned as a telephone would, and every code on them
// enrols one terminal of its own site. Needs pdftoppm, pdftotext and zbarimg (./run installs them).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { eventDirectory, eventId, folder, Server, sejuta } from "./support.mjs";

const run = promisify(execFile);
const url = "https://lapor.example.go.id";
const region = "15.71"; // Kota Jambi

const codesArgs = (where, codes, ...more) => [
  ...["enrol", "--codes", codes, "--region", region, "--event", eventDirectory],
  ...[...where, ...more],
];

async function scanned(pdf, home) {
  await run("pdftoppm", ["-r", "150", "-gray", "-png", pdf, join(home, "page")]);
  const { stdout } = await run("sh", [
    ...["-c", 'exec zbarimg --quiet --raw -Sdisable -Sqrcode.enable "$0"/page*.png', home],
  ]);
  return stdout.trim().split("\n");
}

test("every card says its site, and its QR code is the link that enrols it", async (t) => {
  const server = await Server.start(t, { args: [] });
  const home = await folder(t);
  const [csv, pdf] = [join(home, "codes.csv"), join(home, "cards.pdf")];
  const where = ["--data-dir", server.data];
  const made = await sejuta(codesArgs(where, csv, "--sheets", pdf, "--url", `${url}/`));
  assert.equal(made.code, 0, made.stderr);
  const rows = (await readFile(csv, "utf8")).trim().split(/\r?\n/).slice(1);
  const codes = rows.map((row) => row.split(","));
  assert.ok(codes.length > 8, `${codes.length} codes are more than a page`);
  for (const file of [csv, pdf]) assert.equal((await stat(file)).mode & 0o777, 0o600, file);

  const links = await scanned(pdf, home);
  const linkOf = (code) => `${url}/terminal#code=${code.replaceAll("-", "")}&event=${eventId}`;
  assert.deepEqual([...links].sort(), codes.map(([code]) => linkOf(code)).sort());

  const { stdout: text } = await run("pdftotext", ["-layout", pdf, "-"]);
  for (const [code, site] of codes) {
    assert.ok(text.includes(code), code);
    assert.ok(text.includes(site), site);
  }
  for (const words of ["Kota Jambi, Jambi", "Arahkan kamera HP", "sekali pakai", "Scan with"])
    assert.ok(text.includes(words), words);
  assert.match(text, /s\.d\. \d\d-\d\d-20\d\d \d\d\.\d\d WIB/);

  const [, site] = codes[3];
  const body = JSON.stringify({ code: codes[3][0], claim: randomBytes(16).toString("hex") });
  const enrolled = await server.get("/v1/enrol", { method: "POST", body });
  assert.equal(enrolled.status, 200);
  assert.deepEqual((await enrolled.json()).sites, [site]);
});

test("wrong addresses and files that are there are refused, and leave no code behind", async (t) => {
  const server = await Server.start(t, { args: [] });
  const home = await folder(t);
  const where = ["--data-dir", server.data];
  const [csv, pdf] = [join(home, "codes.csv"), join(home, "cards.pdf")];
  for (const wrong of [
    ...["http://lapor.example", "lapor.example", "https://", `https://${"a".repeat(200)}`],
    ...["https://lapor.example/app", "https://lapor.example#x", "https://a b", "https://u@h"],
  ]) {
    const made = await sejuta(codesArgs(where, csv, "--sheets", pdf, "--url", wrong));
    assert.equal(made.code, 1, wrong);
    assert.ok(made.stderr.includes(`"${wrong}"`), made.stderr);
    await assert.rejects(stat(csv));
  }
  assert.equal((await sejuta(codesArgs(where, csv, "--sheets", pdf))).code, 2);
  assert.equal((await sejuta(codesArgs(where, csv, "--url", url))).code, 2);
  const first = await sejuta(codesArgs(where, csv, "--sheets", pdf, "--url", url));
  assert.equal(first.code, 0, first.stderr);
  const waiting = await server.redis("HLEN", `{${eventId}}:codes`);
  // The table is new, its sheets are not: neither is kept, and no code was issued.
  const other = join(home, "other.csv");
  const again = await sejuta(codesArgs(where, other, "--sheets", pdf, "--url", url));
  assert.equal(again.code, 1);
  assert.ok(again.stderr.includes(pdf), again.stderr);
  await assert.rejects(stat(other));
  assert.deepEqual(await server.redis("HLEN", `{${eventId}}:codes`), waiting);
});
