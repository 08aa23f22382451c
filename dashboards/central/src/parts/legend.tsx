// SPDX-License-Identifier: Apache-2.0
// The one scale of the page with its words, and the states that are not on it.
import { createMemo, For, Show } from "solid-js";
import type { Measure } from "../live/measure";
import { useScreen } from "../screen";

const steps = [0, 1, 2, 3, 4, 5];

export function Legend(props: { readonly by: Measure }) {
  const { texts, topic } = useScreen();
  const isAnyHidden = createMemo(() =>
    [...(topic()?.totals.byRegion.values() ?? [])].some(({ hidden }) => hidden),
  );
  const words = () => texts().room;
  return (
    <p class="legend">
      <span class="scale">
        <span>{words().legendBelow}</span>
        <For each={steps}>{(step) => <i class={`chip step-${step}`} aria-hidden="true" />}</For>
        <span>{words().legendOnTime}</span>
      </span>
      <span class="key">
        <i class="chip step-6" aria-hidden="true" />
        {props.by === "pace" ? words().legendAbovePace : words().legendAboveTarget}
      </span>
      <span class="key">
        <i class="chip shade-silent" aria-hidden="true" />
        {words().notReported}
      </span>
      <span class="key">
        <i class="chip shade-no-target" aria-hidden="true" />
        {words().noTarget}
      </span>
      <Show when={isAnyHidden()}>
        <span class="key" data-key="hidden">
          <i class="chip shade-hidden" aria-hidden="true" />
          {texts().wall.hidden}
        </span>
      </Show>
    </p>
  );
}
