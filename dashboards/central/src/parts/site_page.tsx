// SPDX-License-Identifier: Apache-2.0
// The lowest step of the drill: one service point, with what it reported, when, its flags and its
// corrections. The way up is the breadcrumb, Esc, or the browser's back.
import { createMemo, For, type JSX, Show, Suspense } from "solid-js";
import { mayAt } from "../connect/account";
import { zoneOf } from "../geography/zones";
import { useScreen } from "../screen";
import { ListState } from "./controls";
import { lazyAgain } from "./lazy_again";
import { Link } from "./link";
import type { createMovements } from "./moved";
import { createSites, usePlaceWord } from "./site_list";

// Fetched by those who may.
const SiteDesk = lazyAgain(() => import("./desk/site_desk").then((m) => m.SiteDesk));
const deskActions = ["enrol", "revoke", "correct"];

function Line(props: { readonly label: string; readonly children: JSX.Element }) {
  return (
    <tr>
      <th scope="row">{props.label}</th>
      <td>{props.children}</td>
    </tr>
  );
}

export function SitePage(props: { readonly movements: ReturnType<typeof createMovements> }) {
  const { topic, texts, format, route, nameOf, account, isPast } = useScreen();
  const words = () => texts().room;
  const placeWord = usePlaceWord();
  const hasDesk = () =>
    !isPast() && deskActions.some((action) => mayAt(account.me(), action, route().region ?? "ID"));
  const poll = createSites(
    () => "all",
    () => route().region,
  );
  const site = createMemo(
    () => poll.data()?.sites.find(({ code }) => code === route().site) ?? null,
  );
  const zone = () => zoneOf(site()?.regency ?? "");
  const falls = () =>
    (props.movements.data()?.falls ?? []).filter((fall) => fall.site === route().site);
  const when = (ms: number) => `${format().clock(ms, zone())}`;
  return (
    <section class="site-page">
      <nav class="breadcrumb" aria-label={texts().name}>
        <ol>
          <For each={topic()?.path ?? []}>
            {(step) => (
              <li>
                <Link to={{ region: step.code, site: "" }} title={texts().up}>
                  {step.code === "ID" ? texts().nation : step.name}
                </Link>
              </li>
            )}
          </For>
          <li>
            <h1>{site()?.name || route().site}</h1>
          </li>
        </ol>
      </nav>
      <ListState state={poll.state()} hasData={poll.data() !== null}>
        <Show when={site()} fallback={<p class="empty">{words().siteUnknown(route().site)}</p>}>
          {(now) => (
            <>
              <p class="total" data-figure="site-total">
                {format().integer(now().acceptors)}
              </p>
              <p class="against">
                {texts().acceptors} ·{" "}
                {texts().per(format().clock(poll.data()?.sequence.asOfMs ?? 0))} ·{" "}
                {texts().number(format().serial(poll.data()?.sequence.revision ?? 0n))}
              </p>
              <table class="facts">
                <tbody>
                  <Line label={words().site}>{now().code}</Line>
                  <Line label={words().place}>{placeWord(now().place)}</Line>
                  <Line label={texts().name}>{nameOf(now().regency)}</Line>
                  <Line label={words().siteStatus}>
                    {[
                      now().reported ? words().reported : words().silent,
                      now().closed ? words().dayClosed : "",
                      now().expected ? "" : words().notExpected,
                    ]
                      .filter((text) => text !== "")
                      .join(" · ")}
                  </Line>
                  <Line label={words().lastReport}>
                    {now().lastEventMs === null ? words().notYet : when(now().lastEventMs ?? 0)}
                  </Line>
                  <Show when={!now().reported && now().silentMinutes !== null}>
                    <Line label={words().silentFor}>
                      {words().silentMinutes(format().integer(now().silentMinutes ?? 0))}
                    </Line>
                  </Show>
                  <Line label={words().flags}>
                    <Show when={now().flags.length > 0} fallback="–">
                      <For each={now().flags}>
                        {(flag) => (
                          <span class="flag">{route().language === "id" ? flag.id : flag.en}</span>
                        )}
                      </For>
                    </Show>
                  </Line>
                  <For each={falls()}>
                    {(fall) => (
                      <Line label={words().corrections}>
                        {format().integer(fall.acceptors)} · {words().reason(fall.reason)} ·{" "}
                        {when(fall.eventMs)}
                      </Line>
                    )}
                  </For>
                </tbody>
              </table>
            </>
          )}
        </Show>
      </ListState>
      <Show when={hasDesk()}>
        <Suspense>
          <SiteDesk />
        </Suspense>
      </Show>
    </section>
  );
}
