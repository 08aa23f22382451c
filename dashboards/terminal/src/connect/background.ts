// SPDX-License-Identifier: Apache-2.0
// For Background Sync, where a browser has it: the frames that a service worker can post while no
// page is open, kept as bytes. It reads no answer: the next page sends the same again and gets the
// same receipts.
import type { Entry } from "../outbox/entry";
import { reportsPerFrameMax } from "../outbox/state";
import type { Identity, Store } from "./store";
import { frameBytes } from "./wire";

export const syncTag = "flush";

export interface Flush {
  readonly event: string;
  readonly token: string;
  readonly frames: readonly Uint8Array[];
}

interface SyncRegistration extends ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

export async function keepForSync(
  store: Store,
  who: Identity,
  entries: readonly Entry[],
): Promise<void> {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  const seqs = entries
    .filter(({ state, content }) => state === "waiting" && content.kind === "report")
    .map(({ seq }) => seq);
  const frames: Uint8Array[] = [];
  for (let at = 0; at < seqs.length; at += reportsPerFrameMax) {
    const some = seqs.slice(at, at + reportsPerFrameMax);
    frames.push(frameBytes({ kind: "reports", seqs: some }, who, bySeq, 0));
  }
  await store.keep("flush", { event: who.event, token: who.token, frames });
  if (frames.length === 0) return;
  const registration: SyncRegistration | undefined =
    await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register(syncTag);
}
