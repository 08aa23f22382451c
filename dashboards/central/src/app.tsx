// SPDX-License-Identifier: Apache-2.0
// The page as a whole: one connection, one route, and the parts in rank. Address, title, language
// and the Esc key are tied to the document here and nowhere else.
import { makeFormat } from "@sejuta/shared/src/format";
import { createEffect, createMemo, createSignal, Match, onCleanup, Show, Switch } from "solid-js";
import { connectLive, type World } from "./connect/live_connection";
import { type LiveState, shownTopic } from "./live/machine";
import { Announcer } from "./parts/announcer";
import { Curve } from "./parts/curve";
import { Dimensions } from "./parts/dimensions";
import { Header, RehearsalStrip } from "./parts/header";
import { Headline } from "./parts/headline";
import { Methods } from "./parts/methods";
import { Regions } from "./parts/regions";
import { Loading, UnknownRegion } from "./parts/states";
import { Watermark } from "./parts/watermark";
import { addressOf, parentRegion, parseRoute, type Route, wantedRegions } from "./route";
import { type Screen, ScreenContext } from "./screen";
import { textsOf } from "./texts";

function currentRoute(): Route {
  return parseRoute(new URL(location.href));
}

function makeScreen(world: World): Screen {
  const [route, setRoute] = createSignal<Route>(currentRoute());
  const region = (): string => route().region ?? "ID";
  const [live, setLive] = createSignal<LiveState>(undefined as never, { equals: false });
  const connection = connectLive(route().event, wantedRegions(region()), world, setLive);
  setLive(connection.state());

  function take(next: Route): void {
    setRoute(next);
    connection.want(wantedRegions(next.region ?? "ID"));
  }
  function go(next: Route): void {
    const isSameRegion = next.region === route().region;
    if (isSameRegion) history.replaceState(null, "", addressOf(next));
    else history.pushState(null, "", addressOf(next));
    take(next);
    if (!isSameRegion) scrollTo(0, 0);
  }
  function onKey(event: KeyboardEvent): void {
    const parent = parentRegion(region());
    if (event.key !== "Escape" || parent === null || event.defaultPrevented) return;
    go({ ...route(), region: parent });
  }
  const onPopState = (): void => take(currentRoute());
  const onVisible = (): void => {
    if (document.visibilityState === "visible" && connection.state().phase.kind !== "stopped") {
      connection.hurry();
    }
  };
  addEventListener("popstate", onPopState);
  addEventListener("keydown", onKey);
  addEventListener("online", onVisible);
  document.addEventListener("visibilitychange", onVisible);
  onCleanup(() => {
    removeEventListener("popstate", onPopState);
    removeEventListener("keydown", onKey);
    removeEventListener("online", onVisible);
    document.removeEventListener("visibilitychange", onVisible);
    connection.stop();
  });

  return {
    live,
    topic: createMemo(() => shownTopic(live(), region())),
    nation: createMemo(() => shownTopic(live(), "ID")),
    route,
    texts: createMemo(() => textsOf(route().language)),
    format: createMemo(() => makeFormat(route().language)),
    go,
    hurry: connection.hurry,
  };
}

export function App(props: { readonly world: World }) {
  const screen = makeScreen(props.world);
  const { live, topic, route, format } = screen;
  const isUnknown = (): boolean => {
    const { phase } = live();
    return (
      route().region === null || (phase.kind === "stopped" && phase.reason === "region_unknown")
    );
  };
  const children = createMemo(() => topic()?.totals.byRegion.size ?? 0);
  // A long table of regions has the dimensions beside it, a short one below it.
  const isLong = (): boolean => children() > 20;
  createEffect(() => {
    document.documentElement.lang = route().language;
  });
  createEffect(() => {
    const now = topic();
    const name = now?.path.at(-1)?.name;
    document.title = now
      ? `${format().integer(now.totals.acceptors)} · ${name ?? now.region} · Sejuta`
      : "Sejuta";
  });
  return (
    <ScreenContext.Provider value={screen}>
      <Watermark />
      <RehearsalStrip />
      <div class="page">
        <Header />
        <main>
          <Switch>
            <Match when={isUnknown()}>
              <UnknownRegion />
            </Match>
            <Match when={topic() === null}>
              <Loading />
            </Match>
            <Match when={topic()}>
              <div class="front">
                <Headline />
                <Curve />
              </div>
              <div class="rank" classList={{ leaf: children() === 0 }}>
                <Show when={children() > 0}>
                  <div class="column wide">
                    <Regions />
                    <Show when={!isLong()}>
                      <Dimensions />
                    </Show>
                  </div>
                </Show>
                <div class="column narrow">
                  <Methods />
                  <Show when={isLong() || children() === 0}>
                    <Dimensions />
                  </Show>
                </div>
              </div>
            </Match>
          </Switch>
        </main>
        <footer class="foot">{screen.texts().promise}</footer>
        <Announcer />
      </div>
    </ScreenContext.Provider>
  );
}
