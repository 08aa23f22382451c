// SPDX-License-Identifier: Apache-2.0
// What a thief of the application's Redis password can do: exactly what DESIGN.md lists. Every
// command of this Redis is tried as that user; then Redis and server end hard and start again under
// the same rights, and nothing is missing. And a Redis that is too old is refused.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import {
  assertCounted,
  eventDirectory,
  eventId,
  folder,
  root,
  Server,
  sejuta,
} from "./support.mjs";
import { report, Terminal } from "./wire.mjs";

const { Redis } = createRequire(join(root, "dashboards/package.json"))("ioredis");

async function client(t, server, username) {
  const password = (await readFile(join(server.data, `redis/${username}.secret`), "utf8")).trim();
  const path = join(server.data, "redis/redis.sock");
  const only = { enableReadyCheck: false, retryStrategy: null, maxRetriesPerRequest: 0 };
  const redis = new Redis({ path, username, password, lazyConnect: true, ...only });
  redis.on("error", () => {});
  t.after(() => redis.disconnect());
  await redis.connect();
  return redis;
}

// The commands that docs and deploy/redis/users.acl allow, "+get" as "get".
async function allowed() {
  const acl = await readFile(join(root, "deploy/redis/users.acl"), "utf8");
  const line = acl.split("\n").find((each) => each.startsWith("user sejuta "));
  return line
    .split(" ")
    .filter((word) => word.startsWith("+"))
    .map((word) => word.slice(1));
}

// Every command and subcommand, each with arguments enough to get past the count of them.
async function everyCommand(admin) {
  const all = [];
  for (const [name, arity, flags, , , , , , , subcommands] of await admin.command("INFO")) {
    if (flags.includes("no_auth")) continue; // AUTH, HELLO, QUIT, RESET: anybody's
    const each = subcommands.length > 0 ? subcommands : [[name, arity]];
    for (const [full, count] of each) {
      const words = full.split("|");
      const more = Math.abs(count) - words.length;
      all.push({ name: full, words, more: Array.from({ length: more }, () => `{${eventId}}:x`) });
    }
  }
  return all;
}

const answerOf = (redis, { words, more }) =>
  redis.call(...words, ...more).then(
    () => "OK",
    (error) => error.message,
  );

test("the application's user may do what the list says, and no other command of Redis", async (t) => {
  const server = await Server.start(t, { args: ["--dev-tokens"] });
  const [admin, thief] = [
    await client(t, server, "sejuta-admin"),
    await client(t, server, "sejuta"),
  ];
  const may = await allowed();
  const commands = await everyCommand(admin);
  assert.ok(commands.length > 300, `${commands.length} commands`);
  for (const command of commands) {
    if (may.includes(command.name)) continue;
    const answer = await answerOf(thief, command);
    // MODULE and DEBUG are shut for every user, before rights are asked.
    assert.match(
      answer,
      /^NOPERM|^ERR (MODULE|DEBUG) command not allowed/,
      `${command.name}: ${answer}`,
    );
  }
  for (const name of may)
    assert.ok(
      commands.some((each) => each.name === name),
      name,
    );
  // No key but the events', no channel.
  assert.match(await answerOf(thief, { words: ["HSET"], more: ["other", "a", "b"] }), /^NOPERM/);
  assert.match(await answerOf(thief, { words: ["XADD"], more: ["x", "*", "a", "b"] }), /^NOPERM/);
  const foreign = { words: ["FCALL"], more: ["sejuta_probe", "1", "other"] };
  assert.match(await answerOf(thief, foreign), /NOPERM|ERR/);
  // The control: what it may, it can.
  assert.equal(await thief.call("HSET", `{${eventId}}:x`, "a", "b"), 1);
  assert.equal(await thief.call("HGET", `{${eventId}}:x`, "a"), "b");

  const rules = await admin.call("ACL", "LIST");
  assert.ok(
    rules.find((line) => line.startsWith("user default off")),
    rules.join("\n"),
  );
  assert.ok(rules.find((line) => line.startsWith("user default off")).includes("+@all"));
  const stranger = new Redis({
    path: join(server.data, "redis/redis.sock"),
    ...{ lazyConnect: true, enableReadyCheck: false, retryStrategy: null, maxRetriesPerRequest: 0 },
  });
  stranger.on("error", () => {});
  t.after(() => stranger.disconnect());
  await stranger.connect();
  await assert.rejects(stranger.call("PING"), /NOAUTH/);
});

test("under the same rights everything is there after both ended hard", async (t) => {
  const server = await Server.start(t);
  const terminal = await Terminal.open(server);
  for (let seq = 1; seq <= 40; ++seq) await terminal.report(report(seq, { count: seq }));
  const before = await assertCounted(server, 820, 40);
  const keys = ["cells", "minutes", "head", "codes"].map((name) => `{${eventId}}:${name}`);
  const state = async () => {
    const hashes = await Promise.all(keys.map((key) => server.redisHash(key)));
    const ledger = await server.redis("XLEN", `{${eventId}}:ledger`);
    return { hashes: hashes.map((hash) => [...hash].sort()), ledger };
  };
  const held = await state();
  const redis = await server.redisPid();
  process.kill(redis, "SIGKILL");
  await server.signal("SIGKILL");
  await server.run();
  assert.deepEqual(await state(), held);
  assert.equal((await assertCounted(server, 820, 40)).sequence, before.sequence);
});

// A Redis that says a version and little else.
async function pretender(t, version) {
  const home = await folder(t);
  const path = join(home, "old.sock");
  const bulk = (text) => `$${text.length}\r\n${text}\r\n`;
  const answer = (line) => {
    if (line.includes("INFO")) return bulk(`redis_version:${version}\r\nrole:master\r\n`);
    if (line.includes("PING")) return "+PONG\r\n";
    if (line.includes("CONFIG")) return "*0\r\n";
    return "+OK\r\n";
  };
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      for (const command of bytes
        .toString("latin1")
        .toUpperCase()
        .split(/(?=\*\d+\r\n\$)/))
        socket.write(answer(command));
    });
  });
  await new Promise((resolve) => server.listen(path, resolve));
  t.after(() => server.close());
  return `unix://${path}`;
}

test("a Redis below 7.0.15 is refused with its version, and 7.0.15 is asked on", async (t) => {
  const home = await folder(t);
  const start = async (url) => {
    const args = ["serve", "--event", eventDirectory, "--data-dir", home, "--store", url];
    return sejuta([...args, "--listen", "127.0.0.1:0"]);
  };
  const old = await start(await pretender(t, "7.0.14"));
  assert.equal(old.code, 1);
  assert.match(old.stderr, /7\.0\.14.*7\.0\.15/);
  const enough = await start(await pretender(t, "7.0.15"));
  assert.equal(enough.code, 1, "it is none, after all");
  assert.doesNotMatch(enough.stderr, /upgrade it/);
});

test("the version and the build of Redis are logged, and no password is taken in the open", async (t) => {
  const server = await Server.start(t);
  assert.match(server.log(), /record Redis at \S+ version=7\.\d+\.\d+ build=[0-9a-f]+/);
  const home = await folder(t);
  const base = ["--event", eventDirectory, "--data-dir", home];
  const open = "redis://sejuta:rahasia@127.0.0.1:1";
  for (const [args, env] of [
    [["check-config", ...base, "--store", open], {}],
    [["check-config", ...base], { SEJUTA_STORE: open }],
    [["check-config", ...base, "--store", "redis://h", "--store-admin", open], {}],
    [["verify", "--store", open], {}],
  ]) {
    const refused = await sejuta(args, { env: { ...process.env, ...env } });
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /@FILE/);
    assert.ok(!refused.stderr.includes("rahasia"), refused.stderr);
  }
  const file = join(home, "store");
  await writeFile(file, `${open}\n`);
  const taken = await sejuta(["check-config", ...base, "--store", `@${file}`]);
  assert.equal(taken.code, 0, taken.stderr);
  const missing = await sejuta(["check-config", ...base, "--store", `@${file}.none`]);
  assert.equal(missing.code, 78);
});
