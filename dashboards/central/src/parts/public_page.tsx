// SPDX-License-Identifier: Apache-2.0
// What anybody may see without a login: nation and provinces as the server publishes them, once a
// minute, small counts hidden by the server. The frame (event, status, as-of, coverage, sequence)
// is the same as everywhere. A screen that may see more asks for the public's view of it.
import { methodGroups, wordsOf } from "@sejuta/shared/src/words";
import { createEffect, createMemo, createSignal, For, onCleanup, Show } from "solid-js";
import { askAgainMs, askPath } from "../connect/fetching";
import { topicOf } from "../connect/travel";
import type { Coverage, RegionRow, Topic } from "../live/model";
import { publicMethods } from "../live/public_methods";
import { useScreen } from "../screen";
import { Announcer } from "./announcer";
import { Header, RehearsalStrip } from "./header";
import { Link } from "./link";
import { Loading } from "./states";
import { Watermark } from "./watermark";

const refreshMs = 60_000;

// The live topic where it is the public's, otherwise the public view of its region.
function usePublicTopic() {
  const { topic, get, route } = useScreen();
  const [asked, setAsked] = createSignal<Topic | null>(null);
  const region = createMemo(() => topic()?.region);
  const isPublic = createMemo(() => topic()?.publicView ?? false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  async function ask(of: string): Promise<void> {
    try {
      const path = askPath(`/v1/snapshot/${of}`, route().event, { view: "public" });
      const answer = await get(path, "");
      if (answer.status === 200 && region() === of) setAsked(topicOf(answer.body));
    } catch {
      // Asked again; what is shown says of when it is.
    }
  }
  async function keepAsking(of: string): Promise<void> {
    await ask(of);
    if (region() !== of) return;
    clearTimeout(timer);
    timer = setTimeout(keepAsking, asked() === null ? askAgainMs : refreshMs, of);
  }
  createEffect(() => {
    const of = region();
    clearTimeout(timer);
    if (of !== undefined && !isPublic()) keepAsking(of);
  });
  onCleanup(() => clearTimeout(timer));
  return () => (isPublic() ? topic() : asked());
}

function Count(props: { readonly hidden: boolean; readonly value: number }) {
  const { texts, format } = useScreen();
  return (
    <Show
      when={props.hidden}
      fallback={<span data-figure="count">{format().integer(props.value)}</span>}
    >
      <span class="masked" data-figure="masked" title={texts().wall.masked}>
        {texts().wall.hidden}
      </span>
    </Show>
  );
}

// Below a table that hides something: what the word means, and why.
function HiddenNote(props: { readonly when: boolean }) {
  const { texts } = useScreen();
  return (
    <Show when={props.when}>
      <p class="quiet hidden-note" data-figure="hidden-note">
        {texts().wall.hiddenNote}
      </p>
    </Show>
  );
}

function Provinces(props: { readonly of: Topic }) {
  const { texts, format, route } = useScreen();
  const name = (code: string) => props.of.names.get(code) ?? code;
  // An event of one province says so, rather than thirty-seven zeros.
  const takesPart = (row: RegionRow) =>
    row.hidden || row.acceptors > 0 || row.coverage.expected > 0 || row.target !== null;
  const rows = createMemo(() => [...props.of.totals.byRegion.values()].filter(takesPart));
  const apart = () => props.of.totals.byRegion.size - rows().length;
  const coverage = (of: Coverage, hidden: boolean) =>
    hidden || of.expected === 0 ? "–" : format().percent(of.reported, of.expected);
  return (
    <section class="regions">
      <div class="title">
        <h2>{texts().provinces}</h2>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts().name}</th>
            <th scope="col">{texts().acceptors}</th>
            <th scope="col">{texts().percent}</th>
            <th scope="col">{texts().coverageShort}</th>
          </tr>
        </thead>
        <tbody>
          <For each={rows()}>
            {(row) => (
              <tr data-region={row.code}>
                <th scope="row">
                  <Show when={route().view === "room"} fallback={name(row.code)}>
                    <Link to={{ region: row.code, site: "" }}>{name(row.code)}</Link>
                  </Show>
                </th>
                <td>
                  <Count hidden={row.hidden} value={row.acceptors} />
                </td>
                <td>
                  {row.hidden ? "–" : format().percent(row.acceptors, row.target?.acceptors ?? 0)}
                </td>
                <td>{coverage(row.coverage, row.hidden)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <HiddenNote when={rows().some(({ hidden }) => hidden)} />
      <Show when={apart() > 0}>
        <p class="quiet" data-figure="apart">
          {texts().wall.apart(format().integer(apart()))}
        </p>
      </Show>
    </section>
  );
}

function PublicMethods(props: { readonly of: Topic }) {
  const { texts, route } = useScreen();
  // Below the provinces, where they have hidden ones.
  const isSaid = () => [...props.of.totals.byRegion.values()].some(({ hidden }) => hidden);
  const words = createMemo(() => wordsOf("method", route().language));
  const name = (method: number): string => {
    const injections = methodGroups.find((group) => group.key === "suntik");
    if (injections?.methods.includes(method))
      return route().language === "id" ? injections.id : injections.en;
    return words().find(({ value }) => value === method)?.word ?? "";
  };
  return (
    <section class="methods">
      <div class="title">
        <h2>{texts().methods}</h2>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts().method}</th>
            <th scope="col">{texts().acceptors}</th>
          </tr>
        </thead>
        <tbody>
          <For each={publicMethods}>
            {(method) => (
              <tr data-method={method}>
                <th scope="row">{name(method)}</th>
                <td>
                  <Count
                    hidden={props.of.totals.hiddenMethods.has(method)}
                    value={props.of.totals.byMethod.get(method) ?? 0}
                  />
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <HiddenNote when={!isSaid() && props.of.totals.hiddenMethods.size > 0} />
    </section>
  );
}

function PublicHeadline(props: { readonly of: Topic }) {
  const { texts, format } = useScreen();
  const totals = () => props.of.totals;
  return (
    <section class="headline">
      <Show when={props.of.region !== "ID"}>
        <p class="up">
          <Link to={{ region: "ID", site: "" }} title={texts().up}>
            ← {texts().nation}
          </Link>
        </p>
      </Show>
      <h1>{props.of.region === "ID" ? texts().nation : props.of.path.at(-1)?.name}</h1>
      <Show when={!totals().hidden}>
        <p class="total" data-figure="total">
          {format().integer(totals().acceptors)}
        </p>
      </Show>
      <p class="against">
        {totals().hidden ? texts().wall.totalHidden : texts().acceptors}{" "}
        <Show when={totals().hidden ? null : totals().target}>
          {(aim) => (
            <>
              <strong>{format().percent(totals().acceptors, aim().acceptors)}</strong>{" "}
              {texts().percentOf(aim().set, format().integer(aim().acceptors))}
            </>
          )}
        </Show>
      </p>
      <p data-figure="coverage">
        {totals().hidden
          ? ""
          : texts().coverage(
              format().integer(totals().coverage.reported),
              format().integer(totals().coverage.expected),
              format().percent(totals().coverage.reported, totals().coverage.expected),
            )}
      </p>
      <p class="quiet">{texts().wall.publicNote}</p>
    </section>
  );
}

export function PublicPage() {
  const { texts } = useScreen();
  const shown = usePublicTopic();
  return (
    <>
      <Watermark />
      <RehearsalStrip />
      <div class="page">
        <Header frozen={shown()} />
        <main class="public">
          <Show when={shown()} fallback={<Loading />}>
            {(now) => (
              <>
                <PublicHeadline of={now()} />
                <Show when={now().totals.byRegion.size > 0}>
                  <Provinces of={now()} />
                </Show>
                <PublicMethods of={now()} />
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
