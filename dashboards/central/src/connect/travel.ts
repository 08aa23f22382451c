// SPDX-License-Identifier: Apache-2.0
// Time travel: a region's whole state at a moment of the event clock, from the server's ledger, by
// the same reducer as the present. A moment that was fetched is kept: it never changes.
import { fromBinary } from "@bufbuild/protobuf";
import { LiveFrameSchema } from "@sejuta/shared/gen/sejuta/v1/live_pb";
import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import type { Topic } from "../live/model";
import { type Moment, momentText } from "../live/moment";
import { applySnapshot, emptyTopic } from "../live/reducer";
import { askPath, type Get } from "./fetching";

const settleMs = 120;
const retryMs = 3_000;
const keptMax = 64;

export type Travel =
  | { readonly kind: "present" }
  | { readonly kind: "loading" }
  | { readonly kind: "there"; readonly topic: Topic }
  // "absent": this server cannot; "unreachable": tried again by itself.
  | { readonly kind: "failed"; readonly reason: "absent" | "unreachable" };

export function topicOf(body: ArrayBuffer): Topic {
  const frame = fromBinary(LiveFrameSchema, new Uint8Array(body));
  if (frame.body.case !== "snapshot") throw new TypeError("an answer without a snapshot");
  const topic = applySnapshot(emptyTopic(frame.body.value.region), frame.body.value).shown;
  if (!topic) throw new TypeError("an empty snapshot");
  return topic;
}

export function createTravel(
  get: Get,
  event: Accessor<string>,
  region: Accessor<string>,
  at: Accessor<Moment>,
): Accessor<Travel> {
  const [travel, setTravel] = createSignal<Travel>({ kind: "present" });
  const kept = new Map<string, Topic>();
  let wanted = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function fetchState(path: string): Promise<void> {
    try {
      const answer = await get(path, "");
      if (answer.status === 200) {
        if (kept.size >= keptMax) kept.clear();
        kept.set(path, topicOf(answer.body));
      }
      if (path !== wanted) return;
      const topic = kept.get(path);
      if (topic) setTravel({ kind: "there", topic });
      else if (answer.status === 404) setTravel({ kind: "failed", reason: "absent" });
      else again(path);
    } catch {
      if (path === wanted) again(path);
    }
  }

  function again(path: string): void {
    setTravel({ kind: "failed", reason: "unreachable" });
    timer = setTimeout(() => fetchState(path), retryMs);
  }

  createEffect(
    on([event, region, at], () => {
      clearTimeout(timer);
      const moment = at();
      if (moment.kind !== "past") {
        wanted = "";
        setTravel({ kind: "present" });
        return;
      }
      const path = askPath(`/v1/snapshot/${region()}`, event(), { at: momentText(moment) });
      wanted = path;
      const topic = kept.get(path);
      if (topic) {
        setTravel({ kind: "there", topic });
        return;
      }
      const now = travel();
      // While the slider moves the last state stays; another region's would be wrong.
      if (now.kind !== "there" || now.topic.region !== region()) setTravel({ kind: "loading" });
      timer = setTimeout(() => fetchState(path), settleMs);
    }),
  );
  onCleanup(() => clearTimeout(timer));
  return travel;
}
