// SPDX-License-Identifier: Apache-2.0
// The terminal's memory: IndexedDB. Entries by (terminal, seq) and a few single values. A seq is
// taken in the same transaction that stores its entry and empties the draft, written through to the
// disk before anybody hears of it: two tabs never get the same seq, one draft is sent once.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { type Content, type Entry, mayReplace, type SiteDay, type Welcome } from "../outbox/entry";
import type { Draft } from "../tally/draft";
import type { Flush } from "./background";

export interface Identity {
  readonly token: string;
  readonly terminal: string;
  readonly event: string;
  readonly sites: readonly string[];
  // 32 hex digits made with the token: a copy of the token on another device has not got them.
  readonly install?: string;
}

// A single-use code on its way to a token: stored before it is sent, so that a lost answer can be
// asked for again.
export interface Claim {
  readonly code: string;
  readonly claim: string;
}

export interface Preferences {
  readonly language: "id" | "en";
  readonly partner: number;
  readonly site: string;
}

export interface Usage {
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

interface Values {
  readonly identity: Identity;
  readonly earlier: readonly Identity[];
  readonly claim: Claim;
  readonly draft: Draft;
  readonly preferences: Preferences;
  readonly usage: Usage;
  readonly flush: Flush;
}

interface Schema extends DBSchema {
  entries: { key: [string, number]; value: Entry };
  // Values by name; "seq:TERMINAL", "welcome:TERMINAL" and "days:TERMINAL" beside the above.
  values: { key: string; value: unknown };
}

export class DraftSentElsewhere extends Error {}

export class Store {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  // `onOutdated` is called when a newer version of the app waits for this page to let go.
  static async open(onOutdated: () => void, name = "sejuta-terminal"): Promise<Store> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("entries", { keyPath: ["terminal", "seq"] });
        fresh.createObjectStore("values");
      },
      blocking: onOutdated,
    });
    return new Store(db);
  }

  async value<K extends keyof Values>(key: K): Promise<Values[K] | undefined> {
    return (await this.db.get("values", key)) as Values[K] | undefined;
  }

  async keep<K extends keyof Values>(key: K, value: Values[K]): Promise<void> {
    await this.db.put("values", value, key);
  }

  async forget(key: keyof Values): Promise<void> {
    await this.db.delete("values", key);
  }

  // The draft of all tabs; made by the first one that asks.
  async draft(fresh: Draft): Promise<Draft> {
    const tx = this.db.transaction("values", "readwrite");
    const stored = (await tx.store.get("draft")) as Draft | undefined;
    if (!stored) await tx.store.put(fresh, "draft");
    await tx.done;
    return stored ?? fresh;
  }

  // Keeps the draft unless it was sent meanwhile (false), or another tab kept a newer word on it.
  async keepDraft(draft: Draft): Promise<boolean> {
    const tx = this.db.transaction("values", "readwrite");
    const stored = (await tx.store.get("draft")) as Draft | undefined;
    const isCurrent = stored === undefined || stored.id === draft.id;
    const isNewest = stored === undefined || draft.version >= stored.version;
    if (isCurrent && isNewest) await tx.store.put(draft, "draft");
    await tx.done;
    return isCurrent;
  }

  async welcome(terminal: string): Promise<Welcome | undefined> {
    return (await this.db.get("values", `welcome:${terminal}`)) as Welcome | undefined;
  }

  async keepWelcome(terminal: string, welcome: Welcome): Promise<void> {
    await this.db.put("values", welcome, `welcome:${terminal}`);
  }

  async days(terminal: string): Promise<readonly SiteDay[]> {
    return ((await this.db.get("values", `days:${terminal}`)) as SiteDay[] | undefined) ?? [];
  }

  async keepDays(terminal: string, days: readonly SiteDay[]): Promise<void> {
    await this.db.put("values", days, `days:${terminal}`);
  }

  async entries(terminal: string): Promise<Entry[]> {
    return this.db.getAll("entries", IDBKeyRange.bound([terminal, 0], [terminal, 2 ** 31]));
  }

  // Makes an identity the one that reports; what an earlier one still has to send is kept.
  async enrol(identity: Identity): Promise<void> {
    const tx = this.db.transaction("values", "readwrite", { durability: "strict" });
    const before = (await tx.store.get("identity")) as Identity | undefined;
    if (before && before.terminal !== identity.terminal) {
      const earlier = ((await tx.store.get("earlier")) as Identity[] | undefined) ?? [];
      await tx.store.put([...earlier, before], "earlier");
    }
    await tx.store.put(identity, "identity");
    await tx.store.delete("claim");
    await tx.done;
  }

  // Makes the entries of one press, and empties the draft that they come from. Throws
  // DraftSentElsewhere where another tab was quicker, and the store's own error (such as
  // QuotaExceededError) where nothing was kept.
  async make(
    terminal: string,
    contents: readonly { readonly content: Content; readonly confirmed: boolean }[],
    madeAtMs: number,
    draft: { readonly sent: string; readonly next: Draft } | null,
  ): Promise<Entry[]> {
    const tx = this.db.transaction(["entries", "values"], "readwrite", { durability: "strict" });
    const values = tx.objectStore("values");
    try {
      const stored = (await values.get("draft")) as Draft | undefined;
      if (draft && stored && stored.id !== draft.sent) throw new DraftSentElsewhere();
      const next = ((await values.get(`seq:${terminal}`)) as number | undefined) ?? 1;
      const entries = contents.map(
        ({ content, confirmed }, index): Entry => ({
          terminal,
          seq: next + index,
          content,
          confirmed,
          dictated: false,
          madeAtMs,
          group: next,
          state: "waiting",
          receipt: null,
          proofRefused: false,
          refusal: null,
        }),
      );
      for (const entry of entries) await tx.objectStore("entries").add(entry);
      await values.put(next + entries.length, `seq:${terminal}`);
      if (draft) await values.put(draft.next, "draft");
      await tx.done;
      return entries;
    } catch (error) {
      tx.done.catch(() => undefined);
      try {
        tx.abort();
      } catch {
        // It had ended by itself.
      }
      throw error;
    }
  }

  // What the connection's machine says of entries: a receipt, or that the ledger lost one.
  async update(entries: readonly Entry[]): Promise<void> {
    const tx = this.db.transaction("entries", "readwrite");
    await Promise.all([...entries.map((entry) => tx.store.put(entry)), tx.done]);
  }

  // What a person adds to entries, as they are kept now: a receipt that came meanwhile stays.
  async mark(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const tx = this.db.transaction("entries", "readwrite");
    const kept: Entry[] = [];
    for (const entry of entries) {
      const now = await tx.store.get([entry.terminal, entry.seq]);
      const stays = now && !mayReplace(entry, now);
      if (!stays) await tx.store.put(entry);
      kept.push(stays ? now : entry);
    }
    await tx.done;
    return kept;
  }
}
