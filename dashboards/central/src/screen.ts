// SPDX-License-Identifier: Apache-2.0
// What every part of the page may ask: the live state, the texts, the formats, the way to another
// region. Parts get it from context and hold no state of their own beyond their looks.
import type { Format } from "@sejuta/shared/src/format";
import { type Accessor, createContext, useContext } from "solid-js";
import type { LiveState } from "./live/machine";
import type { Topic } from "./live/model";
import type { Route } from "./route";
import type { Texts } from "./texts";

export interface Screen {
  readonly live: Accessor<LiveState>;
  // The shown region's state; null before its first snapshot.
  readonly topic: Accessor<Topic | null>;
  readonly nation: Accessor<Topic | null>;
  readonly route: Accessor<Route>;
  readonly texts: Accessor<Texts>;
  readonly format: Accessor<Format>;
  go(route: Route): void;
  hurry(): void;
}

export const ScreenContext = createContext<Screen>();

export function useScreen(): Screen {
  const screen = useContext(ScreenContext);
  if (!screen) throw new Error("a part of the page outside its screen");
  return screen;
}
