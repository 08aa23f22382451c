// SPDX-License-Identifier: Apache-2.0
// The mark of a state: a shape for the eye, beside the word that says it.
import type { ShownState } from "../outbox/view";

export type MarkName = ShownState | "draft";

const shapes: Readonly<Record<MarkName, string>> = {
  draft: "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9",
  waiting: "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M6 3.5V6.2L8 7.4",
  sent: "M2 6.5h8M6.5 3L10 6.5L6.5 10",
  received: "M1.8 6.4L4.7 9.3L10.3 2.9",
  refused: "M2.5 2.5L9.5 9.5M9.5 2.5L2.5 9.5",
  asking: "M4 4.2a2 2 0 1 1 2.7 1.9C6.2 6.4 6 6.8 6 7.5M6 9.6v.4",
};

export function Mark(props: { readonly of: MarkName }) {
  return (
    <svg class={`mark ${props.of}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={shapes[props.of]} />
    </svg>
  );
}
