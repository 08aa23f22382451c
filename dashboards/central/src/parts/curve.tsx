// SPDX-License-Identifier: Apache-2.0
// The course of the day: the curve or its table by the hour, and below it the slider that moves the
// whole screen to another moment of the day.
import { createMemo, For, Show } from "solid-js";
import { curveByHour } from "../live/figures";
import { useScreen } from "../screen";
import { Download } from "./controls";
import { CurveChart } from "./curve_chart";
import { TimeSlider } from "./time_slider";

function useHours() {
  const { topic } = useScreen();
  return createMemo(() => curveByHour(topic()?.totals.byMinute ?? new Map()));
}

function HourTable() {
  const { topic, texts, format } = useScreen();
  const rows = useHours();
  const isOneDay = () => topic()?.event.serviceDates.length === 1;
  const label = (ms: number): string => {
    const hour = `${format().hour(ms)} WIB`;
    return isOneDay() ? hour : `${format().day(format().dayOf(ms))} ${hour}`;
  };
  return (
    <section class="chart hours" tabindex="0" aria-label={`${texts().curve}: ${texts().showTable}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts().hour}</th>
            <th scope="col">{texts().added}</th>
            <th scope="col">{texts().cumulative}</th>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {(row) => (
              <tr>
                <th scope="row">{label(row.ms)}</th>
                <td>{format().integer(row.added)}</td>
                <td>{format().integer(row.total)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </section>
  );
}

export function Curve() {
  const { texts, route, choose } = useScreen();
  const isTable = () => route().curve === "table";
  const rows = useHours();
  const table = () => ({
    head: ["hour_from", "added", "total"],
    rows: rows().map((row) => [new Date(row.ms).toISOString(), row.added, row.total]),
  });
  return (
    <section class="curve" aria-labelledby="curve-title">
      <div class="title">
        <h2 id="curve-title">{texts().curve}</h2>
        <span class="quiet">WIB</span>
        <span class="choices">
          <button
            type="button"
            class="as-table"
            aria-pressed={isTable()}
            onClick={() => choose({ curve: isTable() ? "chart" : "table" })}
          >
            {isTable() ? texts().showChart : texts().showTable}
          </button>
          <Download name="jam" title={texts().curve} table={table} />
        </span>
      </div>
      <Show when={isTable()} fallback={<CurveChart />}>
        <HourTable />
      </Show>
      <TimeSlider />
    </section>
  );
}
