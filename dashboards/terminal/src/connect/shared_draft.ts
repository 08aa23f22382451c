// SPDX-License-Identifier: Apache-2.0
// The tally that all tabs of a phone share: kept a moment after a tap and said to the other tabs,
// whose words come late at times. What was tapped here stands, whatever is heard.
import { type Accessor, createSignal } from "solid-js";
import { carriedOver, type Draft, emptyDraft, isNewer } from "../tally/draft";
import { later } from "./later";
import type { Store } from "./store";

const keepDelayMs = 120;

export interface DraftListener {
  // What is kept now, of which the other tabs are to hear.
  onKept(draft: Draft): void;
  onFailed(error: unknown): void;
}

export interface SharedDraft {
  readonly draft: Accessor<Draft>;
  load(): Promise<void>;
  // What a person made of it.
  set(changed: Draft): void;
  hear(other: Draft): void;
  // The one that comes after a draft is sent.
  next(sent: Draft | null): Draft;
  wasSent(sent: Draft, next: Draft): void;
  wasSentElsewhere(sent: Draft): Promise<void>;
  keepNow(): void;
}

function freshDraft(number = 0): Draft {
  return emptyDraft(`${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`, number);
}

export function shareDraft(
  store: Pick<Store, "draft" | "keepDraft">,
  listener: DraftListener,
): SharedDraft {
  // Of `draft`, what all tabs have; the rest was tapped here since.
  let common = emptyDraft("");
  const [draft, setDraft] = createSignal<Draft>(common);
  let kept = Promise.resolve();
  const timer = later(keepDelayMs, () => {
    kept = keep();
  });

  // A newer draft of all tabs, with what was tapped here since the last one.
  function take(newer: Draft): void {
    const carried = carriedOver(newer, draft(), common);
    common = newer;
    setDraft(carried);
    if (carried !== newer) timer.soon();
  }

  // The stored draft in place of the one of this id, unless this tab went on from it meanwhile.
  async function takeStored(inPlaceOf: string): Promise<void> {
    const stored = await store.draft(freshDraft());
    if (draft().id === inPlaceOf) take(stored);
  }

  async function keep(): Promise<void> {
    const mine = draft();
    try {
      if (!(await store.keepDraft(mine))) return await takeStored(mine.id);
      if (isNewer(mine, common)) common = mine;
      listener.onKept(mine);
    } catch (error) {
      listener.onFailed(error);
    }
  }

  return {
    draft,
    load: () => takeStored(draft().id),
    set: (changed) => {
      setDraft(changed);
      timer.soon();
    },
    // Not while it is unknown whether what was tapped here is in it.
    hear: (other) => void kept.then(() => isNewer(other, common) && take(other)),
    next: (sent) => freshDraft((sent?.number ?? 0) + 1),
    wasSent: (sent, next) => {
      common = sent;
      take(next);
    },
    wasSentElsewhere: (sent) => takeStored(sent.id),
    keepNow: timer.now,
  };
}
