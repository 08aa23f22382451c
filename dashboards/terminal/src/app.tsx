// SPDX-License-Identifier: Apache-2.0
// The terminal as a whole: the frame that never changes, and one part at a time; on a wide screen
// the tally stays beside it.
import { createEffect, For, Match, on, Show, Switch } from "solid-js";
import type { Terminal } from "./connect/terminal";
import { CloseDay } from "./parts/close_day";
import { Dictation } from "./parts/dictation";
import { Enrol } from "./parts/enrol";
import { Header, Strip } from "./parts/header";
import { History } from "./parts/history";
import { More } from "./parts/more";
import { Notices } from "./parts/notices";
import { Slip } from "./parts/slip";
import { Tally } from "./parts/tally";
import { Watermark } from "./parts/watermark";
import { makeScreen, ScreenContext } from "./screen";

const tabs = ["tally", "history", "close", "slip", "more"] as const;

export interface AppProps {
  readonly terminal: Terminal;
  readonly code: string;
  readonly updateReady: () => boolean;
  readonly onUpdate: () => void;
}

export function App(props: AppProps) {
  const screen = makeScreen(props.terminal);
  const { terminal, texts, tab, go, unsent, format } = screen;
  createEffect(() => {
    document.documentElement.lang = format().language;
    document.title = unsent() > 0 ? `(${unsent()}) Sejuta` : "Sejuta";
  });
  // The figures that the other parts show may be old by now.
  createEffect(
    on(tab, (shown) => {
      if (shown !== "tally") terminal.hurry();
    }),
  );
  return (
    <ScreenContext.Provider value={screen}>
      <Show when={terminal.ready()}>
        <Show when={terminal.identity()} fallback={<Enrol code={props.code} />}>
          <Watermark />
          <div class="page" data-tab={tab()}>
            <header>
              <Strip />
              <Notices updateReady={props.updateReady()} onUpdate={props.onUpdate} />
              <Header />
            </header>
            <div class="parts">
              <Tally />
              <div class="beside">
                <Switch fallback={<History />}>
                  <Match when={tab() === "close"}>
                    <CloseDay />
                  </Match>
                  <Match when={tab() === "slip"}>
                    <Slip />
                  </Match>
                  <Match when={tab() === "more"}>
                    <More />
                  </Match>
                  <Match when={tab() === "dictation"}>
                    <Dictation />
                  </Match>
                </Switch>
              </div>
            </div>
            <nav class="tabs">
              <For each={tabs}>
                {(name) => (
                  <button
                    type="button"
                    data-go={name}
                    aria-current={tab() === name ? "page" : undefined}
                    onClick={() => go(name)}
                  >
                    {texts().tabs[name]}
                    <Show when={name === "history" && unsent() > 0}>
                      <small>{format().integer(unsent())}</small>
                    </Show>
                  </button>
                )}
              </For>
            </nav>
          </div>
        </Show>
      </Show>
    </ScreenContext.Provider>
  );
}
