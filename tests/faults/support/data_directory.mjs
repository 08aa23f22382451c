// SPDX-License-Identifier: Apache-2.0
// A data directory between two runs of a server: kept, put back, and the newest append-only file in
// it, which is what disks damage.
import { existsSync } from "node:fs";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

// Sockets and locks of a Redis that has ended are left out.
const isFile = (path) => !/\.(sock|pid)$/.test(path);

export async function keep(server, where) {
  await rm(where, { recursive: true, force: true });
  await cp(server.data, where, { recursive: true, filter: isFile });
}

export async function putBack(server, where) {
  await rm(server.data, { recursive: true, force: true });
  await cp(where, server.data, { recursive: true });
}

// The same files with their former bytes, as if nobody had touched them since: no file is copied or
// moved, which a server could notice. What has come since is removed.
export async function rewind(server, where) {
  const folder = "redis/appendonlydir";
  for (const name of await readdir(join(server.data, folder)))
    if (!existsSync(join(where, folder, name))) await rm(join(server.data, folder, name));
  const files = (await readdir(join(where, folder))).map((name) => join(folder, name));
  for (const file of [...files, "redis/last-seen"]) {
    const bytes = await readFile(join(where, file)).catch(() => null);
    if (bytes) await writeFile(join(server.data, file), bytes);
  }
}

// Below `redis`, as the server lays it out, or where else the Redis works.
export async function newestAof(data, redis = "redis") {
  const directory = join(data, redis, "appendonlydir");
  const number = (name) => Number(name.match(/\.(\d+)\.incr\.aof$/)?.[1] ?? 0);
  const names = (await readdir(directory)).filter((name) => number(name) > 0);
  return join(
    directory,
    names.reduce((a, b) => (number(a) > number(b) ? a : b)),
  );
}

// Where each batch begins, from the first to the end of the file.
export function batchStarts(bytes) {
  const mark = "*1\r\n$5\r\nMULTI\r\n";
  const found = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) found.push(at);
  return [...found, bytes.length];
}

export async function rewrite(file, change) {
  await writeFile(file, change(await readFile(file)));
}
