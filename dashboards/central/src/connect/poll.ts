// SPDX-License-Identifier: Apache-2.0
// Asks for one thing again and again while people look at it: every two seconds, at once when the
// live stream hints at news, never two at a time, never while the tab is hidden. What was there
// stays until something newer comes.
import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import { type Get, jsonOf } from "./fetching";

export const pollIntervalMs = 2_000;
const hurryPauseMs = 500;

// How the asking goes: "absent" where this server does not have it (yet: a site that was added a
// moment ago), "forbidden" where it is for others; that is not asked again.
export type PollState = "loading" | "ok" | "absent" | "forbidden" | "failing";

const stateOfStatus: ReadonlyMap<number, PollState> = new Map([
  [401, "forbidden"],
  [403, "forbidden"],
  [404, "absent"],
]);

export interface Poll<T> {
  readonly data: Accessor<T | null>;
  readonly state: Accessor<PollState>;
  hurry(): void;
}

export interface PollOptions<T> {
  // Null: nothing to ask for now.
  readonly path: Accessor<string | null>;
  readonly parse: (body: unknown) => T;
  readonly get: Get;
  readonly everyMs?: number;
}

export function createPoll<T>({
  path,
  parse,
  get,
  everyMs = pollIntervalMs,
}: PollOptions<T>): Poll<T> {
  const [data, setData] = createSignal<T | null>(null);
  const [state, setState] = createSignal<PollState>("loading");
  let asked: string | null = null;
  let etag = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedAtMs = 0;
  let isBusy = false;
  // News was hinted at while an answer, perhaps an older one, was on its way.
  let isHurried = false;
  const isForbidden = (): boolean => state() === "forbidden";

  function plan(afterMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(ask, afterMs);
  }

  function take(status: number, body: ArrayBuffer, newEtag: string): void {
    if (status === 304) {
      setState("ok");
    } else if (status === 200) {
      setData(() => parse(jsonOf(body)));
      etag = newEtag;
      setState("ok");
    } else {
      setState(stateOfStatus.get(status) ?? "failing");
    }
  }

  async function ask(): Promise<void> {
    const now = asked;
    if (now === null || isBusy || document.visibilityState === "hidden") return;
    isBusy = true;
    isHurried = false;
    askedAtMs = Date.now();
    try {
      const answer = await get(now, etag);
      if (asked === now) take(answer.status, answer.body, answer.etag);
    } catch {
      if (asked === now) setState("failing");
    }
    isBusy = false;
    if (asked !== null && (!isForbidden() || asked !== now)) plan(pauseAfter(now));
  }

  function pauseAfter(answered: string): number {
    if (asked !== answered) return 0;
    if (isHurried) return hurryPauseMs;
    return state() === "failing" ? Math.min(everyMs, pollIntervalMs) : everyMs;
  }

  createEffect(
    on(path, (next) => {
      clearTimeout(timer);
      asked = next;
      etag = "";
      setData(null);
      setState("loading");
      if (next !== null) plan(0);
    }),
  );
  const onVisible = (): void => {
    if (document.visibilityState === "visible" && !isForbidden()) plan(0);
  };
  document.addEventListener("visibilitychange", onVisible);
  onCleanup(() => {
    asked = null;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onVisible);
  });
  return {
    data,
    state,
    hurry: () => {
      if (asked === null || isForbidden()) return;
      isHurried = isBusy;
      if (!isBusy) plan(Math.max(0, askedAtMs + hurryPauseMs - Date.now()));
    },
  };
}
