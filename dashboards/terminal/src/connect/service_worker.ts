// SPDX-License-Identifier: Apache-2.0
// Registers the service worker, and hears from it. A new version waits until a person takes it or
// every page is closed: nobody's tally is taken away in the middle of the day.
export interface WorkerListener {
  onUpdate(): void;
  // The worker asks a page that is open to send what waits.
  onFlush(): void;
}

const updateIntervalMs = 60 * 60_000;

export function registerWorker(listener: WorkerListener): { update(): void } {
  let waiting: ServiceWorker | null = null;
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return { update: () => undefined };
  // Only the tab whose person asked for the new version starts anew.
  let asked = false;

  function offer(worker: ServiceWorker | null): void {
    if (worker === null || !navigator.serviceWorker.controller) return;
    waiting = worker;
    listener.onUpdate();
  }
  async function register(): Promise<void> {
    const registration = await navigator.serviceWorker.register("/terminal/sw.js", {
      scope: "/terminal/",
    });
    function watchInstalling(): void {
      const fresh = registration.installing;
      fresh?.addEventListener("statechange", () => {
        if (fresh.state === "installed") offer(fresh);
      });
    }
    offer(registration.waiting);
    watchInstalling();
    registration.addEventListener("updatefound", watchInstalling);
    setInterval(() => void registration.update().catch(() => undefined), updateIntervalMs);
  }
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data === "flush") listener.onFlush();
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (asked) location.reload();
  });
  void register().catch(() => undefined);
  return {
    update: () => {
      asked = true;
      waiting?.postMessage("skip-waiting");
    },
  };
}
