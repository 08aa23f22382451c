// SPDX-License-Identifier: Apache-2.0
// People as a stranger meets them: accounts by command, a login by HTTP, what each may see of pages
// and of the live totals, how a login ends, and what a page of elsewhere may not do.
import assert from "node:assert/strict";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  addUser,
  closed,
  firstEvent,
  login,
  password,
  post,
  status,
  user,
  watch,
} from "./people.mjs";
import { folder, Server, sejuta, until } from "./support.mjs";
import { raw } from "./wire.mjs";

test("a stranger sees nation and provinces, and every other door says why", async (t) => {
  const server = await closed(t);
  // The public's first minute is made once the ledger has been read.
  for (const path of ["/v1/totals", "/v1/totals/15", "/v1/snapshot/15"])
    await until(path, async () => (await status(server, path)) === 200);
  for (const path of [
    ...["/v1/totals/15.71", "/v1/snapshot/15.71", "/v1/sites/15", "/v1/movements/15"],
    ...["/v1/officers", "/v1/readiness", "/v1/totals/15.71?at=2020-06-29T22:00WIB"],
  ])
    assert.equal(await status(server, path), 401, path);
  assert.deepEqual(await (await server.get("/v1/me")).json(), {
    ...{ user: null, role: null, scope: [], may: [] },
  });
  assert.equal(await firstEvent(server, ["ID"]), "frame");
  assert.equal(await firstEvent(server, ["15.71"]), 4010);
});

test("metrics are for the machine itself and for operators", async (t) => {
  const server = await closed(t);
  // As a proxy on the machine passes it on, by the name that the world knows.
  const ask = (host, authorization) => {
    const shown = authorization ? `Authorization: Bearer ${authorization}\r\n` : "";
    return raw(
      server,
      `GET /metrics HTTP/1.1\r\nHost: ${host}\r\n${shown}Connection: close\r\n\r\n`,
    );
  };
  const status = async (...args) => Number((await ask(...args)).toString().split(" ")[1]);
  assert.equal(await status(server.address), 200);
  assert.equal(await status("localhost"), 200);
  assert.equal(await status("sejuta.example"), 401);
  await user(server, "add", "metrik-01", "--role", "operator", "--region", "ID", "--no-password");
  await user(server, "add", "siga-01", "--role", "viewer", "--region", "ID", "--no-password");
  const [operator, viewer] = [
    await user(server, "token", "metrik-01", "--days", "1"),
    await user(server, "token", "siga-01", "--days", "1"),
  ];
  await until("the accounts", async () => (await status("sejuta.example", viewer)) === 403);
  assert.equal(await status("sejuta.example", operator), 200);
});

test("a province's officer sees the province, its sites by name, and nothing of others", async (t) => {
  const server = await closed(t);
  await addUser(t, server, "jambi-01", "province", "15");
  const cookie = await login(server, "jambi-01");
  const origin = `http://${server.address}`;
  for (const path of ["/v1/totals/15.71", "/v1/sites/15", "/v1/movements/15.71"])
    assert.equal(await status(server, path, { cookie }), 200, path);
  assert.equal(await status(server, "/v1/officers", { cookie }), 200);
  for (const path of ["/v1/totals/14.71", "/v1/sites/14", "/v1/sites", "/v1/readiness"])
    assert.equal(await status(server, path, { cookie }), 403, path);
  const { sites } = await (await server.get("/v1/sites/15.71", { headers: { cookie } })).json();
  assert.ok(sites.some((site) => typeof site.name === "string"));
  const me = await (await server.get("/v1/me", { headers: { cookie } })).json();
  assert.deepEqual([me.user, me.role, me.scope], ["jambi-01", "province", ["15"]]);
  assert.ok(me.may.includes("correct") && !me.may.includes("change_status"));
  assert.equal(await firstEvent(server, ["15.71"], { cookie, origin }), "frame");
  assert.equal(await firstEvent(server, ["14.71"], { cookie, origin }), 4011);
  // Neither the cookie nor the password is anywhere in the log.
  assert.ok(!server.log().includes(cookie.split("=")[1]) && !server.log().includes(password));
});

test("logout, a new password and disabling each close what the login had opened", async (t) => {
  const server = await closed(t);
  await addUser(t, server, "kota-01", "regency", "15.71");
  const origin = `http://${server.address}`;
  const file = join(await folder(t), "password");
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  const endings = [
    (cookie) => post(server, "/v1/logout", "", { cookie, origin }),
    () => user(server, "passwd", "kota-01", "--password-file", file),
    () => user(server, "disable", "kota-01"),
  ];
  for (const end of endings) {
    const cookie = await login(server, "kota-01");
    const viewer = await watch(server, ["15.71"], { cookie, origin });
    await until("a frame", () => viewer.events.includes("frame"));
    await end(cookie);
    await until("close 4010", () => viewer.events.includes(4010), 10_000);
    assert.equal(await status(server, "/v1/totals/15.71", { cookie }), 401);
    viewer.end();
  }
});

test("a page of elsewhere cannot act with the cookie", async (t) => {
  const server = await closed(t, ["--origin", "https://dasbor.example"]);
  await addUser(t, server, "kota-01", "regency", "15.71");
  const cookie = await login(server, "kota-01");
  const evil = "https://evil.example";
  assert.equal((await post(server, "/v1/logout", "", { cookie, origin: evil })).status, 403);
  assert.equal((await post(server, "/v1/logout", "", { cookie })).status, 403);
  const wrong = { user: "kota-01", password };
  assert.equal((await post(server, "/v1/login", wrong, { origin: evil })).status, 403);
  assert.equal((await watch(server, ["15.71"], { cookie, origin: evil })).refused, 403);
  assert.equal((await watch(server, ["15.71"], { cookie })).refused, 403);
  assert.equal(await status(server, "/v1/totals/15.71", { cookie }), 200, "the login still holds");
  const named = { cookie, origin: "https://dasbor.example" };
  assert.equal(await firstEvent(server, ["15.71"], named), "frame");
});

test("a wrong password and an unknown user get one sentence, and too many tries a wait", async (t) => {
  const server = await closed(t);
  await addUser(t, server, "kota-01", "regency", "15.71");
  await login(server, "kota-01");
  const say = async (body) => {
    const answer = await post(server, "/v1/login", body);
    return `${answer.status} ${await answer.text()}`;
  };
  const unknown = await say({ user: "nobody-01", password });
  assert.match(unknown, /^403 /);
  // Tries that came before the server had read the account count as well.
  let tries = 0;
  const once = () => say({ user: "kota-01", password: "wrong" });
  for (let said = await once(); !said.startsWith("429 "); said = await once()) {
    assert.equal(said, unknown);
    assert.ok(++tries <= 10, "ten wrong tries, and no more");
  }
  const answer = await post(server, "/v1/login", { user: "kota-01", password });
  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get("retry-after")) > 0);
  for (const body of [{}, [], { user: "a", password: 1 }, { user: "a", password: "b", c: 1 }])
    assert.equal((await post(server, "/v1/login", body)).status, 400, JSON.stringify(body));
  assert.equal(await status(server, "/v1/login"), 405);
});

test("an integrator's token is scoped, revocable, and no other server's", async (t) => {
  const server = await closed(t);
  await user(server, "add", "siga-01", "--role", "viewer", "--region", "15", "--no-password");
  const token = await user(server, "token", "siga-01", "--days", "1");
  const authorization = `Bearer ${token}`;
  await until("the account", async () => {
    return (await status(server, "/v1/totals/15.71", { authorization })) === 200;
  });
  assert.equal(await status(server, "/v1/totals/14.71", { authorization }), 403);
  assert.equal(await status(server, "/v1/sites/15", { authorization }), 403);
  assert.equal(await firstEvent(server, ["15.71"], { authorization }), "frame");
  const forged = `Bearer ${token.slice(0, -2)}${token.endsWith("AA") ? "BB" : "AA"}`;
  assert.equal(await status(server, "/v1/totals", { authorization: forged }), 401);
  assert.equal((await watch(server, ["ID"], { authorization: forged })).refused, 401);
  await user(server, "token", "siga-01", "--revoke");
  await until("the end of the token", async () => {
    return (await status(server, "/v1/totals/15.71", { authorization })) === 401;
  });
});

test("the users' file is its owner's, and a wrong one changes nothing", async (t) => {
  const server = await closed(t);
  await addUser(t, server, "kota-01", "regency", "15.71");
  const cookie = await login(server, "kota-01");
  const file = join(server.data, "users.json");
  const text = await readFile(file, "utf8");
  assert.ok(text.includes("$argon2id$") && !text.includes(password));
  await chmod(file, 0o644);
  await until("the refusal", () => server.log().includes("chmod 600"));
  assert.equal(await status(server, "/v1/totals/15.71", { cookie }), 200);
  const listed = await sejuta(["user", "list", "--data-dir", server.data]);
  assert.equal(listed.code, 1);
  assert.ok(listed.stderr.includes("chmod 600"), listed.stderr);
});

test("one address has 500 viewers and no more, and its pages go on", async (t) => {
  const server = await Server.start(t, { args: [], closed: true });
  // A fast machine may come too often for one second: then it tries again.
  const place = () =>
    until("a place", async () => {
      const viewer = await watch(server, ["ID"]);
      return viewer.events ? viewer : null;
    });
  const viewers = [];
  for (let i = 0; i < 500; ++i) viewers.push(await place());
  assert.equal((await watch(server, ["ID"])).refused, 503);
  await until("the pages", async () => (await status(server, "/healthz")) === 200);
  viewers.pop().end();
  viewers.push(await place());
  for (const viewer of viewers) viewer.end();
});
