// SPDX-License-Identifier: Apache-2.0
// A part of the page that is fetched when it is needed, and asked for again where the network lost
// it.
import { type Component, lazy } from "solid-js";
import { askAgainMs } from "../connect/fetching";

// biome-ignore lint/suspicious/noExplicitAny: as Solid's own lazy takes any component.
export function lazyAgain<T extends Component<any>>(fetchPart: () => Promise<T>) {
  async function untilThere(): Promise<{ default: T }> {
    for (;;) {
      try {
        return { default: await fetchPart() };
      } catch {
        await new Promise((resolve) => setTimeout(resolve, askAgainMs));
      }
    }
  }
  return lazy(untilThere);
}
