// SPDX-License-Identifier: Apache-2.0
// The wall: three scenes that follow each other by themselves, read from ten metres. Every scene
// keeps the frame that no number goes without: event, status, as-of, coverage, sequence, rehearsal,
// and a banner when the numbers may be old. ?scene=million|country|race holds one.
import {
  createEffect,
  createMemo,
  createSignal,
  Match,
  on,
  onCleanup,
  Show,
  Switch,
} from "solid-js";
import { type Milestone, milestonePassed } from "../live/milestones";
import { type Moment, momentAt, type SceneName, sceneAt, scenes } from "../live/rotation";
import { useScreen } from "../screen";
import { Announcer } from "./announcer";
import { Notices, RehearsalStrip, useConnection } from "./header";
import { CountryScene, MillionScene, RaceScene } from "./wall_scenes";
import { Watermark } from "./watermark";
import "../style/wall.css";

const beatMs = 250;

function heldScene(): SceneName | null {
  const wanted = new URL(location.href).searchParams.get("scene");
  return scenes.find((scene) => scene === wanted) ?? null;
}

// The milestone to show now: each once, and only where this wall saw the total pass it.
function useMilestone(nowMs: () => number) {
  const { topic, target } = useScreen();
  const [moment, setMoment] = createSignal<Moment | null>(null);
  const told = new Set<number>();
  createEffect(
    on(
      () => topic()?.totals.acceptors,
      (now, before) => {
        if (now === undefined) return;
        const aim = target()?.acceptors ?? 0;
        const milestone = milestonePassed(before ?? null, now, aim, told);
        if (!milestone) return;
        told.add(milestone.part);
        setMoment({ milestone, sinceMs: nowMs() });
      },
    ),
  );
  return createMemo(() => momentAt(moment(), nowMs()));
}

function WallFrame() {
  const { topic, event, texts, format } = useScreen();
  const coverage = () => topic()?.totals.coverage;
  return (
    <header>
      <Notices />
      <div class="wall-frame">
        <span class="wall-brand">Sejuta</span>
        <span>{event()?.name}</span>
        <span class="status">{event() ? texts().status[event()?.status ?? 0] : ""}</span>
        <Show when={topic()?.sequence.asOfMs ? topic() : null}>
          {(now) => (
            <>
              <span data-figure="as-of">{texts().per(format().clock(now().sequence.asOfMs))}</span>
              <span data-figure="sequence">
                {texts().number(format().serial(now().sequence.revision))}
              </span>
            </>
          )}
        </Show>
        <Show when={topic()?.totals.hidden ? 0 : coverage()?.expected}>
          <span data-figure="coverage">
            {texts().coverage(
              format().integer(coverage()?.reported ?? 0),
              format().integer(coverage()?.expected ?? 0),
              format().percent(coverage()?.reported ?? 0, coverage()?.expected ?? 0),
            )}
          </span>
        </Show>
      </div>
    </header>
  );
}

function MilestoneScene(props: { readonly milestone: Milestone }) {
  const { texts, format, target } = useScreen();
  return (
    <section class="scene milestone" data-scene="milestone">
      <p class="wall-total">{format().integer(props.milestone.acceptors)}</p>
      <h1>{texts().wall.milestone[props.milestone.part]}</h1>
      <p>
        {texts().wall.milestoneOf(target()?.set ?? "", format().integer(target()?.acceptors ?? 0))}
      </p>
    </section>
  );
}

export function Wall() {
  const { topic, texts } = useScreen();
  const connection = useConnection();
  const startedMs = performance.now();
  const [nowMs, setNowMs] = createSignal(startedMs);
  const timer = setInterval(() => setNowMs(performance.now()), beatMs);
  onCleanup(() => clearInterval(timer));
  const held = heldScene();
  const milestone = useMilestone(nowMs);
  const scene = createMemo(() => held ?? sceneAt(nowMs() - startedMs));
  const isOld = () => connection().phase !== "live" && connection().phase !== "connecting";
  return (
    <div class="wall" classList={{ old: isOld() }}>
      <Watermark />
      <RehearsalStrip />
      <Show when={isOld()}>
        <aside class="wall-stale" data-phase={connection().phase} role="alert">
          <strong>{texts().wall.stale}</strong> {connection().text}
        </aside>
      </Show>
      <Show when={!isOld()}>
        <span class="only-read" data-phase="live" />
      </Show>
      <WallFrame />
      <main>
        <Show when={topic()} fallback={<p class="wall-wait">{connection().text}</p>}>
          <Switch>
            <Match when={milestone()}>{(now) => <MilestoneScene milestone={now()} />}</Match>
            <Match when={scene() === "million"}>
              <MillionScene />
            </Match>
            <Match when={scene() === "country"}>
              <CountryScene />
            </Match>
            <Match when={scene() === "race"}>
              <RaceScene />
            </Match>
          </Switch>
        </Show>
      </main>
      <Announcer />
    </div>
  );
}
