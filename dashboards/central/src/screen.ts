// SPDX-License-Identifier: Apache-2.0
// What every part of the page may ask: the state it shows (the present, or a moment of the past), the
// texts, the formats, the way to another address. Parts get it from context and hold no state of
// their own beyond their looks.
import type { Format } from "@sejuta/shared/src/format";
import { type Accessor, createContext, useContext } from "solid-js";
import type { Account, Post } from "./connect/account";
import type { Get } from "./connect/fetching";
import type { Travel } from "./connect/travel";
import type { LiveState } from "./live/machine";
import type { EventInfo, Target, Topic } from "./live/model";
import type { Route } from "./route";
import type { Texts } from "./texts";

export interface Screen {
  readonly live: Accessor<LiveState>;
  // The shown region's state at the shown moment; null before its first snapshot.
  readonly topic: Accessor<Topic | null>;
  // The shown region's present state, also while the past is shown.
  readonly liveTopic: Accessor<Topic | null>;
  // The nation's present state.
  readonly nation: Accessor<Topic | null>;
  readonly event: Accessor<EventInfo | null>;
  readonly travel: Accessor<Travel>;
  readonly isPast: Accessor<boolean>;
  // The event clock that the screen shows: now, or the moment of the past; 0 while it is not known.
  readonly clockMs: Accessor<number>;
  // The target that percentages are of, by the chosen set.
  readonly target: Accessor<Target | null>;
  readonly route: Accessor<Route>;
  readonly texts: Accessor<Texts>;
  readonly format: Accessor<Format>;
  readonly get: Get;
  readonly post: Post;
  readonly account: Account;
  // A region's name where it is known, otherwise its code.
  nameOf(code: string): string;
  learn(names: ReadonlyMap<string, string>): void;
  go(route: Route): void;
  // A choice within the same page: the address follows, the history does not grow.
  choose(choice: Partial<Route>): void;
  hurry(): void;
}

export const ScreenContext = createContext<Screen>();

export function useScreen(): Screen {
  const screen = useContext(ScreenContext);
  if (!screen) throw new Error("a part of the page outside its screen");
  return screen;
}
