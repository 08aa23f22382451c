// SPDX-License-Identifier: Apache-2.0
// Officers at the desk: who they are logged in as, what they ask; and the ledger's entries, to see
// what stands there of them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { addUser, login } from "./people.mjs";
import { eventId, sejuta } from "./support.mjs";
import { decode } from "./wire.mjs";

// Somebody at a browser.
export class Person {
  constructor(server, cookie) {
    this.server = server;
    this.cookie = cookie;
  }

  static async login(server, id) {
    return new Person(server, await login(server, id));
  }

  async #said(answer) {
    const text = await answer.text();
    const json = answer.headers.get("content-type").startsWith("application/json");
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text };
  }

  async get(path) {
    return this.#said(await this.server.get(path, { headers: { cookie: this.cookie } }));
  }

  // headers: others than those of the server's own page.
  async post(path, body, headers = {}) {
    return this.#said(
      await this.server.get(path, {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
        headers: { cookie: this.cookie, origin: `http://${this.server.address}`, ...headers },
      }),
    );
  }
}

export async function newPerson(t, server, id, role, ...regions) {
  await addUser(t, server, id, role, ...regions);
  return Person.login(server, id);
}

const escapes = { n: 10, r: 13, t: 9, a: 7, b: 8, '"': 34, "\\": 92 };

// The bytes of a string as redis-cli --no-raw quotes it.
function unquoted(text) {
  const bytes = [];
  for (let at = 0; at < text.length; ++at) {
    if (text[at] !== "\\") bytes.push(text.charCodeAt(at));
    else if (text[++at] === "x") {
      bytes.push(Number.parseInt(text.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(escapes[text[at]]);
  }
  return Buffer.from(bytes);
}

// Every entry of the ledger: its kind, and what it holds, decoded.
export async function ledgerEntries(server) {
  const secret = await readFile(join(server.data, "redis/sejuta-reader.secret"), "utf8");
  const socket = join(server.data, "redis/redis.sock");
  const args = ["-s", socket, "--user", "sejuta-reader", "--no-auth-warning", "--no-raw"];
  const { stdout } = await promisify(execFile)(
    "redis-cli",
    [...args, "XRANGE", `{${eventId}}:ledger`, "-", "+"],
    { env: { ...process.env, REDISCLI_AUTH: secret.trim() }, maxBuffer: 1 << 26 },
  );
  const texts = [...stdout.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((found) => unquoted(found[1]));
  const entries = [];
  for (let at = 0; at < texts.length; ) {
    if (/^\d+-0$/.test(texts[at].toString())) {
      entries.push({ id: texts[at].toString() });
      at += 1;
      continue;
    }
    const [name, value] = [texts[at].toString(), texts[at + 1]];
    const entry = entries.at(-1);
    if (name === "kind") entry.kind = value.toString();
    if (name === "reports") entry.reports = decode("LedgerEntry", value).reports;
    if (name === "close") entry.close = decode("LedgerClose", value);
    if (name === "change") entry.change = decode("LedgerChange", value);
    at += 2;
  }
  return entries;
}

// The changes of one kind: {by, value}.
export async function changes(server, kind) {
  return (await ledgerEntries(server))
    .filter(({ change }) => change?.body.case === kind)
    .map(({ change }) => ({ by: change.by, value: change.body.value }));
}

// Nothing differs between ledger and counters, and no entry was touched.
export async function assertSound(server) {
  for (const args of [[], ["--audit"]]) {
    const { code, stdout } = await sejuta(["verify", ...args, "--data-dir", server.data]);
    assert.equal(code, 0, stdout);
    assert.ok(stdout.trim().endsWith("difference 0"), stdout);
  }
}
