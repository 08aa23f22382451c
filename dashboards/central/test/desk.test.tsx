// SPDX-License-Identifier: Apache-2.0
// @vitest-environment jsdom
// The desk over a fake world: the past by link, silent sites, a fall in words, keys, the wall's frame.
import { toBinary } from "@bufbuild/protobuf";
import { LiveFrameSchema } from "@sejuta/shared/gen/sejuta/v1/live_pb";
import { render } from "solid-js/web";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../src/app";
import { asOf2158, heartbeatFrame, snapshotFrame } from "./builders";
import { FakeWorld } from "./fake_world";

let dispose: () => void = () => {};
let world: FakeWorld;

const sequence = { epoch: "0000000000000007", revision: 12, as_of_ms: asOf2158 };

function open(path: string, answers: Record<string, unknown> = {}): void {
  history.replaceState(null, "", path);
  world = new FakeWorld();
  for (const [asked, answer] of Object.entries(answers)) world.answers.set(asked, answer);
  dispose = render(() => <App world={world} />, document.body);
  world.socket.accept();
}

function show(region: string, acceptors: number): void {
  world.socket.receive(snapshotFrame({ region, revision: 12n, acceptors }));
  world.socket.receive(heartbeatFrame());
}

const read = (selector: string): string =>
  (document.querySelector(selector)?.textContent ?? "").replaceAll(/\s+/g, " ").trim();

beforeEach(() => {
  vi.stubGlobal("scrollTo", () => {});
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
});

afterEach(() => {
  dispose();
  document.body.replaceChildren();
});

test("a link to the past shows the past's number, and n leads back", async () => {
  const past = toBinary(
    LiveFrameSchema,
    snapshotFrame({ region: "15", revision: 5n, acceptors: 400, asOfMs: asOf2158 - 3_600_000 }),
  );
  open("/15?at=2020-06-29T21:00WIB", { "/v1/snapshot/15?at=2020-06-29T21:00WIB": past });
  show("15", 11_093);
  expect(read('[data-figure="past"]')).toBe("Keadaan per 29 Juni 2020, 21.00.00 WIB");
  await vi.waitFor(() => expect(read('[data-figure="total"] .only-read')).toBe("400"));
  expect(read('[data-figure="as-of"]')).toBe("per 20.58.04 WIB");
  expect(world.asked.some((path) => path.startsWith("/v1/movements"))).toBe(false);
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }));
  expect(location.search).toBe("");
  expect(read('[data-figure="total"] .only-read')).toBe("11.093");
});

test("a server that cannot tell the past is named so; the present stays one key away", async () => {
  open("/15?at=2020-06-29T21:00WIB");
  show("15", 11_093);
  await vi.waitFor(() =>
    expect(read(".against")).toBe("Server ini tidak dapat menampilkan keadaan lampau."),
  );
});

test("silent sites stand with their minutes; a missing list says so", async () => {
  const site = {
    code: "S1571-PMB-001",
    place: "pmb",
    regency: "15.71",
    expected: true,
    reported: false,
    closed: false,
    acceptors: 0,
    last_event_time_ms: 0,
    silent_minutes: 95,
    weight: 12,
    flags: [],
  };
  open("/15", {
    "/v1/sites/15?show=silent": { sequence, region: "15", total: 1, sites: [site] },
  });
  show("15", 11_093);
  await vi.waitFor(() =>
    expect(read('[data-site="S1571-PMB-001"]')).toBe("S1571-PMB-001PMB · 15.711295 mnt"),
  );
  expect(read(".moved .list-state")).toBe("Server ini tidak menyediakan daftar ini.");
  dispose();
  document.body.replaceChildren();
  open("/15.71?site=S1571-PMB-001", {
    "/v1/sites/15.71?show=all": { sequence, region: "15.71", total: 1, sites: [site] },
  });
  show("15.71", 0);
  await vi.waitFor(() => expect(read(".facts")).toContain("Laporan terakhirbelum ada"), {
    timeout: 20_000,
  });
});

test("a fall stands under the headline with place, reason and time", async () => {
  const fall = {
    event_time_ms: asOf2158,
    region: "15.71",
    site: "S1571-PMB-001",
    acceptors: -5_000,
    kind: "void",
    reason: "salah_entry",
    terminal: "t-1",
    seq: 4,
  };
  const body = { sequence, region: "15", since_ms: 0, contributors: [], falls: [fall] };
  open("/15?lang=en", { "/v1/movements/15?minutes=15": body });
  show("15", 6_093);
  await vi.waitFor(() =>
    expect(read(".headline-falls")).toBe("Down 5,000: correction 15.71, entry error, 21:58 WIB"),
  );
});

test("the pace is there with the first snapshot, before any heartbeat", () => {
  open("/");
  const byRegion = [
    {
      code: "15",
      acceptors: 50n,
      target: { set: "Panitia Pusat", acceptors: 100n },
      coverage: { reported: 1, expected: 2 },
    },
  ];
  world.socket.receive(snapshotFrame({ revision: 1n, acceptors: 50, totals: { byRegion } }));
  expect(read('[data-tile="15"] .tile-figure')).toBe("50 %");
});

test("the question mark opens the list of keys, and keys do nothing behind it", () => {
  open("/");
  show("ID", 1);
  const press = (key: string) =>
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  press("?");
  expect(document.querySelector("dialog")?.open).toBe(true);
  press("p");
  expect(location.search).toBe("");
});
