// SPDX-License-Identifier: Apache-2.0
// The service worker: the app's files for the day without signal, and, where a browser has
// Background Sync, what waits is posted although no page is open. It holds no state of its own.
/// <reference lib="webworker" />
import { openDB } from "idb";
import type { Flush } from "./connect/background";

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: readonly { readonly url: string; readonly revision: string | null }[];
};

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const files = self.__WB_MANIFEST;
const scope = "/terminal/";
// Names change with the files: each version of the app has its own cache.
const cacheName = `terminal-${files.map(({ url, revision }) => revision ?? url).join("|")}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(cacheName).then((cache) => {
      const fresh = files.map(({ url }) => new Request(scope + url, { cache: "no-cache" }));
      return cache.addAll(fresh);
    }),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      const old = names.filter((name) => name.startsWith("terminal-") && name !== cacheName);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    }),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = url.origin === self.location.origin && url.pathname.startsWith(scope);
  if (request.method !== "GET" || !isOurs) return;
  const wanted = request.mode === "navigate" ? `${scope}index.html` : url.pathname;
  event.respondWith(
    caches
      .open(cacheName)
      .then((cache) => cache.match(wanted))
      .then((kept) => kept ?? fetch(request)),
  );
});

self.addEventListener("message", ({ data }) => {
  if (data === "skip-waiting") void self.skipWaiting();
});

self.addEventListener("sync", (event) => {
  const { tag } = event as unknown as SyncEvent;
  if (tag === "flush") (event as unknown as SyncEvent).waitUntil(flush());
});

// An open page sends by itself and hears the receipts; without one the kept frames are posted. A
// failed try throws, and the browser tries again.
async function flush(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window" });
  if (pages.length > 0) {
    for (const page of pages) page.postMessage("flush");
    return;
  }
  const db = await openDB("sejuta-terminal");
  const kept = (await db.get("values", "flush")) as Flush | undefined;
  db.close();
  for (const frame of kept?.frames ?? []) {
    const answer = await fetch(`/v1/reports?event=${kept?.event}&device_time_ms=${Date.now()}`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${kept?.token}`,
        "Content-Type": "application/x-protobuf",
      },
      body: frame.slice().buffer,
    });
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
  }
}
