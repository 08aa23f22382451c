// SPDX-License-Identifier: Apache-2.0
// The number, what it is of, and how complete: readable in two seconds.
import { EventStatus } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { createMemo, For, Show } from "solid-js";
import { achievementStep, barScale, ratePerMinute } from "../live/figures";
import type { Projection, Target } from "../live/model";
import type { Movements } from "../live/movements";
import { elapsedMin, topicElapsed } from "../live/pace";
import { useScreen } from "../screen";
import { HeadlineFalls } from "./falls";
import { Link } from "./link";
import { Rolling } from "./rolling";

function Breadcrumb() {
  const { topic, nation, texts, format, isPast } = useScreen();
  const path = () => topic()?.path ?? [];
  const nationInBrief = () => {
    const totals = nation()?.totals;
    if (!totals || topic()?.region === "ID" || isPast()) return null;
    const percent = totals.target
      ? format().percent(totals.acceptors, totals.target.acceptors)
      : null;
    return texts().nationInBrief(format().integer(totals.acceptors), percent);
  };
  return (
    <nav class="breadcrumb" aria-label={texts().name}>
      <ol>
        <For each={path().slice(0, -1)}>
          {(step) => (
            <li>
              <Link to={{ region: step.code, site: "" }} title={texts().up}>
                {step.code === "ID" ? texts().nation : step.name}
              </Link>
            </li>
          )}
        </For>
        <li>
          <h1>{topic()?.region === "ID" ? texts().nation : path().at(-1)?.name}</h1>
        </li>
      </ol>
      <Show when={nationInBrief()}>{(text) => <span class="brief">{text()}</span>}</Show>
    </nav>
  );
}

// Acceptors against the target: the part above it in gold, the target's mark with its name, and
// dashed where the close is estimated to be.
function Bar(props: {
  readonly acceptors: number;
  readonly target: Target;
  readonly projection: Projection | null;
}) {
  const { format } = useScreen();
  const scale = () =>
    barScale(Math.max(props.acceptors, props.projection?.high ?? 0), props.target.acceptors);
  const share = (acceptors: number): string =>
    `${Math.max(0, (100 * acceptors) / (scale() * props.target.acceptors))}%`;
  const within = () => Math.min(props.acceptors, props.target.acceptors);
  return (
    <div class="bar" aria-hidden="true">
      <div class="track">
        <div
          class={`fill step-${Math.min(5, achievementStep(props.acceptors, props.target.acceptors))}`}
          style={{ width: share(within()) }}
        />
        <div
          class="fill step-6"
          style={{
            left: share(props.target.acceptors),
            width: share(Math.max(0, props.acceptors - props.target.acceptors)),
          }}
        />
        <Show when={props.projection}>
          {(estimate) => (
            <div
              class="estimate"
              style={{
                left: share(estimate().low),
                width: share(estimate().high - estimate().low),
              }}
            />
          )}
        </Show>
        <div class="goal" style={{ left: share(props.target.acceptors) }}>
          <span>{format().short(props.target.acceptors)}</span>
        </div>
      </div>
    </div>
  );
}

// Sites that reported over sites expected; what has not reported is hatched, not empty.
function CoverageLine() {
  const { topic, texts, format } = useScreen();
  const coverage = () =>
    topic()?.totals.coverage ?? { reported: 0, expected: 0, closed: 0, outside: 0 };
  const text = () => {
    const { reported, expected } = coverage();
    if (expected === 0) return texts().noCoverage;
    const f = format();
    return texts().coverage(
      f.integer(reported),
      f.integer(expected),
      f.percent(reported, expected),
    );
  };
  return (
    <div class="coverage">
      <p data-figure="coverage">{text()}</p>
      <Show when={coverage().expected > 0}>
        <div class="hatched" aria-hidden="true">
          <div
            class="reported"
            style={{ width: `${(100 * coverage().reported) / coverage().expected}%` }}
          />
        </div>
      </Show>
    </div>
  );
}

function Rate() {
  const { topic, texts, format, clockMs } = useScreen();
  const rate = createMemo(() => {
    const now = topic();
    const isCounting =
      now?.event.status === EventStatus.OPEN || now?.event.status === EventStatus.LATE;
    if (!now || clockMs() === 0 || !isCounting) return null;
    return ratePerMinute(now.totals.byMinute, clockMs(), now.totals.minuteStep);
  });
  return (
    <p class="rate" data-figure="rate">
      <Show when={rate() !== null}>{texts().rate(format().integer(rate() ?? 0))}</Show>
    </p>
  );
}

// What stands in place of silence before the first report.
function Waiting() {
  const { topic, texts, format } = useScreen();
  const text = () => {
    const now = topic();
    if (!now || now.totals.acceptors !== 0) return null;
    const [first] = now.event.serviceDates;
    if (now.event.status === EventStatus.DRAFT) {
      return texts().notOpen(first === undefined ? "–" : format().day(first));
    }
    return now.sequence.asOfMs === 0 || now.event.status === EventStatus.OPEN
      ? texts().waitingForFirst
      : null;
  };
  return <Show when={text()}>{(sentence) => <p class="waiting">{sentence()}</p>}</Show>;
}

// How the achievement stands to the part of the local service hours that has passed.
function FairPace() {
  const { topic, texts, format, event, clockMs, target } = useScreen();
  const text = createMemo(() => {
    const now = topic();
    const aim = target()?.acceptors ?? 0;
    if (!now || aim <= 0 || clockMs() === 0 || now.event.status === EventStatus.DRAFT) return "";
    const elapsed = topicElapsed(now.region, now.totals, event()?.serviceDates ?? [], clockMs());
    if (elapsed < elapsedMin) return texts().room.paceEarly;
    if (elapsed >= 1) return "";
    const pace = Math.round((10_000 * now.totals.acceptors) / aim / elapsed);
    return texts().room.paceHeadline(
      format().percent(pace, 10_000),
      format().percent(Math.round(elapsed * 10_000), 10_000),
    );
  });
  return (
    <Show when={text()}>
      <p class="pace-line" data-figure="pace">
        {text()}
      </p>
    </Show>
  );
}

function Estimate() {
  const { topic, texts, format } = useScreen();
  const text = (estimate: Projection): string => {
    const f = format();
    return texts().room.projection(
      `${f.hour(estimate.closesAtMs)} WIB`,
      f.integer(estimate.mid),
      f.integer(estimate.low),
      f.integer(estimate.high),
    );
  };
  return (
    <Show when={topic()?.totals.projection}>
      {(estimate) => (
        <p class="estimate-line" data-figure="projection">
          {text(estimate())}
        </p>
      )}
    </Show>
  );
}

const closedStatuses: readonly EventStatus[] = [
  EventStatus.CLOSED,
  EventStatus.PROVISIONAL,
  EventStatus.VERIFIED,
  EventStatus.FINAL,
];

export function Headline(props: { readonly movements: Movements | null }) {
  const { topic, texts, format, live, target, isPast } = useScreen();
  const acceptors = () => topic()?.totals.acceptors ?? 0;
  const isOld = () => live().phase.kind !== "live" && !isPast();
  const isClosed = () => closedStatuses.includes(topic()?.event.status ?? EventStatus.UNSPECIFIED);
  return (
    <section class="headline" classList={{ old: isOld() }}>
      <Breadcrumb />
      <p class="total" data-figure="total">
        <Rolling text={format().integer(acceptors())} />
      </p>
      <p class="against">
        <span class="unit">{texts().acceptors}</span>{" "}
        <Show when={target()} fallback={<span>{texts().noTarget}</span>}>
          {(aim) => (
            <>
              <strong data-figure="percent">
                {format().percent(acceptors(), aim().acceptors)}
              </strong>{" "}
              <span data-figure="target">
                {texts().percentOf(aim().set, format().integer(aim().acceptors))}
              </span>
            </>
          )}
        </Show>
      </p>
      <Show when={target()}>
        {(aim) => (
          <Bar
            acceptors={acceptors()}
            target={aim()}
            projection={topic()?.totals.projection ?? null}
          />
        )}
      </Show>
      <div class="complete">
        <CoverageLine />
        <Rate />
      </div>
      <FairPace />
      <Estimate />
      <HeadlineFalls movements={props.movements} />
      <Show when={isClosed()}>
        <p class="closed-line">{texts().room.closedEvent}</p>
      </Show>
      <Waiting />
    </section>
  );
}
