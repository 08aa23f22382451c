// SPDX-License-Identifier: Apache-2.0
// Small things that several panels have: a choice between views, the button that hands a table out
// as CSV, the line that says how a list that is asked for stands.
import { For, type JSX, Show } from "solid-js";
import type { PollState } from "../connect/poll";
import { csvOf, type Table } from "../live/csv";
import type { Sequence } from "../live/model";
import { momentText } from "../live/moment";
import { useScreen } from "../screen";

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
}

// A choice in a row of buttons; the chosen one is pressed.
export function Choice<T extends string>(props: {
  readonly label: string;
  readonly options: readonly Option<T>[];
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
}) {
  return (
    <fieldset class="choice">
      <legend class="only-read">{props.label}</legend>
      <For each={props.options}>
        {({ value, label }) => (
          <button
            type="button"
            aria-pressed={props.chosen === value}
            onClick={() => props.onChoose(value)}
          >
            {label}
          </button>
        )}
      </For>
    </fieldset>
  );
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// The table is made at the press, from what the screen shows then.
export function Download(props: {
  readonly name: string;
  readonly title: string;
  readonly table: () => Table;
  readonly sequence?: Sequence | undefined;
}) {
  const { topic, texts, route } = useScreen();
  function download(): void {
    const sequence = props.sequence ?? topic()?.sequence;
    const asOf = momentText({ kind: "past", ms: sequence?.asOfMs ?? 0 });
    const frame = {
      as_of: asOf,
      epoch: sequence?.epoch.toString(16).padStart(16, "0") ?? "",
      sequence: sequence?.revision.toString() ?? "",
    };
    const stamp = asOf.replaceAll(/[-:]/g, "");
    save(
      `sejuta-${route().region ?? "ID"}-${props.name}-${stamp}.csv`,
      csvOf(props.table(), frame),
    );
  }
  return (
    <button
      type="button"
      class="download"
      title={texts().room.downloadTitle(props.title)}
      aria-label={texts().room.downloadTitle(props.title)}
      onClick={download}
    >
      {texts().room.download}
    </button>
  );
}

// What stands in place of a list, or below one that is not the newest.
export function ListState(props: {
  readonly state: PollState;
  readonly hasData: boolean;
  readonly children?: JSX.Element;
}) {
  const { texts, isPast, account } = useScreen();
  const sentence = (): string => {
    const words = texts().room;
    if (isPast()) return words.onlyPresent;
    if (props.state === "absent") return words.absent;
    if (props.state === "failing") return words.failing;
    if (props.state === "forbidden")
      return account.me()?.user ? texts().login.listOutside : texts().login.listNeedsLogin;
    return props.hasData ? "" : words.fetching;
  };
  return (
    <>
      <Show when={props.hasData && !isPast()}>{props.children}</Show>
      <Show when={sentence()}>{(text) => <p class="quiet list-state">{text()}</p>}</Show>
    </>
  );
}
