// SPDX-License-Identifier: Apache-2.0
// Frames for the tests, with only what a test speaks of.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { EventKind, EventStatus } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import {
  type Delta,
  DeltaSchema,
  type LiveFrame,
  LiveFrameSchema,
  type Snapshot,
  SnapshotSchema,
  TotalsSchema,
} from "@sejuta/shared/gen/sejuta/v1/live_pb";

import { type Totals, totalsOf } from "../src/live/model";

type TotalsInit = MessageInitShape<typeof TotalsSchema> & { readonly $typeName?: never };

export const asOf2158 = Date.UTC(2020, 5, 29, 14, 58, 4);

export interface At {
  readonly epoch?: bigint;
  readonly revision: bigint;
  readonly base?: bigint;
  readonly region?: string;
  readonly acceptors?: number;
  readonly asOfMs?: number;
  readonly totals?: TotalsInit;
}

const names: Record<string, string> = { ID: "Indonesia", "15": "Jambi", "15.71": "Kota Jambi" };

function pathOf(region: string) {
  const codes =
    region === "ID" ? ["ID"] : region.includes(".") ? ["ID", "15", region] : ["ID", region];
  return codes.map((code) => ({ code, name: names[code] ?? code }));
}

function sequence(at: At) {
  return { epoch: at.epoch ?? 7n, revision: at.revision, asOfMs: BigInt(at.asOfMs ?? asOf2158) };
}

function totalsInit(at: At): TotalsInit {
  return {
    acceptors: BigInt(at.acceptors ?? 0),
    coverage: { reported: 1, expected: 2 },
    ...at.totals,
  };
}

export function snapshot(at: At): Snapshot {
  return create(SnapshotSchema, {
    event: {
      id: "harganas-2020",
      name: "Harganas 27",
      kind: EventKind.REHEARSAL,
      status: EventStatus.OPEN,
      serviceDates: [20200629],
      developmentTokens: true,
    },
    sequence: sequence(at),
    region: at.region ?? "ID",
    path: pathOf(at.region ?? "ID"),
    totals: totalsInit(at),
    regionNames: [
      { code: "15", name: "Jambi" },
      { code: "32", name: "Jawa Barat" },
    ],
  });
}

export function delta(at: At & { readonly base: bigint }): Delta {
  return create(DeltaSchema, {
    baseRevision: at.base,
    sequence: sequence(at),
    region: at.region ?? "ID",
    changed: totalsInit(at),
    eventStatus: EventStatus.OPEN,
  });
}

export function snapshotFrame(at: At): LiveFrame {
  return create(LiveFrameSchema, { body: { case: "snapshot", value: snapshot(at) } });
}

export function deltaFrame(at: At & { readonly base: bigint }): LiveFrame {
  return create(LiveFrameSchema, { body: { case: "delta", value: delta(at) } });
}

export function heartbeatFrame(ledgerAgeSeconds = 0): LiveFrame {
  const value = { checkedAtMs: BigInt(asOf2158), serverTimeMs: BigInt(asOf2158), ledgerAgeSeconds };
  return create(LiveFrameSchema, { body: { case: "heartbeat", value } });
}

// The page's own totals, from what a test speaks of.
export function totals(init: TotalsInit = {}): Totals {
  return totalsOf(create(TotalsSchema, init));
}
