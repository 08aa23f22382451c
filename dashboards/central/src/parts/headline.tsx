// SPDX-License-Identifier: Apache-2.0
// The number, what it is of, and how complete: readable in two seconds.
import { EventStatus } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { createMemo, For, Show } from "solid-js";
import { achievementStep, barScale, ratePerMinute } from "../live/figures";
import type { Target } from "../live/model";
import { useScreen } from "../screen";
import { Link } from "./link";
import { Rolling } from "./rolling";

function Breadcrumb() {
  const { topic, nation, texts, format } = useScreen();
  const path = () => topic()?.path ?? [];
  const nationInBrief = () => {
    const totals = nation()?.totals;
    if (!totals || topic()?.region === "ID") return null;
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
              <Link to={{ region: step.code }} title={texts().up}>
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

// Acceptors against the target: the part above it in gold, the target's mark with its name.
function Bar(props: { readonly acceptors: number; readonly target: Target }) {
  const { format } = useScreen();
  const scale = () => barScale(props.acceptors, props.target.acceptors);
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
  const coverage = () => topic()?.totals.coverage ?? { reported: 0, expected: 0 };
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
  const { live, topic, texts, format } = useScreen();
  const rate = createMemo(() => {
    const now = topic();
    const heard = live().heard;
    const isCounting =
      now?.event.status === EventStatus.OPEN || now?.event.status === EventStatus.LATE;
    if (!now || !heard || !isCounting) return null;
    return ratePerMinute(now.totals.byMinute, heard.serverTimeMs);
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

export function Headline() {
  const { topic, texts, format, live } = useScreen();
  const acceptors = () => topic()?.totals.acceptors ?? 0;
  const target = () => topic()?.totals.target ?? null;
  const isOld = () => live().phase.kind !== "live";
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
      <Show when={target()}>{(aim) => <Bar acceptors={acceptors()} target={aim()} />}</Show>
      <div class="complete">
        <CoverageLine />
        <Rate />
      </div>
      <Waiting />
    </section>
  );
}
