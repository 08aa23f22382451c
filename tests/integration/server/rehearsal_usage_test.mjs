// SPDX-License-Identifier: Apache-2.0
// What an operations engineer gets wrong at the keyboard: each mistake one clear sentence and the
// right code, before anything was sent; and results that cannot be written.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { simulator } from "./rehearsal.mjs";
import { folder, root, Server } from "./support.mjs";

const run = promisify(execFile);
const nowhere = ["--server", "ws://127.0.0.1:1"];

async function simulate(...args) {
  const options = { cwd: root, timeout: 60_000 };
  return run(simulator, ["run", ...args], options).then(
    (said) => ({ code: 0, ...said }),
    (error) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

const day = ["jambi-2020", ...nowhere];
const mistakes = [
  [
    "a scenario that is not there",
    ["no-such-day", ...nowhere],
    /There is no scenario "no-such-day"/,
  ],
  ["a kind of result that is none", [...day, "--out", "xml=x"], /--out has "xml=x"; it is json=/],
  [
    "one file for two results",
    [...day, "--out", "json=x,html=./x"],
    /that file is for json already/,
  ],
  ["two files for one result", [...day, "--out", "json=x", "--out", "json=y"], /say it once/],
  ["a result in no folder", [...day, "--out", "json=no/such/x"], /there is no folder no\/such/],
  ["a folder for a file", [...day, "--out", "html=docs"], /it is a folder: name a file in it/],
  ["a data directory that is none", [...day, "--data-dir", "no-dir"], /--data-dir is "no-dir"/],
  ["no server", ["jambi-2020"], /--server is required/],
  ["a page's address", ["jambi-2020", "--server", "http://127.0.0.1:1"], /it is ws:\/\/HOST:PORT/],
];
for (const [what, args, sentence] of mistakes)
  test(`${what} is refused with 2`, async () => {
    const { code, stdout, stderr } = await simulate(...args);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, sentence);
  });

test("a scenario with a mistake is refused with file, place and rule", async (t) => {
  const file = join(await folder(t), "day.toml");
  const texts = [
    ['name = "x\n', /day\.toml:1: /],
    ['extends = "jambi-2020"\nnmae = "x"\n', /day\.toml: "nmae" is not a key of a scenario/],
    ['extends = "no-day"\n', /"extends" is "no-day"; there is no such scenario/],
  ];
  for (const [text, sentence] of texts) {
    await writeFile(file, text);
    const { code, stderr } = await simulate(file, ...nowhere);
    assert.equal(code, 2, stderr);
    assert.match(stderr, sentence);
    assert.equal(stderr.trim().split("\n").length, 1);
  }
});

test("a server that is not there is waited for, told and 1", async () => {
  const { code, stdout, stderr } = await simulate(...day, "--server-wait", "3");
  assert.equal(code, 1);
  assert.match(
    stderr,
    /Waiting for ws:\/\/127\.0\.0\.1:1 to show event harganas-2020, 3 s at most/,
  );
  assert.match(
    stdout,
    /✗ .* did not show event harganas-2020 on \/v1\/live: Connection refused\.\n$/,
  );
});

test("a server of another event is told at once and 1", async (t) => {
  const server = await Server.start(t);
  const args = ["soak", "--server", `ws://${server.address}`, "--smoke"];
  const { code, stdout } = await simulate(...args);
  assert.equal(code, 1);
  assert.match(stdout, /no such event here\. Start it with --event and the directory of national-/);
});

test("a result that the full disk does not take is 1 after the summary", async (t) => {
  const server = await Server.start(t);
  const where = join(await folder(t), "results");
  await mkdir(where);
  const disk = `${where}.full`; // a name of its own: the device must never be what is replaced
  await symlink("/dev/full", disk);
  const args = ["jambi-2020", "--server", `ws://${server.address}`, "--smoke", "--quiet"];
  const full = await simulate(...args, "--out", `json=${disk},html=${join(where, "day.html")}`);
  assert.equal(full.code, 1, full.stderr);
  assert.match(full.stderr, /cannot be written to .*full: No space left on device\./);
  assert.match(full.stdout, /difference 0\.\n$/);
  assert.match(await readFile(join(where, "day.html"), "utf8"), /selisih 0/, "the other one is");
  assert.deepEqual(await readdir(where), ["day.html"], "and no draft is left");
  // Node's own pipes are sockets, which have no name that could be opened.
  const piped = ["-c", '"$@" --out json=/dev/stdout | cat', "sh", simulator, "run", ...args];
  const { stdout } = await run("sh", piped, { cwd: root, timeout: 60_000 });
  assert.ok(stdout.includes('"outcome":"agrees"'), "a pipe is written to");
});
