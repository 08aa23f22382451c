// SPDX-License-Identifier: Apache-2.0
// The rehearsal's watermark: the word across the paper, behind the figures; the strip says the same
// to those who do not see it.
import { Show } from "solid-js";
import { useScreen } from "../screen";

const rehearsal = 2;

export function Watermark() {
  const { welcome, texts } = useScreen();
  return (
    <Show when={welcome()?.kind === rehearsal}>
      <svg class="watermark" aria-hidden="true">
        <defs>
          <pattern
            id="rehearsal"
            width="340"
            height="190"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(-18)"
          >
            <text x="8" y="80">
              {texts().rehearsal}
            </text>
            <text x="170" y="172">
              {texts().rehearsal}
            </text>
          </pattern>
        </defs>
        <rect width="100%" height="100%" fill="url(#rehearsal)" />
      </svg>
    </Show>
  );
}
