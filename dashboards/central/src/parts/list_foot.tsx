// SPDX-License-Identifier: Apache-2.0
// Under a long table: how many of its rows are shown, as of when, and a button for more.
import { Show } from "solid-js";
import { useScreen } from "../screen";

export function ListFoot(props: {
  readonly shown: number;
  // The rows that are here, and all that there are.
  readonly here: number;
  readonly total: number;
  readonly asOfMs?: number;
  readonly onMore: () => void;
}) {
  const { format, texts } = useScreen();
  return (
    <p class="list-foot">
      <span class="quiet">
        {texts().room.moreRows(format().integer(props.shown), format().integer(props.total))}
        <Show when={props.asOfMs !== undefined}>
          {" · "}
          {texts().per(format().clock(props.asOfMs ?? 0))}
        </Show>
      </span>
      <Show when={props.shown < props.here}>
        <button type="button" onClick={() => props.onMore()}>
          {texts().room.showMore}
        </button>
      </Show>
    </p>
  );
}
