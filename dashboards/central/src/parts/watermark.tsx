// SPDX-License-Identifier: Apache-2.0
// The rehearsal's watermark: the word across the paper behind the figures. The strip in the header
// says the same in a sentence for those who do not see it.
import { EventKind } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { Show } from "solid-js";
import { useScreen } from "../screen";

export function isRehearsal(kind: EventKind | undefined): boolean {
  return kind === EventKind.REHEARSAL;
}

export function Watermark() {
  const { event, texts } = useScreen();
  return (
    <Show when={isRehearsal(event()?.kind)}>
      <svg class="watermark" aria-hidden="true">
        <defs>
          <pattern
            id="rehearsal"
            width="1280"
            height="440"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(-18)"
          >
            <text x="8" y="170">
              {texts().rehearsal.mark}
            </text>
            <text x="648" y="390">
              {texts().rehearsal.mark}
            </text>
          </pattern>
        </defs>
        <rect width="100%" height="100%" fill="url(#rehearsal)" />
      </svg>
    </Show>
  );
}
