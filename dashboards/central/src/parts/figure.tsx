// SPDX-License-Identifier: Apache-2.0
// One number in a table; its row glows once when it changes.
import { createEffect, on } from "solid-js";
import { useScreen } from "../screen";
import { glow } from "./motion";

export function Figure(props: { readonly value: number }) {
  const { format } = useScreen();
  let element: HTMLSpanElement | undefined;
  createEffect(
    on(
      () => props.value,
      () => {
        const row = element?.closest("tr");
        if (row) glow(row);
      },
      { defer: true },
    ),
  );
  return (
    <span class="figure" ref={element}>
      {format().integer(props.value)}
    </span>
  );
}
