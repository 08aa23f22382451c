// SPDX-License-Identifier: Apache-2.0
// The terminal of one tab: what it shows as signals, what a person does as methods. Everything that
// is made is stored first; the tab that owns the connection then sends it.
import { type Accessor, batch, createSignal } from "solid-js";
import {
  type Content,
  dayKey,
  type Entry,
  entryKey,
  mayReplace,
  type SiteDate,
  type SiteDay,
} from "../outbox/entry";
import { unsent } from "../outbox/machine";
import type { Draft } from "../tally/draft";
import { keepForSync } from "./background";
import { later } from "./later";
import { type LinkRunner, runLink } from "./link_runner";
import { shareDraft } from "./shared_draft";
import {
  DraftSentElsewhere,
  type Identity,
  type Preferences,
  type Store,
  type Usage,
} from "./store";
import { joinTabs, type LinkView, type TabMessage } from "./tabs";
import type { World } from "./world";

export interface Made {
  readonly content: Content;
  readonly confirmed: boolean;
}

export type MakeOutcome = "made" | "sent_elsewhere" | "storage_full" | "storage_failed";

const usageDelayMs = 2_000;

const defaults: Preferences = { language: "id", partner: 1, site: "" };

export type Terminal = ReturnType<typeof makeTerminal>;

export function makeTerminal(store: Store, world: World) {
  const [identity, setIdentity] = createSignal<Identity | null>(null);
  const [entries, setEntries] = createSignal<readonly Entry[]>([]);
  // What earlier enrolments of this device still have to send.
  const [older, setOlder] = createSignal<readonly Entry[]>([]);
  const [view, setView] = createSignal<LinkView | null>(null);
  const [preferences, setPreferences] = createSignal<Preferences>(defaults);
  const [usage, setUsage] = createSignal<Usage>({ sentBytes: 0, receivedBytes: 0 });
  const [ready, setReady] = createSignal(false);
  const [storageFull, setStorageFull] = createSignal(false);

  let runner: LinkRunner | null = null;
  let olderRunners: LinkRunner[] = [];
  // Raised whenever the runners are stopped: one that was still being made then is not needed.
  let generation = 0;
  let owns = false;
  // The days whose totals are shown: in this tab, and in the one that said so last.
  let shownDays: readonly SiteDate[] = [];
  let shownElsewhere: readonly SiteDate[] = [];
  const tabs = joinTabs({ onMessage: onTab, onOwner: (is) => void own(is) });

  const usageTimer = later(usageDelayMs, () => void store.keep("usage", usage()).catch(noted));
  const shared = shareDraft(store, {
    onKept: (draft) => {
      tabs.say({ kind: "draft", draft });
      setStorageFull(false);
    },
    onFailed: noted,
  });
  const syncTimer = later(200, () => {
    const who = identity();
    if (who) void keepForSync(store, who, entries()).catch(noted);
  });

  function noted(error: unknown): void {
    if (isQuota(error)) setStorageFull(true);
  }

  function isQuota(error: unknown): boolean {
    return error instanceof DOMException && error.name === "QuotaExceededError";
  }

  // Only the machine may take a receipt back; anybody else's word may be late.
  function takeEntries(fresh: readonly Entry[], from: "machine" | "person"): void {
    const who = identity();
    const own = fresh.filter(({ terminal }) => terminal === who?.terminal);
    const others = fresh.filter(({ terminal }) => terminal !== who?.terminal);
    if (own.length > 0) setEntries((all) => merged(all, own, from));
    if (others.length > 0) setOlder((all) => merged(all, others, from));
  }

  function onTab(message: TabMessage): void {
    switch (message.kind) {
      case "stored":
        takeEntries(message.entries, "person");
        tellStored(message.entries);
        break;
      case "view":
        if (owns || message.view.terminal !== identity()?.terminal) break;
        batch(() => {
          setView(message.view);
          takeEntries(message.entries, "machine");
        });
        break;
      case "who":
        if (owns) sayView([]);
        break;
      case "hurry":
        runner?.tell({ kind: "hurry" });
        break;
      case "watch":
        shownElsewhere = message.days;
        tellWatched();
        break;
      case "draft":
        shared.hear(message.draft);
        break;
      case "enrolled":
        void load();
        break;
    }
  }

  function tellStored(stored: readonly Entry[]): void {
    const [first] = stored;
    if (first?.terminal === identity()?.terminal) runner?.tell({ kind: "stored", entries: stored });
    syncTimer.soon();
  }

  function tellWatched(): void {
    const days = new Map([...shownElsewhere, ...shownDays].map((day) => [dayKey(day), day]));
    if (days.size > 0) runner?.tell({ kind: "watch", days: [...days.values()] });
  }

  function sayView(changed: readonly Entry[]): void {
    const now = view();
    if (now) tabs.say({ kind: "view", view: now, entries: changed });
  }

  async function load(): Promise<void> {
    const who = (await store.value("identity")) ?? null;
    const earlier = (await store.value("earlier")) ?? [];
    const [own, rest, welcome, days] = await Promise.all([
      who ? store.entries(who.terminal) : [],
      Promise.all(earlier.map(({ terminal }) => store.entries(terminal))),
      who ? store.welcome(who.terminal) : undefined,
      who ? store.days(who.terminal) : [],
    ]);
    batch(() => {
      setIdentity(who);
      setEntries(own);
      setOlder(rest.flat());
      setView(who ? emptyView(who.terminal, days, welcome) : null);
      setReady(true);
    });
    if (owns) await startLinks();
    else tabs.say({ kind: "who" });
  }

  function stopLinks(): void {
    generation += 1;
    runner?.stop();
    for (const each of olderRunners) each.stop();
    runner = null;
    olderRunners = [];
  }

  async function startLinks(): Promise<void> {
    stopLinks();
    const who = identity();
    if (!who) return;
    const own = generation;
    const made = await makeRunner(who, true, own);
    if (!made) return;
    runner = made;
    tellWatched();
    const earlier = (await store.value("earlier")) ?? [];
    for (const each of earlier) {
      const isOwing = unsent(older().filter(({ terminal }) => terminal === each.terminal)) > 0;
      const sender = isOwing ? await makeRunner(each, false, own) : null;
      if (sender) olderRunners.push(sender);
    }
  }

  // Null where the links were stopped meanwhile.
  async function makeRunner(
    who: Identity,
    isCurrent: boolean,
    of: number,
  ): Promise<LinkRunner | null> {
    const [stored, welcome, days] = await Promise.all([
      store.entries(who.terminal),
      store.welcome(who.terminal),
      store.days(who.terminal),
    ]);
    if (of !== generation) return null;
    let keptDays: readonly SiteDay[] = days;
    let keptWelcome = welcome ?? null;
    return runLink(who, { entries: stored, welcome, days }, world, {
      onState: (state) => {
        const shown: LinkView = {
          terminal: who.terminal,
          phase: state.phase,
          sent: [...state.sent.keys()],
          days: [...state.days.values()],
          welcome: state.welcome,
        };
        if (state.welcome && state.welcome !== keptWelcome) {
          keptWelcome = state.welcome;
          void store.keepWelcome(who.terminal, state.welcome).catch(noted);
        }
        if (shown.days.length !== keptDays.length || shown.days.some((d, i) => d !== keptDays[i])) {
          keptDays = shown.days;
          void store.keepDays(who.terminal, shown.days).catch(noted);
        }
        if (!isCurrent) return;
        setView(shown);
        sayView([]);
      },
      onStore: (changed) => {
        takeEntries(changed, "machine");
        sayView(changed);
        void store.update(changed).catch(noted);
        syncTimer.soon();
      },
      onBytes: (sent, received) => {
        setUsage((before) => ({
          sentBytes: before.sentBytes + sent,
          receivedBytes: before.receivedBytes + received,
        }));
        usageTimer.soon();
      },
    });
  }

  async function own(is: boolean): Promise<void> {
    owns = is;
    if (!is) stopLinks();
    else if (ready()) await load();
  }

  // Stores what was made, then lets the owner send it. With `draft`, that is what it came from.
  async function make(
    terminal: string,
    made: readonly Made[],
    from: Draft | null,
  ): Promise<MakeOutcome> {
    const next = shared.next(from);
    try {
      const emptied = from ? { sent: from.id, next } : null;
      const stored = await store.make(terminal, made, world.deviceMs(), emptied);
      batch(() => {
        if (from) shared.wasSent(from, next);
        takeEntries(stored, "person");
        setStorageFull(false);
      });
      if (from) tabs.say({ kind: "draft", draft: next });
      tabs.say({ kind: "stored", entries: stored });
      tellStored(stored);
      return "made";
    } catch (error) {
      if (from && error instanceof DraftSentElsewhere) {
        await shared.wasSentElsewhere(from);
        return "sent_elsewhere";
      }
      if (!isQuota(error)) return "storage_failed";
      setStorageFull(true);
      return "storage_full";
    }
  }

  return {
    identity: identity as Accessor<Identity | null>,
    entries,
    older,
    view,
    draft: shared.draft,
    preferences,
    usage,
    ready,
    storageFull,
    setStorageFull,
    deviceMs: world.deviceMs,
    store,

    async start(): Promise<void> {
      const [kept, used] = await Promise.all([
        store.value("preferences"),
        store.value("usage"),
        shared.load(),
      ]);
      batch(() => {
        if (kept) setPreferences({ ...defaults, ...kept });
        if (used) setUsage(used);
      });
      await load();
    },
    async enrolled(fresh: Identity): Promise<void> {
      await store.enrol(fresh);
      void navigator.storage?.persist?.();
      await load();
      tabs.say({ kind: "enrolled" });
    },
    setDraft: shared.set,
    setPreference(change: Partial<Preferences>): void {
      const next = { ...preferences(), ...change };
      setPreferences(next);
      void store.keep("preferences", next).catch(noted);
    },
    make,
    // What a person adds to entries that wait: a confirmation, or that they were read out.
    async mark(marked: readonly Entry[]): Promise<void> {
      const kept = await store.mark(marked);
      takeEntries(kept, "person");
      tabs.say({ kind: "stored", entries: kept });
      tellStored(kept);
    },
    watch(days: readonly SiteDate[]): void {
      shownDays = days;
      if (owns) tellWatched();
      else tabs.say({ kind: "watch", days });
    },
    hurry(): void {
      if (owns) {
        runner?.tell({ kind: "hurry" });
        for (const each of olderRunners) each.tell({ kind: "hurry" });
      } else tabs.say({ kind: "hurry" });
    },
    // The page may be gone in a moment.
    keepNow(): void {
      shared.keepNow();
      usageTimer.now();
      syncTimer.now();
    },
    dayOnServer(day: SiteDate): SiteDay | undefined {
      return view()?.days.find((each) => dayKey(each) === dayKey(day));
    },
  };
}

function emptyView(
  terminal: string,
  days: readonly SiteDay[],
  welcome: LinkView["welcome"] | undefined,
): LinkView {
  const phase = { kind: "waiting", untilMs: 0 } as const;
  return { terminal, phase, sent: [], days, welcome: welcome ?? null };
}

function merged(
  all: readonly Entry[],
  fresh: readonly Entry[],
  from: "machine" | "person",
): readonly Entry[] {
  const bySeq = new Map(all.map((entry) => [entryKey(entry), entry]));
  for (const entry of fresh) {
    const known = bySeq.get(entryKey(entry));
    if (from === "machine" || !known || mayReplace(entry, known)) bySeq.set(entryKey(entry), entry);
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
