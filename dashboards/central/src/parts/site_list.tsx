// SPDX-License-Identifier: Apache-2.0
// The sites of a province or regency: who has not reported yet (by target weight, then by minutes
// since the window opened), who is flagged and why, or all. A site leaves the silent list with the
// first poll after its report: the poll is hurried by the live coverage.
import { Place } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { wordsOf } from "@sejuta/shared/src/words";
import { createEffect, createMemo, createSignal, For, on, Show } from "solid-js";
import { mayAt } from "../connect/account";
import { askPath } from "../connect/fetching";
import { createPoll } from "../connect/poll";
import { zoneOf } from "../geography/zones";
import { type Site, sitesOf } from "../live/sites";
import type { SiteList as ListName } from "../route";
import { useScreen } from "../screen";
import { Choice, Download, ListState } from "./controls";
import { Link } from "./link";
import { ListFoot } from "./list_foot";

const firstRows = 20;
const moreRows = 200;
const places: Readonly<Record<string, Place>> = {
  puskesmas: Place.PUSKESMAS,
  pmb: Place.PMB,
  imp: Place.IMP,
  rs: Place.RS,
  kb_bergerak: Place.KB_BERGERAK,
};

// The field's word for the register's kind of place.
export function usePlaceWord() {
  const { route } = useScreen();
  const words = createMemo(() => wordsOf("place", route().language));
  return (place: string): string =>
    words().find(({ value }) => value === places[place])?.word ?? place;
}

export function createSites(list: () => ListName, region: () => string | null) {
  const { get, route, isPast, liveTopic } = useScreen();
  const poll = createPoll({
    get,
    parse: sitesOf,
    path: createMemo(() => {
      const code = region();
      if (code === null || isPast()) return null;
      return askPath(`/v1/sites/${code}`, route().event, { show: list() });
    }),
  });
  createEffect(
    on(
      () => liveTopic()?.totals.coverage.reported,
      () => poll.hurry(),
      { defer: true },
    ),
  );
  return poll;
}

function SiteRow(props: {
  readonly site: Site;
  readonly list: ListName;
  readonly showsRegency: boolean;
}) {
  const { texts, format, route, nameOf } = useScreen();
  const placeWord = usePlaceWord();
  const words = () => texts().room;
  const zone = () => zoneOf(props.site.regency);
  const lastReport = () =>
    props.site.lastEventMs === null
      ? words().notYet
      : `${format().hour(props.site.lastEventMs, zone())}\u00a0${zone()}`;
  return (
    <tr data-site={props.site.code}>
      <th scope="row">
        <Link to={{ region: props.site.regency, site: props.site.code }}>
          {props.site.name === "" ? props.site.code : props.site.name}
        </Link>
        <span class="under">
          {props.site.name === "" ? "" : `${props.site.code} · `}
          {placeWord(props.site.place)}
          {props.showsRegency ? ` · ${nameOf(props.site.regency)}` : ""}
          {props.site.closed ? ` · ${words().dayClosed}` : ""}
          {props.site.expected ? "" : ` · ${words().notExpected}`}
        </span>
        <For each={props.site.flags}>
          {(flag) => (
            <span class="flag" data-flag={flag.flag}>
              {route().language === "id" ? flag.id : flag.en}
            </span>
          )}
        </For>
      </th>
      <Show
        when={props.list === "silent"}
        fallback={
          <>
            <td>{format().integer(props.site.acceptors)}</td>
            <td>{lastReport()}</td>
          </>
        }
      >
        <td>
          {props.site.weight === null ? "–" : format().integer(Math.round(props.site.weight))}
        </td>
        <td>
          {props.site.silentMinutes === null
            ? "–"
            : words().silentMinutes(format().integer(props.site.silentMinutes))}
        </td>
      </Show>
    </tr>
  );
}

function csvTable(sites: readonly Site[]) {
  return {
    head: [
      ...["code", "name", "kind", "regency", "expected", "reported", "closed", "acceptors"],
      ...["last_event_time", "silent_minutes", "weight", "flags"],
    ],
    rows: sites.map((site) => [
      ...[site.code, site.name, site.place, site.regency],
      ...[site.expected ? "yes" : "no", site.reported ? "yes" : "no", site.closed ? "yes" : "no"],
      site.acceptors,
      site.lastEventMs === null ? null : new Date(site.lastEventMs).toISOString(),
      site.silentMinutes,
      site.weight === null ? null : String(site.weight),
      site.flags.map(({ id }) => id).join("; "),
    ]),
  };
}

// What an officer may do for the region as a whole, beside its sites.
function DeskLinks() {
  const { texts, route, account } = useScreen();
  const may = (action: string) => mayAt(account.me(), action, route().region ?? "ID");
  return (
    <Show when={may("add_site") || may("enter_dictated")}>
      <p class="desk-links">
        <Show when={may("enter_dictated")}>
          <Link to={{ desk: "dictated" }}>{texts().room.enterDictated}</Link>
        </Show>
        <Show when={may("add_site")}>
          <Link to={{ desk: "add" }}>{texts().room.addSite}</Link>
        </Show>
      </p>
    </Show>
  );
}

export function SiteLists() {
  const { texts, route, choose, topic } = useScreen();
  const words = () => texts().room;
  const poll = createSites(
    () => route().list,
    () => route().region,
  );
  const [room, setRoom] = createSignal(firstRows);
  createEffect(on([() => route().list, () => route().region], () => setRoom(firstRows)));
  const sites = () => poll.data()?.sites ?? [];
  // Rows by code, so that a poll that changes nothing touches no row, nor the focus in it.
  const codes = createMemo(() =>
    sites()
      .slice(0, room())
      .map(({ code }) => code),
  );
  const byCode = createMemo(() => new Map(sites().map((site) => [site.code, site])));
  const isProvince = () => !(topic()?.region ?? "").includes(".");
  const shown = () => Math.min(room(), sites().length);
  return (
    <section class="sites" aria-labelledby="sites-title">
      <div class="title">
        <h2 id="sites-title">{words().sites}</h2>
        <span class="choices">
          <Choice
            label={words().sites}
            options={[
              { value: "silent", label: words().listSilent },
              { value: "flagged", label: words().listFlagged },
              { value: "all", label: words().listAll },
            ]}
            chosen={route().list}
            onChoose={(list) => choose({ list })}
          />
          <Download
            name={`titik-${route().list}`}
            title={words().sites}
            table={() => csvTable(sites())}
            sequence={poll.data()?.sequence}
          />
        </span>
      </div>
      <DeskLinks />
      <Show when={route().list === "silent"}>
        <p class="quiet note">{words().silentHint}</p>
      </Show>
      <ListState state={poll.state()} hasData={poll.data() !== null}>
        <Show
          when={sites().length > 0}
          fallback={<p class="empty">{words().none[route().list]}</p>}
        >
          <table data-list={route().list}>
            <thead>
              <tr>
                <th scope="col">{words().site}</th>
                <Show
                  when={route().list === "silent"}
                  fallback={
                    <>
                      <th scope="col">{texts().acceptors}</th>
                      <th scope="col">{words().lastReport}</th>
                    </>
                  }
                >
                  <th scope="col">{words().weight}</th>
                  <th scope="col">{words().silentFor}</th>
                </Show>
              </tr>
            </thead>
            <tbody>
              <For each={codes()}>
                {(code) => (
                  <Show when={byCode().get(code)}>
                    {(site) => (
                      <SiteRow site={site()} list={route().list} showsRegency={isProvince()} />
                    )}
                  </Show>
                )}
              </For>
            </tbody>
          </table>
          <ListFoot
            shown={shown()}
            here={sites().length}
            total={poll.data()?.total ?? 0}
            asOfMs={poll.data()?.sequence.asOfMs ?? 0}
            onMore={() => setRoom(room() + moreRows)}
          />
        </Show>
      </ListState>
    </section>
  );
}
