// SPDX-License-Identifier: Apache-2.0
// What anybody may see without a login: nation and provinces, refreshed once a minute, small counts
// hidden. The frame (event, status, as-of, coverage, sequence) is the same as everywhere.
import { createEffect, createMemo, createSignal, For, onCleanup, Show } from "solid-js";
import type { Topic } from "../live/model";
import { smallMax, suppressed } from "../live/suppress";
import { useScreen } from "../screen";
import { Announcer } from "./announcer";
import { Header, RehearsalStrip } from "./header";
import { Loading } from "./states";
import { Watermark } from "./watermark";

const refreshMs = 60_000;

// The nation as it was at the last full minute of looking.
function useMinuteTopic() {
  const { topic } = useScreen();
  const [shown, setShown] = createSignal<Topic | null>(null);
  createEffect(() => {
    if (shown() === null && topic() !== null) setShown(topic());
  });
  const timer = setInterval(() => setShown(topic()), refreshMs);
  onCleanup(() => clearInterval(timer));
  return shown;
}

export function PublicPage() {
  const { texts, format } = useScreen();
  const shown = useMinuteTopic();
  const rows = createMemo(() => {
    const all = [...(shown()?.totals.byRegion.values() ?? [])];
    const counts = suppressed(all.map((row) => row.acceptors));
    return all.map((row, index) => ({ row, count: counts[index] }));
  });
  const total = () => shown()?.totals;
  return (
    <>
      <Watermark />
      <RehearsalStrip />
      <div class="page">
        <Header frozen={shown()} />
        <main class="public">
          <Show when={total()} fallback={<Loading />}>
            {(now) => (
              <>
                <section class="headline">
                  <h1>{texts().nation}</h1>
                  <p class="total" data-figure="total">
                    {format().integer(now().acceptors)}
                  </p>
                  <p class="against">
                    {texts().acceptors}{" "}
                    <Show when={now().target}>
                      {(aim) => (
                        <>
                          <strong>{format().percent(now().acceptors, aim().acceptors)}</strong>{" "}
                          {texts().percentOf(aim().set, format().integer(aim().acceptors))}
                        </>
                      )}
                    </Show>
                  </p>
                  <p data-figure="coverage">
                    {texts().coverage(
                      format().integer(now().coverage.reported),
                      format().integer(now().coverage.expected),
                      format().percent(now().coverage.reported, now().coverage.expected),
                    )}
                  </p>
                  <p class="quiet">{texts().wall.publicNote}</p>
                </section>
                <section class="regions">
                  <div class="title">
                    <h2>{texts().provinces}</h2>
                  </div>
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">{texts().name}</th>
                        <th scope="col">{texts().acceptors}</th>
                        <th scope="col">{texts().coverageShort}</th>
                      </tr>
                    </thead>
                    <tbody>
                      <For each={rows()}>
                        {({ row, count }) => (
                          <tr data-region={row.code}>
                            <th scope="row">{shown()?.names.get(row.code) ?? row.code}</th>
                            <td>
                              {count?.kind === "count"
                                ? format().integer(count.value)
                                : row.acceptors <= smallMax
                                  ? texts().wall.small
                                  : texts().wall.hidden}
                            </td>
                            <td>
                              {format().percent(row.coverage.reported, row.coverage.expected)}
                            </td>
                          </tr>
                        )}
                      </For>
                    </tbody>
                  </table>
                </section>
              </>
            )}
          </Show>
        </main>
        <footer class="foot">{texts().promise}</footer>
        <Announcer />
      </div>
    </>
  );
}
