// SPDX-License-Identifier: Apache-2.0
// The terminal of one tab: what it shows as signals, what a person does as methods. Everything that
// is made is stored first; the tab that owns the connection then sends it.
import { type Accessor, batch, createSignal } from "solid-js";
import { type Content, dayKey, type Entry, type SiteDate, type SiteDay } from "../outbox/entry";
import { unsent } from "../outbox/machine";
import { carriedOver, type Draft, emptyDraft, isNewer } from "../tally/draft";
import { keepForSync } from "./background";
import { type LinkRunner, runLink } from "./link_runner";
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

const draftDelayMs = 120;
const usageDelayMs = 2_000;

const defaults: Preferences = { language: "id", partner: 1, site: "" };

export type Terminal = ReturnType<typeof makeTerminal>;

function freshDraft(number = 0): Draft {
  return emptyDraft(`${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`, number);
}

// A timer that runs the newest of many calls.
function later(delayMs: number, run: () => void): { soon(): void; now(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const now = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    run();
  };
  return {
    soon: () => {
      timer ??= setTimeout(now, delayMs);
    },
    now,
  };
}

export function makeTerminal(store: Store, world: World) {
  const [identity, setIdentity] = createSignal<Identity | null>(null);
  const [entries, setEntries] = createSignal<readonly Entry[]>([]);
  // What earlier enrolments of this device still have to send.
  const [older, setOlder] = createSignal<readonly Entry[]>([]);
  const [view, setView] = createSignal<LinkView | null>(null);
  // Of `draft`, what all tabs have; the rest was tapped here since.
  let shared = emptyDraft("");
  const [draft, setDraftSignal] = createSignal<Draft>(shared);
  const [preferences, setPreferences] = createSignal<Preferences>(defaults);
  const [usage, setUsage] = createSignal<Usage>({ sentBytes: 0, receivedBytes: 0 });
  const [ready, setReady] = createSignal(false);
  const [storageFull, setStorageFull] = createSignal(false);

  let runner: LinkRunner | null = null;
  let olderRunners: LinkRunner[] = [];
  let owns = false;
  const tabs = joinTabs({ onMessage: onTab, onOwner: (is) => void own(is) });

  const usageTimer = later(usageDelayMs, () => void store.keep("usage", usage()).catch(noted));
  let kept = Promise.resolve();
  const draftTimer = later(draftDelayMs, () => {
    kept = keepDraft();
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

  function takeEntries(fresh: readonly Entry[]): void {
    const who = identity();
    const own = fresh.filter(({ terminal }) => terminal === who?.terminal);
    const others = fresh.filter(({ terminal }) => terminal !== who?.terminal);
    if (own.length > 0) setEntries((all) => merged(all, own));
    if (others.length > 0) setOlder((all) => merged(all, others));
  }

  function onTab(message: TabMessage): void {
    switch (message.kind) {
      case "stored":
        takeEntries(message.entries);
        tellStored(message.entries);
        break;
      case "view":
        if (owns || message.view.terminal !== identity()?.terminal) break;
        batch(() => {
          setView(message.view);
          takeEntries(message.entries);
        });
        break;
      case "who":
        if (owns) sayView([]);
        break;
      case "hurry":
        runner?.tell({ kind: "hurry" });
        break;
      case "watch":
        runner?.tell({ kind: "watch", days: message.days });
        break;
      case "draft":
        // Not while it is unknown whether what was tapped here is in it.
        void kept.then(() => takeDraft(message.draft));
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
    runner?.stop();
    for (const each of olderRunners) each.stop();
    runner = null;
    olderRunners = [];
  }

  async function startLinks(): Promise<void> {
    stopLinks();
    const who = identity();
    if (!who) return;
    runner = await makeRunner(who, true);
    const earlier = (await store.value("earlier")) ?? [];
    for (const each of earlier) {
      const isOwing = unsent(older().filter(({ terminal }) => terminal === each.terminal)) > 0;
      if (isOwing) olderRunners.push(await makeRunner(each, false));
    }
  }

  async function makeRunner(who: Identity, isCurrent: boolean): Promise<LinkRunner> {
    const [stored, welcome, days] = await Promise.all([
      store.entries(who.terminal),
      store.welcome(who.terminal),
      store.days(who.terminal),
    ]);
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
        takeEntries(changed);
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

  // A newer draft of all tabs, with what was tapped here since the last one.
  function shareDraft(newer: Draft): void {
    const carried = carriedOver(newer, draft(), shared);
    shared = newer;
    setDraftSignal(carried);
    if (carried !== newer) draftTimer.soon();
  }

  function takeDraft(other: Draft): void {
    if (isNewer(other, shared)) shareDraft(other);
  }

  // The stored draft in place of the one of this id, unless this tab went on from it meanwhile.
  async function takeStoredDraft(inPlaceOf: string): Promise<void> {
    const stored = await store.draft(freshDraft());
    if (draft().id === inPlaceOf) shareDraft(stored);
  }

  async function keepDraft(): Promise<void> {
    const mine = draft();
    try {
      if (await store.keepDraft(mine)) {
        if (isNewer(mine, shared)) shared = mine;
        tabs.say({ kind: "draft", draft: mine });
      } else await takeStoredDraft(mine.id);
      setStorageFull(false);
    } catch (error) {
      noted(error);
    }
  }

  // Stores what was made, then lets the owner send it. With `draft`, that is what it came from.
  async function make(
    terminal: string,
    made: readonly Made[],
    from: Draft | null,
  ): Promise<MakeOutcome> {
    const next = freshDraft((from?.number ?? 0) + 1);
    try {
      const emptied = from ? { sent: from.id, next } : null;
      const stored = await store.make(terminal, made, world.deviceMs(), emptied);
      batch(() => {
        if (from) {
          shared = from;
          shareDraft(next);
        }
        takeEntries(stored);
        setStorageFull(false);
      });
      if (from) tabs.say({ kind: "draft", draft: next });
      tabs.say({ kind: "stored", entries: stored });
      tellStored(stored);
      return "made";
    } catch (error) {
      if (error instanceof DraftSentElsewhere) {
        await takeStoredDraft(from?.id ?? "");
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
    draft,
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
        takeStoredDraft(draft().id),
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
    setDraft(next: Draft): void {
      setDraftSignal(next);
      draftTimer.soon();
    },
    setPreference(change: Partial<Preferences>): void {
      const next = { ...preferences(), ...change };
      setPreferences(next);
      void store.keep("preferences", next).catch(noted);
    },
    make,
    // What a person adds to entries that wait: a confirmation, or that they were read out.
    async mark(marked: readonly Entry[]): Promise<void> {
      await store.update(marked);
      takeEntries(marked);
      tabs.say({ kind: "stored", entries: marked });
      tellStored(marked);
    },
    watch(days: readonly SiteDate[]): void {
      if (owns) runner?.tell({ kind: "watch", days });
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
      draftTimer.now();
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

function merged(all: readonly Entry[], fresh: readonly Entry[]): readonly Entry[] {
  const bySeq = new Map(all.map((entry) => [`${entry.terminal} ${entry.seq}`, entry]));
  for (const entry of fresh) bySeq.set(`${entry.terminal} ${entry.seq}`, entry);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
