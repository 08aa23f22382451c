// SPDX-License-Identifier: Apache-2.0
// @vitest-environment jsdom
// The officers' desk over a fake world: what somebody may, what is asked of the server, what is said
// where it refuses or does not answer, and that nothing typed is lost.
import { render } from "solid-js/web";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../src/app";
import { mayAt } from "../src/connect/account";
import { asOf2158, heartbeatFrame, snapshotFrame } from "./builders";
import { FakeWorld } from "./fake_world";

let dispose: () => void = () => {};
let world: FakeWorld;

const may = ["see_sites", "enrol", "revoke", "correct", "add_site", "enter_dictated"];
const jambi = { user: "jambi-01", role: "province", scope: ["15"], may };
const line = { method: "pil", category: "baru", postpartum: "none", partner: "ibi", count: 12 };
const desk = {
  site: "S1571-PMB-001",
  name: "PMB Melati",
  place: "pmb",
  regency: "15.71",
  active: true,
  may: ["enrol", "revoke", "correct"],
  terminals: [
    { terminal: "hp-lama", first_seen_ms: asOf2158, revoked: false },
    { terminal: "hp-hilang", first_seen_ms: 0, revoked: true },
  ],
  reports_total: 1,
  reports: [
    {
      terminal: "hp-lama",
      seq: 4,
      service_date: 20200629,
      event_time_ms: asOf2158,
      state: "counted",
      corrects: 0,
      acceptors: 12,
      lines: [line],
    },
  ],
};
const sitePath = "/v1/desk/site/S1571-PMB-001";

async function open(path: string, answers: Record<string, unknown> = {}, me: unknown = jambi) {
  history.replaceState(null, "", path);
  world = new FakeWorld();
  world.answers.set("/v1/me", me);
  for (const [asked, answer] of Object.entries(answers)) world.answers.set(asked, answer);
  dispose = render(() => <App world={world} />, document.body);
  world.socket.accept();
  const region = location.pathname.slice(1) || "ID";
  const byRegion = region === "15" ? [{ code: "15.71" }, { code: "15.08" }] : [];
  world.socket.receive(
    snapshotFrame({ region, revision: 12n, acceptors: 12, totals: { byRegion } }),
  );
  world.socket.receive(heartbeatFrame());
}

const text = (selector: string): string =>
  (document.querySelector(selector)?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
function find<T extends Element>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`nothing is ${selector}`);
  return found;
}
// A part that is fetched when it is needed takes its time on a busy machine.
const wait = <T,>(ask: () => T) => vi.waitFor(ask, { timeout: 20_000 });
const seen = (selector: string) => wait(() => find<HTMLElement>(selector));
const press = (selector: string) => find<HTMLElement>(selector).click();
function type(selector: string, value: string): void {
  const field = find<HTMLInputElement>(selector);
  field.value = value;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
const lastPosted = () => {
  const last = world.posted.at(-1);
  return { path: last?.path, body: JSON.parse(last?.body ?? "null") };
};

beforeEach(() => {
  vi.stubGlobal("scrollTo", () => {});
  sessionStorage.clear();
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
});

afterEach(() => {
  dispose();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test("a right is offered in the own regions only, and to nobody without a login", () => {
  expect(mayAt(jambi, "enrol", "15")).toBe(true);
  expect(mayAt(jambi, "enrol", "15.71")).toBe(true);
  expect(mayAt(jambi, "enrol", "14.71")).toBe(false);
  expect(mayAt(jambi, "enrol", "ID")).toBe(false);
  expect(mayAt({ ...jambi, scope: ["15.71"] }, "enrol", "15")).toBe(false);
  expect(mayAt({ ...jambi, scope: ["ID"] }, "enrol", "94.71")).toBe(true);
  expect(mayAt(jambi, "operate", "15")).toBe(false);
  expect(mayAt({ ...jambi, user: null }, "enrol", "15")).toBe(false);
  expect(mayAt(null, "enrol", "15")).toBe(false);
});

test("a site's page has the desk for who may, and asks for none otherwise", async () => {
  await open("/15.71?site=S1571-PMB-001", { [sitePath]: desk });
  await seen('[data-terminal="hp-lama"] button');
  expect(text('[data-terminal="hp-hilang"]')).toBe("hp-hilangbelum pernahdicabut");
  expect(text('[data-report="hp-lama/4"] .content')).toBe("Pil · Baru · IBI");
  dispose();
  document.body.replaceChildren();
  await open("/15.71?site=S1571-PMB-001", { [sitePath]: desk }, { ...jambi, may: ["see_sites"] });
  await wait(() => expect(world.asked).toContain("/v1/sites/15.71?show=all"));
  expect(world.asked).not.toContain(sitePath);
  expect(document.querySelector(".site-desk")).toBeNull();
});

test("a site that the server does not know yet is asked for again", async () => {
  await open("/15.71?site=S1571-PMB-001");
  await wait(() => expect(text(".site-desk .list-state")).toMatch(/tidak menyediakan/));
  world.answers.set(sitePath, desk);
  await seen('[data-terminal="hp-lama"] button');
  expect(text(".site-desk .list-state")).toBe("");
});

test("what the server does not allow for this site is not shown", async () => {
  await open("/15.71?site=S1571-PMB-001", { [sitePath]: { ...desk, may: ["revoke"] } });
  await seen('[data-terminal="hp-lama"] button');
  expect(document.querySelector(".desk-terminals .primary")).toBeNull();
  expect(text('[data-report="hp-lama/4"]')).toContain("dihitung");
  expect(document.querySelector('[data-report="hp-lama/4"] button')).toBeNull();
});

test("a new code stands in groups, with its end and its link", async () => {
  await open("/15.71?site=S1571-PMB-001", { [sitePath]: desk });
  const body = { site: "S1571-PMB-001", code: "ABCD-EFGH-JKMN", expires_at_ms: asOf2158 };
  await seen(".desk-terminals .primary");
  world.posts.set("/v1/desk/code", { status: 200, body });
  press(".desk-terminals .primary");
  await seen(".code-slip");
  expect(lastPosted()).toEqual({ path: "/v1/desk/code", body: { site: "S1571-PMB-001" } });
  expect([...document.querySelectorAll(".code-slip .code b")].map((b) => b.textContent)).toEqual([
    "ABCD",
    "EFGH",
    "JKMN",
  ]);
  expect(text('[data-figure="code-until"]')).toBe(
    "Berlaku sampai 29 Juni 2020, 21.58 WIB, untuk satu ponsel.",
  );
  expect(text(".code-link")).toBe(
    `${location.origin}/terminal#code=ABCD-EFGH-JKMN&event=harganas-2020`,
  );
  press(".code-slip .primary");
  expect(document.querySelector(".code-slip")).toBeNull();
});

test("a terminal is revoked only after a question; a lost answer keeps the question", async () => {
  await open("/15.71?site=S1571-PMB-001", { [sitePath]: desk });
  await seen('[data-terminal="hp-lama"] button');
  press('[data-terminal="hp-lama"] button');
  expect(text("[data-dialog=revoke]")).toContain("Cabut terminal hp-lama?");
  expect(world.posted).toEqual([]);
  world.posts.set("/v1/desk/revoke", { status: 502, body: null });
  press("[data-dialog=revoke] .danger");
  await wait(() => expect(text('[data-fault="unreachable"]')).toContain("Server tidak menjawab"));
  world.posts.set("/v1/desk/revoke", { status: 200, body: { terminal: "hp-lama", revoked: true } });
  press("[data-dialog=revoke] .danger");
  await wait(() => expect(text(".site-desk > .done")).toBe("Terminal hp-lama dicabut."));
  expect(lastPosted().body).toEqual({ terminal: "hp-lama" });
  expect(document.querySelector("[data-dialog]")).toBeNull();
});

test("a report that comes in leaves the rows and the focus where they are", async () => {
  await open("/15.71?site=S1571-PMB-001", { [sitePath]: desk });
  const button = await seen('[data-report="hp-lama/4"] button');
  const terminal = find('[data-terminal="hp-lama"] button');
  button.focus();
  const more = { ...desk, reports: [{ ...desk.reports[0], seq: 5 }, ...desk.reports] };
  world.answers.set(sitePath, more);
  await seen('[data-report="hp-lama/5"]');
  expect(find('[data-report="hp-lama/4"] button')).toBe(button);
  expect(find('[data-terminal="hp-lama"] button')).toBe(terminal);
  expect(document.activeElement).toBe(button);
});

test("a correction needs its reason, says what it will do, and is sent once", async () => {
  await open("/15.71?site=S1571-PMB-001", { [sitePath]: desk });
  await seen('[data-report="hp-lama/4"] button');
  press('[data-report="hp-lama/4"] button');
  expect(text("[data-dialog=correct] [type=submit]")).toBe("Batalkan 12 akseptor");
  press("[data-dialog=correct] [type=submit]");
  expect(text("[data-dialog=correct]")).toContain("Pilih alasan lebih dulu.");
  press("[value=replace]");
  press("[value=salah_hitung]");
  type("[name=count]", "1.2");
  press("[data-dialog=correct] [type=submit]");
  expect(text("[data-dialog=correct]")).toContain("Tulis bilangan bulat");
  expect(world.posted).toEqual([]);
  type("[name=count]", "2");
  expect(text("[data-dialog=correct] [type=submit]")).toBe("Ganti 12 menjadi 2 akseptor");
  const answer = { terminal: "hp-lama", seq: 4, corrects: 4, acceptors: -10 };
  world.posts.set("/v1/desk/correct", { status: 200, body: answer });
  press("[data-dialog=correct] [type=submit]");
  await wait(() => expect(text(".site-desk > .done")).toBe("Tercatat: −10 akseptor."));
  expect(world.posted).toHaveLength(1);
  expect(lastPosted().body).toEqual({
    terminal: "hp-lama",
    seq: 4,
    kind: "replace",
    reason: "salah_hitung",
    lines: [{ ...line, count: 2 }],
  });
});

test("a refusal stands beside its field, in the server's words and the page's language", async () => {
  await open("/15?desk=add&lang=en");
  await seen("[name=code]");
  press(".desk-form [type=submit]");
  expect(text(".desk-form")).toContain("Fill this in.");
  expect(world.posted).toEqual([]);
  type("[name=code]", "S1571-PMB-999");
  type("[name=name]", "PMB Baru");
  type("[name=place]", "pmb");
  type("[name=regency]", "15.71");
  const refusal = { error: "site_taken", field: "code", text_id: "Sudah ada.", text_en: "Taken." };
  world.posts.set("/v1/desk/add", { status: 409, body: refusal });
  press(".desk-form [type=submit]");
  await wait(() => expect(find("[name=code]").getAttribute("aria-invalid")).toBe("true"));
  const beside = find("[name=code]").getAttribute("aria-describedby")?.split(" ") ?? [];
  expect(beside.map((id) => document.getElementById(id)?.textContent).join(" ")).toContain(
    "Taken.",
  );
  world.posts.set("/v1/desk/add", { status: 200, body: { site: "S1571-PMB-999" } });
  press(".desk-form [type=submit]");
  await seen('[data-added="S1571-PMB-999"]');
  expect(lastPosted().body).toEqual({
    code: "S1571-PMB-999",
    name: "PMB Baru",
    place: "pmb",
    regency: "15.71",
  });
  expect(find("[data-added] a").getAttribute("href")).toBe("/15.71?site=S1571-PMB-999&lang=en");
  expect(find<HTMLInputElement>("[name=code]").value).toBe("");
});

test("dictated lines: one verdict a line, and only the refused ones stay", async () => {
  await open("/15.71?desk=dictated");
  await seen("[name=lines]");
  expect(find<HTMLButtonElement>(".desk-form [type=submit]").disabled).toBe(true);
  type("[name=lines]", "BAIK\n\nSALAH\nLAMA");
  expect(text(".desk-form [type=submit]")).toBe("Masukkan 3 baris");
  const lines = [
    { line: 1, state: "received", terminal: "a", seq: 4 },
    { line: 3, state: "refused", reason: "check", text_id: "Angka periksa salah.", text_en: "x" },
    { line: 4, state: "duplicate", terminal: "a", seq: 5 },
  ];
  world.posts.set("/v1/desk/dictated", { status: 200, body: { lines } });
  press(".desk-form [type=submit]");
  await seen(".dictated-results");
  expect(lastPosted().body).toEqual({ lines: "BAIK\n\nSALAH\nLAMA" });
  expect(text("#dictated-results")).toBe("2 tercatat, 1 ditolak");
  expect(text('[data-line="3"]')).toBe("SALAHAngka periksa salah.ditolak");
  expect(find<HTMLTextAreaElement>("[name=lines]").value).toBe("SALAH");
});

test("a lost connection and an ended login lose no typed text; a logout does", async () => {
  await open("/15.71?desk=dictated");
  await seen("[name=lines]");
  type("[name=lines]", "SATU\nDUA");
  world.posts.set("/v1/desk/dictated", { status: 401, body: null });
  press(".desk-form [type=submit]");
  await seen('[data-fault="login"] button');
  press('[data-fault="login"] button');
  await seen("[data-state=login]");
  dispose();
  document.body.replaceChildren();
  await open("/15.71?desk=dictated");
  await seen("[name=lines]");
  expect(find<HTMLTextAreaElement>("[name=lines]").value).toBe("SATU\nDUA");
  world.posts.set("/v1/desk/dictated", { status: 503, body: "gone" });
  press(".desk-form [type=submit]");
  await seen('[data-fault="unreachable"]');
  expect(find<HTMLTextAreaElement>("[name=lines]").value).toBe("SATU\nDUA");
  press(".account button");
  await wait(() => expect(world.visited).toEqual(["/"]));
  expect(sessionStorage.length).toBe(0);
});

test("more text than the server takes at a time is said before it is sent", async () => {
  await open("/15.71?desk=dictated");
  await seen("[name=lines]");
  const around = JSON.stringify({ lines: "" }).length;
  type("[name=lines]", "x".repeat(16_384 - around));
  expect(find("[name=lines]").getAttribute("aria-invalid")).toBe("false");
  type("[name=lines]", "x".repeat(16_385 - around));
  expect(find("[name=lines]").getAttribute("aria-invalid")).toBe("true");
  press(".desk-form [type=submit]");
  expect(world.posted).toEqual([]);
});

test("without the right the desk's address says so, and the lists have no way to it", async () => {
  await open("/15.71?desk=add", {}, { ...jambi, may: ["see_sites"] });
  await wait(() => expect(text(".desk-page")).toContain("tidak berhak"));
  expect(document.querySelector(".desk-form")).toBeNull();
  dispose();
  document.body.replaceChildren();
  await open("/15.71", {}, { ...jambi, may: ["see_sites", "enter_dictated"] });
  await wait(() => expect(text(".desk-links")).toBe("Masukkan dikte"));
});
