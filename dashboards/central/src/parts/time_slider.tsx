// SPDX-License-Identifier: Apache-2.0
// The slider over the day, exactly as wide as the curve above it. Its right end of what has passed
// is the present; anything before it is a moment that the address keeps.
import { createMemo, Show } from "solid-js";
import { spanOf } from "../live/axes";
import { momentAt, present, stepMs } from "../live/moment";
import { useScreen } from "../screen";

export function TimeSlider() {
  const { texts, format, route, event, live, liveTopic, choose, clockMs } = useScreen();
  const nowMs = () => live().heard?.serverTimeMs ?? 0;
  const span = createMemo(() => {
    const asOf = liveTopic()?.sequence.asOfMs ?? 0;
    return spanOf(event()?.serviceDates ?? [], asOf || Number.NaN, asOf || Number.NaN);
  });
  const value = () => Math.min(span().toMs, Math.max(span().fromMs, clockMs()));
  const hasPast = () => (liveTopic()?.sequence.asOfMs ?? 0) > span().fromMs;
  function move(ms: number): void {
    choose({ at: momentAt(ms, span().fromMs, nowMs()) });
  }
  return (
    <Show when={hasPast()}>
      <div class="time-slider">
        <label>
          <span class="only-read">
            {texts().room.slider}: {texts().room.sliderHelp}
          </span>
          <input
            type="range"
            min={span().fromMs}
            max={span().toMs}
            step={stepMs}
            value={value()}
            aria-valuetext={format().clock(value())}
            onInput={(input) => move(Number(input.currentTarget.value))}
          />
        </label>
        <span class="quiet" aria-hidden="true">
          {route().at.kind === "past" ? format().clock(value()) : texts().room.slider}
        </span>
      </div>
    </Show>
  );
}

// The strip that nobody overlooks: these are not the present's numbers.
export function PastStrip() {
  const { route, texts, format, choose, travel } = useScreen();
  const at = () => {
    const moment = route().at;
    return moment.kind === "past" ? moment.ms : null;
  };
  return (
    <Show when={at()}>
      {(ms) => (
        <aside class="past-strip" aria-label={texts().room.pastMark}>
          <strong>{texts().room.pastMark}</strong>
          <span data-figure="past">
            {texts().room.past(format().day(format().dayOf(ms())), format().clock(ms()))}
          </span>
          <Show when={travel().kind === "loading"}>
            <span class="quiet-on-strip">{texts().room.pastLoading}</span>
          </Show>
          <button type="button" onClick={() => choose({ at: present })}>
            {texts().room.backToPresent} (n)
          </button>
        </aside>
      )}
    </Show>
  );
}
