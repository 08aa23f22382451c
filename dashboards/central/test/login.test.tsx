// SPDX-License-Identifier: Apache-2.0
// @vitest-environment jsdom
// Logging in and out over a fake world: the door, the corner, the own region, what is outside.
import { render } from "solid-js/web";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../src/app";
import { meOf } from "../src/connect/account";
import { asOf2158, snapshotFrame } from "./builders";
import { FakeWorld } from "./fake_world";

let dispose: () => void = () => {};
let world: FakeWorld;

const jambi = { user: "jambi-01", role: "province", scope: ["15"], may: ["see_province"] };

async function open(path: string, me: unknown = null): Promise<void> {
  history.replaceState(null, "", path);
  world = new FakeWorld();
  if (me !== null) world.answers.set("/v1/me", me);
  dispose = render(() => <App world={world} />, document.body);
  world.socket.accept();
  await settle();
}

const settle = () => vi.waitFor(() => expect(world.asked).toContain("/v1/me")).then(turn);
const turn = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
// Fetched when it is needed.
const door = () =>
  vi.waitFor(
    () => {
      if (!document.querySelector("[data-state=login] form")) throw new Error("no door");
    },
    { timeout: 20_000 },
  );
const text = (selector: string) =>
  (document.querySelector(selector)?.textContent ?? "").replaceAll(/\s+/g, " ").trim();

function fill(user: string, password: string): void {
  const input = (name: string) => document.querySelector(`[name=${name}]`) as HTMLInputElement;
  input("user").value = user;
  input("password").value = password;
  document.querySelector("form")?.requestSubmit();
}

beforeEach(() => {
  vi.stubGlobal("scrollTo", () => {});
});
afterEach(() => {
  dispose();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test("an answer that is lost makes nobody a stranger", async () => {
  await open("/15", 503);
  world.socket.receive(snapshotFrame({ region: "15", revision: 12n, acceptors: 12 }));
  await turn();
  expect(document.querySelector(".account")).toBeNull();
  world.answers.set("/v1/me", jambi);
  await vi.waitFor(() => expect(text(".account")).toContain("jambi-01"), { timeout: 20_000 });
});

test("a regency without a login shows the door, in both languages", async () => {
  await open("/15.71");
  world.socket.drop(4010);
  await door();
  expect(text("[data-state=login] h1")).toBe("Masuk ke dasbor");
  expect(text("[data-state=login]")).toContain("hanya untuk petugas yang masuk");
  dispose();
  await open("/15.71?lang=en");
  world.socket.drop(4010);
  await door();
  expect(text("[data-state=login] h1")).toBe("Log in to the dashboards");
});

test("a refused login says the server's sentence and keeps the form", async () => {
  await open("/15.71");
  world.socket.drop(4010);
  await door();
  world.posts.set("/v1/login", { status: 403, body: { text_id: "Salah.", text_en: "Wrong." } });
  fill("jambi-01", "another sentence");
  await vi.waitFor(() => expect(text(".login-fault")).toBe("Salah."));
  expect(world.visited).toEqual([]);
  expect(JSON.parse(world.posted[0]?.body ?? "")).toEqual({
    user: "jambi-01",
    password: "another sentence",
  });
});

test("after a login the page begins anew at the same address", async () => {
  await open("/15.71");
  world.socket.drop(4010);
  await door();
  world.posts.set("/v1/login", { status: 200, body: jambi });
  world.answers.set("/v1/me", jambi);
  fill("jambi-01", "a long sentence");
  await vi.waitFor(() => expect(world.visited).toEqual(["/15.71"]));
});

test("a login from the nation's address leads to the own region", async () => {
  await open("/");
  await vi.waitFor(() => expect(text(".account")).toBe("Masuk"));
  (document.querySelector(".account button") as HTMLButtonElement).click();
  await door();
  world.posts.set("/v1/login", { status: 200, body: jambi });
  world.answers.set("/v1/me", jambi);
  fill("jambi-01", "a long sentence");
  await vi.waitFor(() => expect(world.visited).toEqual(["/15"]));
});

test("a browser that keeps no cookie is told to take https", async () => {
  await open("/15.71");
  world.socket.drop(4010);
  await door();
  world.posts.set("/v1/login", { status: 200, body: jambi });
  fill("jambi-01", "a long sentence");
  await vi.waitFor(() => expect(text(".login-fault")).toContain("https"));
  expect(world.visited).toEqual([]);
});

test("who has a region begins there, and the corner says who and where", async () => {
  await open("/", jambi);
  await vi.waitFor(() => expect(location.pathname).toBe("/15"));
  world.socket.receive(
    snapshotFrame({ epoch: 1n, revision: 1n, acceptors: 5, asOfMs: asOf2158, region: "15" }),
  );
  expect(text("[data-figure=account]")).toBe("jambi-01 Provinsi · Jambi");
});

test("logging out begins anew at the public address", async () => {
  await open("/15", jambi);
  await vi.waitFor(() => expect(text(".account button")).toBe("Keluar"));
  world.posts.set("/v1/logout", { status: 204, body: null });
  (document.querySelector(".account button") as HTMLButtonElement).click();
  await vi.waitFor(() => expect(world.visited).toEqual(["/"]));
  expect(world.posted[0]?.path).toBe("/v1/logout");
});

test("another region than the account's says so and leads to the own", async () => {
  await open("/14.71", jambi);
  world.socket.drop(4011);
  expect(text("[data-state=outside-scope] h1")).toBe("Di luar cakupan akun");
  expect(document.querySelector('[data-state=outside-scope] a[href="/15"]')).not.toBeNull();
});

test("open dashboards ask nobody to log in, and let who wants to", async () => {
  await open("/15.71", { user: "", role: "everybody", scope: ["ID"], may: [] });
  await vi.waitFor(() => expect(text(".account")).toBe("Masuk"));
  expect(location.pathname).toBe("/15.71");
  expect(document.querySelector("[data-state=login]")).toBeNull();
});

test("what the server says of me is read strictly", () => {
  expect(meOf(null).user).toBeNull();
  expect(meOf({ user: 7, scope: "15", may: [1, "x"] })).toEqual({
    user: null,
    role: null,
    scope: [],
    may: ["x"],
  });
});
