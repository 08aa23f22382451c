// SPDX-License-Identifier: Apache-2.0
// People with an account as their browser is: a login's cookie, pages, and the live totals.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { eventCopy, folder, Server, sejuta, until, within } from "./support.mjs";
import { encodeSubscribe } from "./wire_live.mjs";

export const password = "kata sandi yang cukup panjang";

export async function closed(t, args = []) {
  const event = await eventCopy(await folder(t));
  return Server.start(t, { event, args: ["--dev-tokens", ...args], closed: true });
}

export async function user(server, ...args) {
  const { code, stdout, stderr } = await sejuta(["user", ...args, "--data-dir", server.data]);
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

export async function addUser(t, server, id, role, ...regions) {
  const file = join(await folder(t), "password");
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  const where = regions.flatMap((region) => ["--region", region]);
  await user(server, "add", id, "--role", role, ...where, "--password-file", file);
}

export function post(server, path, body, headers = {}) {
  return server.get(path, { method: "POST", body: JSON.stringify(body), headers });
}

// A login as soon as the running server has read the users' file again, which takes up to a second;
// the Cookie header. The tenth try in vain would shut the account for five minutes.
export async function login(server, id, origin = `http://${server.address}`) {
  const ask = async () => {
    const tried = await post(server, "/v1/login", { user: id, password }, { origin });
    return tried.status === 200 ? tried : null;
  };
  const answer = await until(`a login of ${id}`, ask, 15_000, 300);
  const cookie = answer.headers.get("set-cookie");
  assert.match(cookie, /^sejuta=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/);
  return cookie.split(";")[0];
}

export const status = async (server, path, headers = {}) =>
  (await server.get(path, { headers })).status;

// Subscribes and answers the close code, or "frame" where one came.
export function watch(server, regions, headers = {}) {
  const key = Buffer.alloc(16, 7).toString("base64");
  const asked = request({
    ...{ host: server.host, port: server.port, path: "/v1/live" },
    headers: {
      ...{ connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" },
      ...{ "sec-websocket-key": key, "sec-websocket-protocol": "sejuta.live.v1", ...headers },
    },
  });
  const events = [];
  const answered = new Promise((resolve, reject) => {
    asked.on("error", reject);
    asked.on("response", (answer) => {
      answer.resume();
      resolve({ refused: answer.statusCode });
    });
    asked.on("upgrade", (_answer, socket) => {
      let buffer = Buffer.alloc(0);
      socket.on("data", (chunk) => {
        buffer = Buffer.concat([buffer, chunk]);
        for (let length; buffer.length >= 2; buffer = buffer.subarray(length)) {
          const short = buffer[1] & 0x7f;
          if (short === 126 && buffer.length < 4) return;
          const head = short === 126 ? 4 : 2;
          length = head + (short === 126 ? buffer.readUInt16BE(2) : short);
          if (buffer.length < length) return;
          const code = (buffer[0] & 0x0f) === 8 ? buffer.readUInt16BE(head) : 0;
          events.push(code === 0 ? "frame" : code);
        }
      });
      socket.on("error", () => {});
      socket.write(encodeSubscribe(regions));
      resolve({ events, end: () => socket.destroy() });
    });
  });
  asked.end();
  return within("the upgrade", answered);
}

export async function firstEvent(server, regions, headers) {
  const viewer = await watch(server, regions, headers);
  const first = await until("a frame or a close", () => viewer.events[0]);
  viewer.end();
  return first;
}
