// SPDX-License-Identifier: Apache-2.0
// Development only: what the replay answers over HTTP beside its live stream, in the shapes of
// docs/PROTOCOL.md.
import { addedSince, children, isRegion, regencies, sitesAt, totalsAt } from "./day";

interface World {
  readonly midnightMs: number;
  readonly hour: number;
  readonly sequence: { readonly epoch: bigint; readonly revision: bigint; readonly asOfMs: bigint };
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

const json = (value: unknown): Answer => ({
  status: 200,
  type: "application/json",
  body: JSON.stringify(value),
});

function sequenceJson({ sequence }: World) {
  return {
    epoch: sequence.epoch.toString(16).padStart(16, "0"),
    revision: Number(sequence.revision),
    as_of_ms: Number(sequence.asOfMs),
  };
}

function sites(region: string, show: string, world: World): Answer {
  const all = sitesAt(region, world.hour);
  const wanted = all
    .filter((s) => show === "all" || (show === "silent" ? !s.reported : s.flags.length > 0))
    .sort((a, b) => b.weight - a.weight || (b.silentMinutes ?? 0) - (a.silentMinutes ?? 0));
  const rows = wanted.slice(0, 1_000).map(({ lastHour, silentMinutes, ...site }) => ({
    ...site,
    last_event_time_ms:
      lastHour === null ? null : world.midnightMs + Math.round(lastHour * 3_600_000),
    silent_minutes: silentMinutes,
  }));
  return json({ sequence: sequenceJson(world), region, total: wanted.length, sites: rows });
}

function movements(region: string, world: World): Answer {
  const nowMs = Number(world.sequence.asOfMs);
  const regency = regencies.find(({ code }) => region === "ID" || code.startsWith(region));
  const falls = Array.from({ length: 4 }, (_, index) => ({
    event_time_ms: nowMs - 60_000 * (index + 2),
    region: regency?.code ?? region,
    site: `S${(regency?.code ?? region).replace(".", "")}-PKM-001`,
    acceptors: index === 0 ? -4_850 : -50,
    kind: "void",
    reason: "salah_entry",
    terminal: "t-rekaan",
    seq: index + 1,
  }));
  return json({
    sequence: sequenceJson(world),
    since_ms: nowMs - 900_000,
    contributors: addedSince(region, world.hour - 0.25, world.hour),
    falls,
  });
}

function totals(region: string, world: World): Answer {
  const all = totalsAt(region, world.midnightMs, world.hour);
  const names = new Map(children(region));
  const rows = all.byRegion.map((row) => [
    row.code,
    {
      name: names.get(row.code),
      total: Number(row.acceptors),
      target: row.target && { set: row.target.set, value: Number(row.target.acceptors) },
      coverage: row.coverage,
    },
  ]);
  const plain = (key: string, value: unknown) => (key === "$typeName" ? undefined : value);
  const body = {
    total: Number(all.acceptors),
    coverage: all.coverage,
    by_region: Object.fromEntries(rows),
  };
  return { status: 200, type: "application/json", body: JSON.stringify(body, plain) };
}

export function asked(
  url: URL,
  world: World,
  snapshot: (region: string, hour: number) => Uint8Array,
): Answer {
  const [, , kind, region = "ID"] = url.pathname.split("/");
  if (!isRegion(region)) return { status: 404, type: "text/plain", body: "no such region\n" };
  const at = /T(\d\d):(\d\d)/.exec(url.searchParams.get("at") ?? "");
  const hour = at ? Number(at[1]) + Number(at[2]) / 60 : world.hour;
  switch (kind) {
    case "sites":
      return sites(region, url.searchParams.get("show") ?? "all", world);
    case "movements":
      return movements(region, world);
    case "totals":
      return totals(region, world);
    case "snapshot":
      return { status: 200, type: "application/x-protobuf", body: snapshot(region, hour) };
    default:
      return { status: 404, type: "text/plain", body: "no such page\n" };
  }
}
