// SPDX-License-Identifier: Apache-2.0
// A fall in words: how much, where, why, when. The headline carries the deepest ones of the last
// minutes, so that nobody sees a number fall without the reason beside it.
import { createMemo, For, Show } from "solid-js";
import { zoneOf } from "../geography/zones";
import { type FallGroup, fallGroups, type Movements } from "../live/movements";
import { useScreen } from "../screen";

const headlineFalls = 2;

export function FallLine(props: { readonly group: FallGroup }) {
  const { texts, format, nameOf } = useScreen();
  const text = () => {
    const { acceptors, region, reason, lastMs } = props.group;
    const clock = `${format().hour(lastMs, zoneOf(region))}\u00a0${zoneOf(region)}`;
    const say = acceptors > 0 ? texts().room.raise : texts().room.fall;
    return say(
      format().integer(Math.abs(acceptors)),
      nameOf(region),
      texts().room.reason(reason),
      clock,
    );
  };
  return (
    <span
      class="fall"
      classList={{ raise: props.group.acceptors > 0 }}
      data-fall={props.group.region}
    >
      <svg class="mark" viewBox="0 0 10 10" aria-hidden="true">
        <path d={props.group.acceptors > 0 ? "M5 1 9 8H1z" : "M5 9 1 2h8z"} />
      </svg>
      {text()}
    </span>
  );
}

export function HeadlineFalls(props: { readonly movements: Movements | null }) {
  const groups = createMemo(() =>
    fallGroups(props.movements?.falls ?? [])
      .filter(({ acceptors }) => acceptors < 0)
      .slice(0, headlineFalls),
  );
  return (
    <Show when={groups().length > 0}>
      <div class="headline-falls">
        <For each={groups()}>
          {(group) => (
            <p>
              <FallLine group={group} />
            </p>
          )}
        </For>
      </div>
    </Show>
  );
}
