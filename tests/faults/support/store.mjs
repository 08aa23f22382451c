// SPDX-License-Identifier: Apache-2.0
// Redis, seen from outside the server: a client of its own for the oracle, and a Redis that the
// operator runs himself, with the two files of deploy/redis.
import { spawn } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root, until, within } from "../../integration/server/support.mjs";

const require = createRequire(join(root, "dashboards/package.json"));
const { Redis } = require("ioredis");

// One connection; the caller's fault ends it. Never reconnects: a lost one is a finding.
export async function client(fault, { socket, username, password }) {
  const redis = new Redis({
    path: socket,
    username,
    password,
    lazyConnect: true,
    enableReadyCheck: false, // it needs INFO, which a reader may not ask
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
  });
  redis.on("error", () => {}); // each command tells its own
  fault.after(() => redis.disconnect());
  await redis.connect();
  return redis;
}

// As a user of the Redis that the server manages: sejuta-reader, sejuta or sejuta-admin.
export async function managedClient(fault, server, username = "sejuta-reader") {
  const secret = await readFile(join(server.data, `redis/${username}.secret`), "utf8");
  const socket = join(server.data, "redis/redis.sock");
  return client(fault, { socket, username, password: secret.trim() });
}

const passwords = {
  sejuta: "change-this-password",
  "sejuta-admin": "change-this-password-too",
  "sejuta-reader": "and-this-one",
};

// A Redis of the operator's own. `settings` are lines that win over deploy/redis/redis.conf;
// `users` replaces lines of users.acl; `env` goes to its process; `files` is an appendonlydir to
// begin with.
export class Store {
  static async start(fault, { settings = [], users = (text) => text, env = {}, files } = {}) {
    const store = new Store();
    store.home = await fault.folder();
    store.env = { ...process.env, ...env };
    store.socket = join(store.home, "redis.sock");
    await store.configure(settings, users);
    if (files) await cp(files, join(store.home, "appendonlydir"), { recursive: true });
    fault.after(() => store.kill());
    await store.run();
    return store;
  }

  async configure(settings, users = (text) => text) {
    const deploy = join(root, "deploy/redis");
    const acl = join(this.home, "users.acl");
    await writeFile(acl, users(await readFile(join(deploy, "users.acl"), "utf8")));
    for (const [user, password] of Object.entries(passwords))
      await writeFile(join(this.home, user), `unix://${user}:${password}@${this.socket}\n`);
    const conf = (await readFile(join(deploy, "redis.conf"), "utf8"))
      .replace(/^port .*$/m, "port 0")
      .replace(/^bind .*$/m, `unixsocket ${this.socket}`)
      .replace(/^dir .*$/m, `dir ${this.home}`)
      .replace(/^aclfile .*$/m, `aclfile ${acl}`);
    const log = `logfile ${join(this.home, "redis.log")}`;
    await writeFile(join(this.home, "redis.conf"), [conf, log, ...settings, ""].join("\n"));
  }

  async run() {
    const conf = join(this.home, "redis.conf");
    this.child = spawn("redis-server", [conf], { stdio: "ignore", env: this.env });
    this.pid = this.child.pid;
    this.ended = new Promise((resolve) => this.child.on("exit", resolve));
    await until("Redis", async () => {
      const redis = await this.client({ after() {} }, "sejuta-admin");
      try {
        return (await redis.ping()) === "PONG";
      } finally {
        redis.disconnect();
      }
    });
  }

  client(fault, username = "sejuta-reader") {
    return client(fault, { socket: this.socket, username, password: passwords[username] });
  }

  // The file with the address of a user, as --store takes it.
  url(username) {
    return `@${join(this.home, username)}`;
  }
  get serverArguments() {
    return ["--store", this.url("sejuta"), "--store-admin", this.url("sejuta-admin")];
  }

  log() {
    return readFile(join(this.home, "redis.log"), "utf8");
  }

  async end(signal) {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    process.kill(this.pid, "SIGCONT");
    this.child.kill(signal);
    await within(`the end of Redis after ${signal}`, this.ended);
  }
  kill() {
    return this.end("SIGKILL");
  }
  stop() {
    return this.end("SIGTERM");
  }
}
