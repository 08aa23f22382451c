// SPDX-License-Identifier: Apache-2.0
// A large number whose changed digits roll. Screen readers get the plain text instead.
import { createEffect, Index, on } from "solid-js";
import { roll } from "./motion";

function Glyph(props: { readonly text: string }) {
  let element: HTMLSpanElement | undefined;
  createEffect(
    on(
      () => props.text,
      () => element && roll(element),
      { defer: true },
    ),
  );
  return (
    <span class="glyph" ref={element}>
      {props.text}
    </span>
  );
}

export function Rolling(props: { readonly text: string }) {
  return (
    <>
      <span class="only-read">{props.text}</span>
      <span aria-hidden="true">
        <Index each={[...props.text]}>{(glyph) => <Glyph text={glyph()} />}</Index>
      </span>
    </>
  );
}
