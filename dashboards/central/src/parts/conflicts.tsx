// SPDX-License-Identifier: Apache-2.0
// Two contents under one number: what is counted beside what was refused, so that a person can see
// which is right. Nothing is decided here: what is right is sent anew, or corrected at the site.
import { createMemo, createSignal, For, Show } from "solid-js";
import { askPath } from "../connect/fetching";
import { createPoll } from "../connect/poll";
import { zoneOf } from "../geography/zones";
import { type Conflict, type ConflictContent, conflictsOf } from "../live/conflicts";
import { lineWords } from "../live/wire_words";
import { useScreen } from "../screen";
import { Download, ListState } from "./controls";
import { Link } from "./link";
import { ListFoot } from "./list_foot";

const everyMs = 10_000;
const firstRows = 10;
const moreRows = 200;

function Content(props: { readonly of: ConflictContent; readonly conflict: Conflict }) {
  const { texts, format, route } = useScreen();
  const words = () => texts().room;
  const count = () => format().integer(props.of.acceptors).replace("-", "−");
  return (
    <>
      <strong>{props.of.kind === "close" ? words().conflictClose(count()) : count()}</strong>
      <For each={props.of.lines}>
        {(line) => <span class="content">{lineWords(line, route().language)}</span>}
      </For>
      <span class="under">
        {[
          format().day(props.of.serviceDate),
          props.of.corrects > 0 ? words().conflictCorrects(String(props.of.corrects)) : "",
          props.of.site === props.conflict.site ? "" : props.of.site,
        ]
          .filter((text) => text !== "")
          .join(" · ")}
      </span>
    </>
  );
}

function Row(props: { readonly conflict: Conflict }) {
  const { texts, format, route } = useScreen();
  const serial = () => `${props.conflict.terminal}/${props.conflict.seq}`;
  const zone = () => zoneOf(route().region ?? "");
  return (
    <tbody data-conflict={serial()}>
      <tr class="conflict-head">
        <th scope="rowgroup" colSpan={2}>
          <Link to={{ site: props.conflict.site }}>
            {props.conflict.name || props.conflict.site}
          </Link>
          <span class="under">
            {format().hour(props.conflict.eventMs, zone())}
            {`\u00a0${zone()} · ${serial()}`}
          </span>
        </th>
      </tr>
      <tr>
        <td>
          <Show when={props.conflict.recorded} fallback={texts().room.conflictLost}>
            {(recorded) => <Content of={recorded()} conflict={props.conflict} />}
          </Show>
        </td>
        <td>
          <Content of={props.conflict.refused} conflict={props.conflict} />
        </td>
      </tr>
    </tbody>
  );
}

function side(content: ConflictContent | null) {
  if (content === null) return [null, null, null, null, null];
  const cells = content.lines.map(({ method, category, postpartum, partner, count }) =>
    [method, category, postpartum, partner, count].join("/"),
  );
  return [
    content.kind,
    content.serviceDate,
    content.acceptors,
    content.corrects === 0 ? null : content.corrects,
    cells.join("; "),
  ];
}

function csvTable(conflicts: readonly Conflict[]) {
  const parts = ["kind", "service_date", "acceptors", "corrects", "lines"];
  return {
    head: [
      ...["event_time", "site", "name", "terminal", "seq"],
      ...parts.map((part) => `recorded_${part}`),
      ...parts.map((part) => `refused_${part}`),
    ],
    rows: conflicts.map((conflict) => [
      new Date(conflict.eventMs).toISOString(),
      ...[conflict.site, conflict.name, conflict.terminal, conflict.seq],
      ...side(conflict.recorded),
      ...side(conflict.refused),
    ]),
  };
}

export function Conflicts() {
  const { get, texts, route, isPast } = useScreen();
  const words = () => texts().room;
  const [room, setRoom] = createSignal(firstRows);
  const poll = createPoll({
    get,
    // A text, so that an answer that says the same changes nothing on the page.
    parse: (body) => {
      conflictsOf(body);
      return JSON.stringify(body);
    },
    everyMs,
    path: createMemo(() => {
      const { region, event } = route();
      return region === null || isPast() ? null : askPath(`/v1/conflicts/${region}`, event);
    }),
  });
  const text = createMemo(poll.data);
  const data = createMemo(() => {
    const body = text();
    return body === null ? null : conflictsOf(JSON.parse(body));
  });
  const all = () => data()?.conflicts ?? [];
  const shown = () => Math.min(room(), all().length);
  return (
    <section class="conflicts" aria-labelledby="conflicts-title">
      <div class="title">
        <h2 id="conflicts-title">{words().conflicts}</h2>
        <Show when={shown() > 0}>
          <span class="choices">
            <Download
              name="bentrok"
              title={words().conflicts}
              table={() => csvTable(all())}
              sequence={data()?.sequence}
            />
          </span>
        </Show>
      </div>
      <ListState state={poll.state()} hasData={data() !== null}>
        <Show when={shown() > 0} fallback={<p class="empty">{words().noConflicts}</p>}>
          <p class="quiet note">{words().conflictsNote}</p>
          <table>
            <thead>
              <tr>
                <th scope="col">{words().conflictRecorded}</th>
                <th scope="col">{words().conflictRefused}</th>
              </tr>
            </thead>
            <For each={all().slice(0, room())}>{(conflict) => <Row conflict={conflict} />}</For>
          </table>
          <ListFoot
            shown={shown()}
            here={all().length}
            total={data()?.total ?? 0}
            asOfMs={data()?.sequence.asOfMs ?? 0}
            onMore={() => setRoom(room() + moreRows)}
          />
        </Show>
      </ListState>
    </section>
  );
}
