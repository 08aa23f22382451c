// SPDX-License-Identifier: Apache-2.0
// Several tabs, one connection: the tab that holds the lock owns it, the others hear from it. Where
// there are no locks (a page without HTTPS) every tab owns one: ids made once keep that harmless.
import type { Entry, SiteDate, SiteDay, Welcome } from "../outbox/entry";
import type { Phase } from "../outbox/state";
import type { Draft } from "../tally/draft";

// What the owner's machine shows to all tabs.
export interface LinkView {
  readonly terminal: string;
  readonly phase: Phase;
  readonly sent: readonly number[];
  readonly days: readonly SiteDay[];
  readonly welcome: Welcome | null;
}

export type TabMessage =
  // Made, or confirmed by a person; already stored.
  | { readonly kind: "stored"; readonly entries: readonly Entry[] }
  // From the owner: how things stand, and the entries that changed.
  | { readonly kind: "view"; readonly view: LinkView; readonly entries: readonly Entry[] }
  // To the owner: say how things stand.
  | { readonly kind: "who" }
  | { readonly kind: "hurry" }
  | { readonly kind: "watch"; readonly days: readonly SiteDate[] }
  | { readonly kind: "draft"; readonly draft: Draft }
  | { readonly kind: "enrolled" };

const lockName = "sejuta-terminal";
const channelName = "sejuta-terminal";
// An owner that does not answer for so long is frozen: its lock is taken over.
const askOwnerMs = 5_000;
const ownerSilenceMs = 4_000;

export interface Tabs {
  say(message: TabMessage): void;
}

export interface TabListener {
  onMessage(message: TabMessage): void;
  onOwner(owns: boolean): void;
}

export function joinTabs(listener: TabListener): Tabs {
  const channel = new BroadcastChannel(channelName);
  let owns = false;
  let askedMs: number | null = null;

  function own(is: boolean): void {
    if (owns === is) return;
    owns = is;
    listener.onOwner(is);
  }

  async function queue(options: LockOptions): Promise<void> {
    try {
      await navigator.locks.request(lockName, options, () => {
        own(true);
        return new Promise<never>(() => undefined);
      });
    } catch {
      // Taken over by another tab: stand in line again.
      own(false);
      queue({});
    }
  }

  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === "view") askedMs = null;
    listener.onMessage(data);
  };

  function lookAfterOwner(): void {
    if (owns || document.visibilityState !== "visible") return;
    if (askedMs !== null && performance.now() - askedMs > ownerSilenceMs) {
      askedMs = null;
      queue({ steal: true });
      return;
    }
    if (askedMs === null) {
      askedMs = performance.now();
      channel.postMessage({ kind: "who" } satisfies TabMessage);
    }
  }

  if (navigator.locks) {
    queue({});
    setInterval(lookAfterOwner, askOwnerMs);
    setTimeout(lookAfterOwner, 50);
  } else {
    queueMicrotask(() => own(true));
  }
  return { say: (message) => channel.postMessage(message) };
}
