// SPDX-License-Identifier: Apache-2.0
// @vitest-environment jsdom
// The page over a fake world: what people read in each state, in both languages.
import { EventStatus, Method } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { render } from "solid-js/web";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../src/app";
import { asOf2158, deltaFrame, heartbeatFrame, snapshot, snapshotFrame } from "./builders";
import { FakeWorld } from "./fake_world";

let dispose: () => void = () => {};
let world: FakeWorld;

function open(path: string): void {
  history.replaceState(null, "", path);
  world = new FakeWorld();
  dispose = render(() => <App world={world} />, document.body);
  world.socket.accept();
}

// What a person reads: without the glyphs that only repeat it for the eye.
function read(selector: string): string {
  const element = document.querySelector(selector);
  if (!element) return "";
  const copy = element.cloneNode(true) as Element;
  for (const hidden of copy.querySelectorAll("[aria-hidden]")) hidden.remove();
  return (copy.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}

const nation = {
  target: { set: "Panitia Pusat", acceptors: 1_000_000n },
  coverage: { reported: 8_412, expected: 9_120 },
  byMethod: [
    { method: Method.IUD, acceptors: 100_000n },
    { method: Method.PIL, acceptors: 1_255_294n },
  ],
  byRegion: [
    { code: "15", acceptors: 11_093n, target: { set: "Panitia Pusat", acceptors: 11_093n } },
    { code: "32", acceptors: 466_304n, target: { set: "Panitia Pusat", acceptors: 418_224n } },
  ],
};

function showNation(): void {
  const frame = snapshotFrame({ revision: 48_213n, acceptors: 1_355_294, totals: nation });
  world.socket.receive(frame);
  world.socket.receive(heartbeatFrame());
}

beforeEach(() => {
  vi.stubGlobal("scrollTo", () => {});
});

afterEach(() => {
  vi.useRealTimers();
  dispose();
  document.body.replaceChildren();
});

test("the number stands with its denominator's name, time, coverage, sequence and status", () => {
  open("/");
  expect(read(".against")).toBe("Mengambil angka Indonesia");
  showNation();
  expect(read('[data-figure="total"]')).toBe("1.355.294");
  expect(read(".against")).toBe("akseptor 135,53 % dari target Panitia Pusat 1.000.000");
  expect(read('[data-figure="coverage"]')).toBe("8.412 dari 9.120 titik melapor (92,24 %)");
  expect(read('[data-figure="as-of"]')).toBe("per 21.58.04 WIB");
  expect(read('[data-figure="sequence"]')).toBe("no. 48 213");
  expect(read('[data-figure="status"]')).toBe("Berlangsung");
  expect(read('[data-figure="connection"]')).toBe("Tersambung");
  expect(read(".strip")).toContain("GLADI");
  expect(read("[data-notice]")).toContain("Token pengembangan");
  expect(read('[data-figure="long-acting"]')).toContain("100.000 7,38 %");
});

test("a lost connection keeps the number and says how old it is", () => {
  open("/");
  showNation();
  world.socket.drop(1006);
  expect(read('[data-figure="total"]')).toBe("1.355.294");
  expect(read('[data-figure="connection"]')).toBe("Menyambung kembali, data per 21.58.04 WIB");
  world.pass(20_000);
  expect(read('[data-figure="total"]')).toBe("1.355.294");
  world.socket.accept();
  world.socket.receive(snapshotFrame({ revision: 48_300n, acceptors: 1_355_300, totals: nation }));
  expect(read('[data-figure="connection"]')).toBe("Tersambung");
  expect(read('[data-figure="total"]')).toBe("1.355.300");
});

test("silence is told as stale", () => {
  open("/?lang=en");
  showNation();
  world.pass(5_001);
  expect(read('[data-figure="connection"]')).toBe("Server silent, data as of 21:58:04 WIB");
});

test("a click goes down to the province, Esc comes back up, the address follows", () => {
  open("/?lang=en");
  showNation();
  document.querySelector<HTMLAnchorElement>('[data-region="15"] a')?.click();
  expect(location.pathname + location.search).toBe("/15?lang=en");
  world.socket.receive(snapshotFrame({ region: "15", revision: 48_213n, acceptors: 11_093 }));
  expect(read("h1")).toBe("Jambi");
  expect(read(".brief")).toBe("Nation 1,355,294 acceptors · 135.53%");
  expect(read(".against")).toBe("acceptors No target: no percentage");
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect(location.pathname + location.search).toBe("/?lang=en");
  expect(read("h1")).toBe("Indonesia");
});

test("provinces are sorted by a press on their heads", () => {
  open("/");
  showNation();
  const codes = () =>
    [...document.querySelectorAll("[data-region]")].map((row) => row.getAttribute("data-region"));
  expect(codes()).toEqual(["32", "15"]);
  const [name] = document.querySelectorAll<HTMLButtonElement>(".regions thead button");
  name?.click();
  expect(codes()).toEqual(["15", "32"]);
  expect(document.querySelector('[aria-sort="ascending"]')?.textContent).toContain("Wilayah");
});

test("group targets are named by their own set", () => {
  open("/");
  const target = { set: "Panitia Pusat", acceptors: 11_093n };
  const set = "BKKBN rincian";
  const groupTargets = [
    { group: "implan+iud", acceptors: 831n, set },
    { group: "suntik", acceptors: 3_702n, set },
    { group: "kondom+pil", acceptors: 6_560n, set },
  ];
  world.socket.receive(snapshotFrame({ revision: 1n, totals: { target, groupTargets } }));
  expect(read('[data-figure="group-denominator"]')).toBe("terhadap target BKKBN rincian");
});

test("the language changes in place and stays in the address", () => {
  open("/");
  showNation();
  document.querySelector<HTMLAnchorElement>(".languages a")?.click();
  expect(location.search).toBe("?lang=en");
  expect(document.documentElement.lang).toBe("en");
  expect(read(".against")).toBe("acceptors 135.53% of the Panitia Pusat target of 1,000,000");
  expect(read(".strip")).toContain("REHEARSAL");
});

test("an unknown region says so and leads back, whether the path or the server says it", () => {
  open("/99.99");
  world.socket.drop(4008);
  expect(read("h1")).toBe("Wilayah tidak dikenal");
  expect(read(".lost")).toContain("99.99");
  document.querySelector<HTMLAnchorElement>(".lost a")?.click();
  world.socket.accept();
  showNation();
  expect(read('[data-figure="total"]')).toBe("1.355.294");
  dispose();
  document.body.replaceChildren();
  open("/jambi");
  expect(read("h1")).toBe("Wilayah tidak dikenal");
});

test("before the opening the page says when, and after it that the first report is awaited", () => {
  open("/");
  const draft = snapshot({ revision: 0n, asOfMs: 0 });
  if (draft.event) draft.event.status = EventStatus.DRAFT;
  world.socket.receive({
    $typeName: "sejuta.v1.LiveFrame",
    body: { case: "snapshot", value: draft },
  });
  expect(read(".waiting")).toContain("Pelayanan 29 Juni 2020");
  expect(read('[data-figure="as-of"]')).toBe("");
  world.socket.receive(snapshotFrame({ revision: 1n, asOfMs: asOf2158 }));
  expect(read(".waiting")).toBe("Sudah dibuka, menunggu laporan pertama.");
});

test("a screen reader hears the total at most twice a minute, however often it changes", () => {
  vi.useFakeTimers();
  open("/");
  showNation();
  const heard = new Set<string>();
  const listen = () => heard.add(read("[aria-live]"));
  listen();
  for (let revision = 48_214n; revision < 48_214n + 24n; revision += 1n) {
    const acceptors = 1_355_294 + Number(revision - 48_213n);
    const totals = { target: nation.target, coverage: nation.coverage };
    world.socket.receive(deltaFrame({ base: revision - 1n, revision, acceptors, totals }));
    vi.advanceTimersByTime(2_500);
    listen();
  }
  expect([...heard]).toHaveLength(3);
  expect([...heard][2]).toContain("1.355.318 akseptor");
});

test("rows change at once but change places only every few seconds", () => {
  vi.useFakeTimers();
  open("/");
  showNation();
  const codes = () =>
    [...document.querySelectorAll("[data-region]")].map((row) => row.getAttribute("data-region"));
  const byRegion = [{ code: "15", acceptors: 500_000n }];
  const totals = { target: nation.target, byRegion };
  world.socket.receive(
    deltaFrame({ base: 48_213n, revision: 48_214n, acceptors: 1_844_201, totals }),
  );
  expect(read('[data-region="15"] td')).toBe("500.000");
  expect(codes()).toEqual(["32", "15"]);
  vi.advanceTimersByTime(5_000);
  expect(codes()).toEqual(["15", "32"]);
});

test("a hidden count is masked in words that fit a large one, and says why below the table", async () => {
  open("/public");
  const byRegion = [
    { code: "15", hidden: true },
    { code: "32", acceptors: 40n, target: { set: "Panitia Pusat", acceptors: 418_224n } },
  ];
  const frame = snapshotFrame({ revision: 1n, totals: { hidden: true, byRegion } });
  if (frame.body.case === "snapshot") frame.body.value.publicView = true;
  world.socket.receive(frame);
  await vi.waitFor(() => expect(read('[data-region="15"]')).toBe("Jambidisamarkan––"), {
    timeout: 20_000,
  });
  expect(document.body.textContent).not.toContain("<5");
  expect(document.querySelectorAll('[data-figure="hidden-note"]')).toHaveLength(1);
  expect(read('[data-figure="hidden-note"]')).toContain("juga yang besar");
});

test("the wall's legend names what strangers do not see, and only for them", async () => {
  open("/wall?scene=country");
  const byRegion = [{ code: "15", hidden: true }];
  const frame = snapshotFrame({ revision: 1n, totals: { hidden: true, byRegion } });
  if (frame.body.case === "snapshot") frame.body.value.publicView = true;
  world.socket.receive(frame);
  await vi.waitFor(() => expect(read('[data-key="hidden"]')).toBe("disamarkan"), {
    timeout: 20_000,
  });
  dispose();
  document.body.replaceChildren();
  open("/wall?scene=country");
  world.socket.receive(snapshotFrame({ revision: 1n, totals: { byRegion: [{ code: "15" }] } }));
  await vi.waitFor(() => expect(document.querySelector(".legend")).not.toBeNull());
  expect(document.querySelector('[data-key="hidden"]')).toBeNull();
});
