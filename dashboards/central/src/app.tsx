// SPDX-License-Identifier: Apache-2.0
// The page as a whole: one connection, one route, one of three views. Title and language are tied to
// the document here and nowhere else.
import { createEffect, Match, Suspense, Switch } from "solid-js";
import type { World } from "./connect/live_connection";
import { makeScreen } from "./make_screen";
import { createCalm } from "./parts/calm";
import { Keys } from "./parts/keys";
import { lazyAgain } from "./parts/lazy_again";
import { Room } from "./parts/room";
import { ScreenContext } from "./screen";

const Wall = lazyAgain(() => import("./parts/wall").then((m) => m.Wall));
const LoginPage = lazyAgain(() => import("./parts/login_page").then((m) => m.LoginPage));
const PublicPage = lazyAgain(() => import("./parts/public_page").then((m) => m.PublicPage));

// Each change of the title goes through the whole browser.
const titleIntervalMs = 2_000;

export function App(props: { readonly world: World }) {
  const screen = makeScreen(props.world);
  const { topic, route, format, live, account } = screen;
  createEffect(() => {
    document.documentElement.lang = route().language;
    document.documentElement.dataset.view = route().view;
  });
  // Asked for, or met at a door: a regency without a login, a login that has ended.
  const needsLogin = (): boolean => {
    const { phase } = live();
    return account.isAsked() || (phase.kind === "stopped" && phase.reason === "login_needed");
  };
  const titled = createCalm(topic, titleIntervalMs);
  createEffect(() => {
    const now = titled();
    const name = now?.path.at(-1)?.name;
    document.title = now
      ? `${format().integer(now.totals.acceptors)} · ${name ?? now.region} · Sejuta`
      : "Sejuta";
  });
  return (
    <ScreenContext.Provider value={screen}>
      <Suspense>
        <Switch fallback={<Room />}>
          <Match when={needsLogin()}>
            <LoginPage />
          </Match>
          <Match when={route().view === "wall"}>
            <Wall />
          </Match>
          <Match when={route().view === "public" || (topic()?.publicView ?? false)}>
            <PublicPage />
          </Match>
        </Switch>
      </Suspense>
      <Keys />
    </ScreenContext.Provider>
  );
}
