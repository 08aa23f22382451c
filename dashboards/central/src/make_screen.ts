// SPDX-License-Identifier: Apache-2.0
// Ties the page to its document: one connection, one route, the browser's history. What parts read
// comes from here and nowhere else.
import { makeFormat } from "@sejuta/shared/src/format";
import { createEffect, createMemo, createSignal, onCleanup, untrack } from "solid-js";
import { createAccount } from "./connect/account";
import { connectLive, type World } from "./connect/live_connection";
import { createTravel } from "./connect/travel";
import { type LiveState, shownTopic } from "./live/machine";
import { addressOf, parseRoute, type Route, wantedRegions } from "./route";
import type { Screen } from "./screen";
import { textsOf } from "./texts";

function currentRoute(): Route {
  return parseRoute(new URL(location.href));
}

// Names from the shown states, and those that other answers brought along.
function makeNames(known: () => readonly (ReadonlyMap<string, string> | undefined)[]) {
  const [learned, setLearned] = createSignal<ReadonlyMap<string, string>>(new Map());
  return {
    nameOf(code: string): string {
      for (const names of known()) {
        const name = names?.get(code);
        if (name !== undefined) return name;
      }
      return learned().get(code) ?? code;
    },
    learn(names: ReadonlyMap<string, string>): void {
      if ([...names.keys()].every((code) => learned().has(code))) return;
      setLearned(new Map([...learned(), ...names]));
    },
  };
}

function isNation(route: Route): boolean {
  return route.view === "room" && route.region === "ID";
}

// The nation's address becomes the own region's for who has one; every other stays.
function ownRoute(route: Route, scope: readonly string[]): Route {
  const [own] = scope;
  if (!isNation(route) || own === undefined || scope.includes("ID")) return route;
  return { ...route, region: own };
}

export function makeScreen(world: World): Screen {
  const [route, setRoute] = createSignal<Route>(currentRoute());
  const region = createMemo((): string => route().region ?? "ID");
  const [live, setLive] = createSignal<LiveState>(undefined as never, { equals: false });
  const connection = connectLive(route().event, wantedRegions(region()), world, setLive);
  setLive(connection.state());

  function take(next: Route): void {
    setRoute(next);
    connection.want(wantedRegions(next.region ?? "ID"));
  }
  function isSamePlace(a: Route, b: Route): boolean {
    return a.region === b.region && a.site === b.site && a.view === b.view && a.desk === b.desk;
  }
  function go(next: Route): void {
    const stays = isSamePlace(next, route());
    if (stays) history.replaceState(null, "", addressOf(next));
    else history.pushState(null, "", addressOf(next));
    take(next);
    if (!stays) scrollTo(0, 0);
  }
  const onPopState = (): void => take(currentRoute());
  const onVisible = (): void => {
    if (document.visibilityState === "visible" && connection.state().phase.kind !== "stopped") {
      connection.hurry();
    }
  };
  addEventListener("popstate", onPopState);
  addEventListener("online", onVisible);
  document.addEventListener("visibilitychange", onVisible);
  onCleanup(() => {
    removeEventListener("popstate", onPopState);
    removeEventListener("online", onVisible);
    document.removeEventListener("visibilitychange", onVisible);
    connection.stop();
  });

  const account = createAccount(world, (scope) => addressOf(ownRoute(route(), scope)));
  // Who has a region begins there; "/" is everybody's address.
  const isFresh = isNation(route());
  createEffect(() => {
    const scope = account.me()?.scope ?? [];
    if (isFresh && untrack(() => isNation(route()))) untrack(() => go(ownRoute(route(), scope)));
  });

  const at = createMemo(() => route().at);
  const travel = createTravel(world.get, () => route().event, region, at);
  const isPast = createMemo(() => at().kind === "past");
  const liveTopic = createMemo(() => shownTopic(live(), region()));
  const nation = createMemo(() => shownTopic(live(), "ID"));
  const topic = createMemo(() => {
    const now = travel();
    if (!isPast()) return liveTopic();
    return now.kind === "there" && now.topic.region === region() ? now.topic : null;
  });
  const pathNames = createMemo(
    () => new Map((liveTopic() ?? topic())?.path.map(({ code, name }) => [code, name])),
  );
  const names = makeNames(() => [topic()?.names, liveTopic()?.names, nation()?.names, pathNames()]);
  return {
    live,
    topic,
    liveTopic,
    nation,
    // The same object as long as the event says the same.
    event: createMemo(() => (topic() ?? liveTopic() ?? nation())?.event ?? null),
    travel,
    isPast,
    clockMs: createMemo(() => {
      const moment = at();
      if (moment.kind === "past") return moment.ms;
      // Before the first heartbeat the newest entry's time is the best that is known.
      return live().heard?.serverTimeMs ?? liveTopic()?.sequence.asOfMs ?? 0;
    }),
    target: createMemo(() => {
      const totals = topic()?.totals;
      return totals?.targets.find(({ set }) => set === route().set) ?? totals?.target ?? null;
    }),
    route,
    texts: createMemo(() => textsOf(route().language)),
    format: createMemo(() => makeFormat(route().language)),
    get: world.get,
    post: world.post,
    account,
    ...names,
    go,
    choose: (choice) => go({ ...route(), ...choice }),
    hurry: connection.hurry,
  };
}
