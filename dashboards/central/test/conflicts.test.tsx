// SPDX-License-Identifier: Apache-2.0
// @vitest-environment jsdom
// Conflicts over a fake world: both contents, closes and corrections, none, and the file.
import { render } from "solid-js/web";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../src/app";
import { conflictsOf } from "../src/live/conflicts";
import { asOf2158, heartbeatFrame, snapshotFrame } from "./builders";
import { FakeWorld } from "./fake_world";

let dispose: () => void = () => {};
let world: FakeWorld;

const sequence = { epoch: "0000000000000007", revision: 12, as_of_ms: asOf2158 };
const content = (count: number, more = {}) => ({
  kind: "report",
  site: "S1571-PMB-001",
  service_date: 20200629,
  acceptors: count,
  corrects: 0,
  lines: [{ method: "pil", category: "baru", postpartum: "none", partner: "none", count }],
  ...more,
});
const conflict = (seq: number, recorded: unknown, refused: unknown) => ({
  kind: "report",
  terminal: "hp-lama",
  seq,
  site: "S1571-PMB-001",
  name: "PMB Melati",
  event_time_ms: asOf2158,
  recorded,
  refused,
});
const close = { kind: "close", site: "S1571-PMB-001", service_date: 20200629, own_total: 14 };
const answerOf = (conflicts: readonly unknown[], total = conflicts.length) => ({
  sequence,
  event: "harganas-2020",
  status: "open",
  region: "15.71",
  total,
  conflicts,
});

function open(path: string, answer: unknown): void {
  history.replaceState(null, "", path);
  world = new FakeWorld();
  world.answers.set(`/v1/conflicts${location.pathname}`, answer);
  dispose = render(() => <App world={world} />, document.body);
  world.socket.accept();
  const region = location.pathname.slice(1) || "ID";
  world.socket.receive(snapshotFrame({ region, revision: 12n, acceptors: 3 }));
  world.socket.receive(heartbeatFrame());
}

const wait = <T,>(ask: () => T) => vi.waitFor(ask, { timeout: 20_000 });
const textOf = (blob: Blob | undefined) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = reject;
    reader.readAsText(blob ?? new Blob());
  });
const read = (selector: string): string =>
  (document.querySelector(selector)?.textContent ?? "").replaceAll(/\s+/g, " ").trim();

beforeEach(() => {
  vi.stubGlobal("scrollTo", () => {});
});

afterEach(() => {
  dispose();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test("what is recorded stands beside what was refused, in the server's order", async () => {
  const rows = [
    conflict(7, content(3), content(30)),
    conflict(2, null, content(-4, { corrects: 1 })),
    conflict(9, { ...close, own_total: 12 }, close),
  ];
  open("/15.71", answerOf(rows, 1_200));
  await wait(() => expect(document.querySelectorAll("[data-conflict]")).toHaveLength(3));
  const cells = (serial: string) =>
    [...document.querySelectorAll(`[data-conflict="${serial}"] td`)].map((td) => td.textContent);
  expect(cells("hp-lama/7")).toEqual(["3Pil · Baru29 Juni 2020", "30Pil · Baru29 Juni 2020"]);
  expect(cells("hp-lama/2")).toEqual([
    "tidak ada lagi di buku besar, atau milik wilayah lain",
    "−4Pil · Baru29 Juni 2020 · koreksi atas no. 1",
  ]);
  expect(cells("hp-lama/9")[1]).toBe("Tutup hari, jumlah sendiri 1429 Juni 2020");
  expect(read('[data-conflict="hp-lama/7"] th')).toBe("PMB Melati21.58 WIB · hp-lama/7");
  expect(read(".conflicts .list-foot")).toBe("3 dari 1.200 baris · per 21.58.04 WIB");
});

test("none is a sentence, in both languages; the nation has no such table", async () => {
  open("/15.71?lang=en", answerOf([]));
  await wait(() => expect(read(".conflicts")).toContain("No conflicting reports in this region."));
  expect(document.querySelector(".conflicts .download")).toBeNull();
  dispose();
  document.body.replaceChildren();
  open("/", answerOf([]));
  await wait(() => expect(document.querySelector(".moved")).not.toBeNull());
  expect(document.querySelector(".conflicts")).toBeNull();
});

test("the file has both contents on one line", async () => {
  let saved: Blob | undefined;
  vi.stubGlobal(
    "URL",
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        saved = blob;
        return "blob:1";
      },
      revokeObjectURL: () => {},
    }),
  );
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
  open("/15.71", answerOf([conflict(7, content(3), content(30))]));
  const button = await wait(() => {
    const found = document.querySelector<HTMLElement>(".conflicts .download");
    if (!found) throw new Error("no button");
    return found;
  });
  button.click();
  const [head, line] = (await textOf(saved)).split("\r\n");
  expect(head).toBe(
    "event_time,site,name,terminal,seq," +
      "recorded_kind,recorded_service_date,recorded_acceptors,recorded_corrects,recorded_lines," +
      "refused_kind,refused_service_date,refused_acceptors,refused_corrects,refused_lines," +
      "as_of,epoch,sequence",
  );
  expect(line).toContain(
    "S1571-PMB-001,PMB Melati,hp-lama,7,report,20200629,3,,pil/baru/none/none/3,report,20200629,30,",
  );
});

test("a content without its lines is a fault, not a strange row", () => {
  expect(() => conflictsOf(answerOf([conflict(7, null, content(3, { lines: 1 }))]))).toThrow(
    /lines/,
  );
  expect(() => conflictsOf(answerOf([conflict(7, null, null)]))).toThrow(/refused/);
});
