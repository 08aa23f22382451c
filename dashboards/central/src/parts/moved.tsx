// SPDX-License-Identifier: Apache-2.0
// What moved the total: who added most in the last minutes, and every fall with the correction that
// made it, by name. Below: how many sites are silent, flagged, closed.
import { createEffect, createMemo, For, on, Show } from "solid-js";
import { askPath, jsonOf } from "../connect/fetching";
import { createPoll } from "../connect/poll";
import { fallGroups, movementsOf } from "../live/movements";
import { provinceRowsOf } from "../live/regencies";
import { sitesOf } from "../live/sites";
import { useScreen } from "../screen";
import { Download, ListState } from "./controls";
import { FallLine } from "./falls";
import { Link } from "./link";

export const movementMinutes = 15;
const contributorsShown = 8;
const flaggedIntervalMs = 10_000;

export function createMovements() {
  const { get, route, isPast, liveTopic } = useScreen();
  // Only for a region that the stream knows.
  const isKnown = createMemo(() => liveTopic() !== null);
  const poll = createPoll({
    get,
    parse: movementsOf,
    path: createMemo(() => {
      const { region, event } = route();
      if (region === null || isPast() || !isKnown()) return null;
      const minutes = String(movementMinutes);
      return askPath(`/v1/movements/${region}`, event, { minutes });
    }),
  });
  // A total that fell is explained as soon as it is seen to have fallen.
  createEffect(
    on(
      () => liveTopic()?.totals.acceptors,
      (now, before) => {
        if (now !== undefined && before !== undefined && now < before) poll.hurry();
      },
    ),
  );
  return poll;
}

// A nation's fall names a regency, whose name only its province knows: that is asked for once.
function createNames(codes: () => readonly string[]) {
  const { get, route, nameOf, learn } = useScreen();
  const askedFor = new Set<string>();
  createEffect(() => {
    for (const code of codes()) {
      const province = code.slice(0, 2);
      if (nameOf(code) !== code || askedFor.has(province)) continue;
      askedFor.add(province);
      get(askPath(`/v1/totals/${province}`, route().event), "")
        .then(({ status, body }) => {
          if (status !== 200) throw new Error(`totals of ${province}: ${status}`);
          learn(provinceRowsOf(jsonOf(body)).names);
        })
        .catch(() => askedFor.delete(province));
    }
  });
}

function createFlaggedCount() {
  const { get, route, isPast } = useScreen();
  const poll = createPoll({
    get,
    parse: (body) => sitesOf(body).total,
    everyMs: flaggedIntervalMs,
    path: createMemo(() => {
      const { region, event } = route();
      if (region === null || isPast()) return null;
      return askPath(`/v1/sites/${region}`, event, { show: "flagged" });
    }),
  });
  return poll.data;
}

function Contributors(props: {
  readonly rows: readonly {
    readonly region: string;
    readonly name: string;
    readonly acceptors: number;
  }[];
}) {
  const { texts, format, nameOf } = useScreen();
  const most = () => Math.max(1, ...props.rows.map((row) => row.acceptors));
  return (
    <Show when={props.rows.length > 0} fallback={<p class="quiet">{texts().room.noMovement}</p>}>
      <table class="contributors">
        <thead class="only-read">
          <tr>
            <th scope="col">{texts().name}</th>
            <td />
            <th scope="col">{texts().acceptors}</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.rows.slice(0, contributorsShown)}>
            {(row) => (
              <tr>
                <th scope="row">
                  <Link to={{ region: row.region, site: "" }}>
                    {row.name === "" ? nameOf(row.region) : row.name}
                  </Link>
                </th>
                <td class="bars" aria-hidden="true">
                  <div class="amount" style={{ width: `${(100 * row.acceptors) / most()}%` }} />
                </td>
                <td>+{format().integer(row.acceptors)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Show>
  );
}

function Waiting() {
  const { topic, texts, format, route } = useScreen();
  const flagged = createFlaggedCount();
  const words = () => texts().room;
  const coverage = () => topic()?.totals.coverage;
  const silent = () => (coverage()?.expected ?? 0) - (coverage()?.reported ?? 0);
  const hasList = () => (route().region ?? "ID") !== "ID";
  const line = (text: string, list: "silent" | "flagged") => (
    <Show when={hasList()} fallback={text}>
      <Link to={{ list }}>{text}</Link>
    </Show>
  );
  return (
    <ul class="waiting-counts">
      <Show when={coverage()?.expected}>
        <li data-figure="silent-count">
          {line(words().silentCount(format().integer(silent())), "silent")}
        </li>
        <li data-figure="closed-count">
          {words().closedCount(
            format().integer(coverage()?.closed ?? 0),
            format().integer(coverage()?.expected ?? 0),
          )}
        </li>
      </Show>
      <Show when={coverage()?.outside}>
        {(count) => <li>{words().outsideCount(format().integer(count()))}</li>}
      </Show>
      <Show when={flagged()}>
        {(count) => (
          <li data-figure="flagged-count">
            {line(words().flaggedCount(format().integer(count())), "flagged")}
          </li>
        )}
      </Show>
    </ul>
  );
}

export function Moved(props: { readonly movements: ReturnType<typeof createMovements> }) {
  const { texts, format, nameOf } = useScreen();
  const words = () => texts().room;
  const data = () => props.movements.data();
  const groups = createMemo(() => fallGroups(data()?.falls ?? []));
  createNames(() => groups().map(({ region }) => region));
  const table = () => ({
    head: [
      "event_time",
      "region",
      "name",
      "site",
      "acceptors",
      "kind",
      "reason",
      "terminal",
      "seq",
    ],
    rows: (data()?.falls ?? []).map((fall) => [
      new Date(fall.eventMs).toISOString(),
      fall.region,
      nameOf(fall.region),
      fall.site,
      fall.acceptors,
      fall.kind,
      fall.reason,
      fall.terminal,
      fall.seq,
    ]),
  });
  return (
    <section class="moved" aria-labelledby="moved-title">
      <div class="title">
        <h2 id="moved-title">{words().moved}</h2>
        <span class="quiet">{words().movedSince(String(movementMinutes))}</span>
        <Show when={groups().length > 0}>
          <Download
            name="koreksi"
            title={words().corrections}
            table={table}
            sequence={data()?.sequence}
          />
        </Show>
      </div>
      <ListState state={props.movements.state()} hasData={data() !== null}>
        <div class="moved-parts">
          <div>
            <h3>{words().contributors}</h3>
            <Contributors rows={data()?.contributors ?? []} />
          </div>
          <div>
            <h3>{words().corrections}</h3>
            <Show
              when={groups().length > 0}
              fallback={<p class="quiet">{words().noCorrections}</p>}
            >
              <ul class="falls">
                <For each={groups()}>
                  {(group) => (
                    <li>
                      <FallLine group={group} />{" "}
                      <span class="quiet">
                        {words().fallReports(format().integer(group.reports))}
                      </span>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </div>
        </div>
        <p class="quiet">{texts().per(format().clock(data()?.sequence.asOfMs ?? 0))}</p>
      </ListState>
      <Waiting />
    </section>
  );
}
