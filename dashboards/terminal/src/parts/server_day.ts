// SPDX-License-Identifier: Apache-2.0
// While a page shows what the server has of the day, it is asked for again and again: colleagues at
// the same site report too.
import { onCleanup } from "solid-js";
import type { Screen } from "../screen";

const askIntervalMs = 10_000;

export function keepServerDayFresh({ askServerDay }: Pick<Screen, "askServerDay">): void {
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") askServerDay();
  }, askIntervalMs);
  onCleanup(() => clearInterval(timer));
}
