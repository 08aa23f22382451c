// SPDX-License-Identifier: Apache-2.0
// The war room and the desks: one frame for nation, province, regency and site. The nation has its
// map and what moved it, a province its regencies and the silent list, a regency its sites.
import { createMemo, Match, Show, Suspense, Switch } from "solid-js";
import { useScreen } from "../screen";
import { OutsideScope } from "./account";
import { Announcer } from "./announcer";
import { Curve } from "./curve";
import { Dimensions } from "./dimensions";
import { Header, RehearsalStrip } from "./header";
import { Headline } from "./headline";
import { Indicators } from "./indicators";
import { HelpButton } from "./keys";
import { lazyAgain } from "./lazy_again";
import { MapPanel } from "./map_panel";
import { Methods } from "./methods";
import { createMovements, Moved } from "./moved";
import { Regions } from "./regions";
import { SiteLists } from "./site_list";
import { Loading, UnknownRegion } from "./states";
import { TargetSets } from "./target_sets";
import { PastStrip } from "./time_slider";
import { Watermark } from "./watermark";

const DeskPage = lazyAgain(() => import("./desk/desk_page").then((m) => m.DeskPage));

const SitePage = lazyAgain(() => import("./site_page").then((m) => m.SitePage));
const Conflicts = lazyAgain(() => import("./conflicts").then((m) => m.Conflicts));

type Level = "nation" | "province" | "regency";

function levelOf(region: string): Level {
  if (region === "ID") return "nation";
  return region.includes(".") ? "regency" : "province";
}

function Desk(props: { readonly movements: ReturnType<typeof createMovements> }) {
  const { topic } = useScreen();
  const level = createMemo(() => levelOf(topic()?.region ?? "ID"));
  const hasParts = createMemo(() => (topic()?.totals.byRegion.size ?? 0) > 0);
  return (
    <>
      <div class="front">
        <Headline movements={props.movements.data()} />
        <Curve />
      </div>
      <div class={`rank ${level()}`}>
        <div class="column counts">
          <Show when={hasParts()}>
            <MapPanel />
            <Regions />
            <TargetSets />
          </Show>
          <Methods />
          <Show when={level() !== "province"}>
            <Dimensions />
          </Show>
          <Indicators />
        </div>
        <div class="column work">
          <Show when={level() !== "nation"}>
            <SiteLists />
          </Show>
          <Moved movements={props.movements} />
          <Show when={level() !== "nation"}>
            <Suspense>
              <Conflicts />
            </Suspense>
          </Show>
          <Show when={level() === "province"}>
            <Dimensions />
          </Show>
        </div>
      </div>
    </>
  );
}

export function Room() {
  const { live, topic, route, texts } = useScreen();
  const movements = createMovements();
  const isUnknown = (): boolean => {
    const { phase } = live();
    return (
      route().region === null || (phase.kind === "stopped" && phase.reason === "region_unknown")
    );
  };
  const isOutside = (): boolean => {
    const { phase } = live();
    return phase.kind === "stopped" && phase.reason === "not_in_scope";
  };
  return (
    <>
      <Watermark />
      <RehearsalStrip />
      <PastStrip />
      <div class="page">
        <Header />
        <main>
          <Switch>
            <Match when={isUnknown()}>
              <UnknownRegion />
            </Match>
            <Match when={isOutside()}>
              <OutsideScope />
            </Match>
            <Match when={topic() === null}>
              <Loading />
            </Match>
            <Match when={route().desk !== ""}>
              <Suspense>
                <DeskPage />
              </Suspense>
            </Match>
            <Match when={route().site !== ""}>
              <Suspense>
                <SitePage movements={movements} />
              </Suspense>
            </Match>
            <Match when={topic()}>
              <Desk movements={movements} />
            </Match>
          </Switch>
        </main>
        <footer class="foot">
          <span>{texts().promise}</span>
          <HelpButton />
        </footer>
        <Announcer />
      </div>
    </>
  );
}
