// SPDX-License-Identifier: Apache-2.0
// The officers' desk of one site: its terminals (a new code, revoking) and its newest reports
// (correcting). What somebody may not do is not there; the server says for this site what one may.
import { createMemo, createSignal, For, Show } from "solid-js";
import { act, type DeskFault } from "../../connect/desk";
import { askPath } from "../../connect/fetching";
import { createPoll } from "../../connect/poll";
import { zoneOf } from "../../geography/zones";
import {
  type SiteDesk as Desk,
  type DeskReport,
  type DeskTerminal,
  type SiteCode,
  siteCodeOf,
  siteDeskOf,
} from "../../live/desk";
import { lineWords } from "../../live/wire_words";
import { useScreen } from "../../screen";
import { ListState } from "../controls";
import { ListFoot } from "../list_foot";
import { CodeSlip } from "./code_slip";
import { CorrectDialog } from "./correct_dialog";
import { FaultLine } from "./form";
import { RevokeDialog } from "./revoke_dialog";
import { useDeskTexts, useMoment } from "./words";
import "../../style/desk.css";

const firstRows = 10;
const moreRows = 50;
const pollMs = 4_000;

function Terminals(props: { readonly desk: Desk; readonly onChange: (said: string) => void }) {
  const { post, route } = useScreen();
  const words = useDeskTexts();
  const moment = useMoment();
  const [code, setCode] = createSignal<SiteCode | null>(null);
  const [fault, setFault] = createSignal<DeskFault | null>(null);
  const [isBusy, setIsBusy] = createSignal(false);
  const [leaving, setLeaving] = createSignal<string | null>(null);
  const may = (what: string) => props.desk.may.includes(what);
  const siteName = () => props.desk.name || props.desk.site;
  const byId = createMemo(() => new Map(props.desk.terminals.map((each) => [each.terminal, each])));
  const seen = (terminal: DeskTerminal) =>
    terminal.firstSeenMs === null
      ? words().neverSeen
      : moment(terminal.firstSeenMs, zoneOf(props.desk.regency));
  async function make(): Promise<void> {
    setIsBusy(true);
    setFault(null);
    const result = await act(post, {
      name: "code",
      event: route().event,
      body: { site: props.desk.site },
      parse: siteCodeOf,
    });
    setIsBusy(false);
    if (result.kind === "fault") setFault(result.fault);
    else setCode(result.value);
  }
  return (
    <section class="desk-terminals" aria-labelledby="desk-terminals">
      <h3 id="desk-terminals">{words().terminals}</h3>
      <Show
        when={props.desk.terminals.length > 0}
        fallback={<p class="empty">{words().noTerminals}</p>}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">{words().serial}</th>
              <th scope="col">{words().firstSeen}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            <For each={[...byId().keys()]}>
              {(id) => (
                <Show when={byId().get(id)}>
                  {(terminal) => (
                    <tr
                      data-terminal={terminal().terminal}
                      classList={{ gone: terminal().revoked }}
                    >
                      <th scope="row">{terminal().terminal}</th>
                      <td>{seen(terminal())}</td>
                      <td>
                        <Show
                          when={!terminal().revoked}
                          fallback={<span class="quiet">{words().revoked}</span>}
                        >
                          <Show when={may("revoke")}>
                            <button
                              type="button"
                              aria-label={`${words().revoke} ${terminal().terminal}`}
                              onClick={() => setLeaving(terminal().terminal)}
                            >
                              {words().revoke}
                            </button>
                          </Show>
                        </Show>
                      </td>
                    </tr>
                  )}
                </Show>
              )}
            </For>
          </tbody>
        </table>
      </Show>
      <Show when={may("enrol") && code() === null}>
        <p class="actions">
          <button type="button" class="primary" disabled={isBusy()} onClick={make}>
            {isBusy() ? words().sending : words().makeCode}
          </button>
          <span class="quiet">{words().makeCodeNote}</span>
        </p>
      </Show>
      <FaultLine fault={fault()} />
      <Show when={code()}>
        {(now) => (
          <CodeSlip
            code={now()}
            siteName={siteName()}
            regency={props.desk.regency}
            onClose={() => setCode(null)}
          />
        )}
      </Show>
      <Show when={leaving()}>
        {(terminal) => (
          <RevokeDialog
            terminal={terminal()}
            onClose={() => setLeaving(null)}
            onDone={() => props.onChange(words().revokedNow(terminal()))}
          />
        )}
      </Show>
    </section>
  );
}

function serialOf(report: DeskReport): string {
  return `${report.terminal}/${report.seq}`;
}

function ReportRow(props: {
  readonly report: DeskReport;
  readonly zone: ReturnType<typeof zoneOf>;
  readonly mayCorrect: boolean;
  readonly onCorrect: () => void;
}) {
  const { format, route } = useScreen();
  const words = useDeskTexts();
  const serial = () => serialOf(props.report);
  const isCounted = () => props.report.state === "counted" && props.report.lines.length > 0;
  return (
    <tr data-report={serial()} classList={{ gone: props.report.state !== "counted" }}>
      <th scope="row">
        <For each={props.report.lines}>
          {(line) => <span class="content">{lineWords(line, route().language)}</span>}
        </For>
        <span class="under">
          {format().hour(props.report.eventMs, props.zone)}
          {`\u00a0${props.zone} · ${format().day(props.report.serviceDate)} · ${serial()}`}
          {props.report.corrects > 0
            ? ` · ${words().correcting(String(props.report.corrects))}`
            : ""}
        </span>
      </th>
      <td>{format().integer(props.report.acceptors)}</td>
      <td>
        <Show
          when={props.mayCorrect && isCounted()}
          fallback={
            <span class="quiet">{words().states[props.report.state] ?? props.report.state}</span>
          }
        >
          <button
            type="button"
            aria-label={`${words().correct} ${serial()}`}
            onClick={() => props.onCorrect()}
          >
            {words().correct}
          </button>
        </Show>
      </td>
    </tr>
  );
}

function Reports(props: { readonly desk: Desk; readonly onChange: (said: string) => void }) {
  const { format } = useScreen();
  const words = useDeskTexts();
  const [room, setRoom] = createSignal(firstRows);
  const [mending, setMending] = createSignal<DeskReport | null>(null);
  const shown = () => Math.min(room(), props.desk.reports.length);
  // Rows by number: a report that comes in takes no focus from the row below it.
  const bySerial = createMemo(
    () => new Map(props.desk.reports.map((report) => [serialOf(report), report])),
  );
  const serials = () => [...bySerial().keys()].slice(0, room());
  const signed = (change: number) =>
    `${change > 0 ? "+" : ""}${format().integer(change).replace("-", "−")}`;
  return (
    <section class="desk-reports" aria-labelledby="desk-reports">
      <h3 id="desk-reports">{words().reports}</h3>
      <Show when={shown() > 0} fallback={<p class="empty">{words().noReports}</p>}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words().content}</th>
              <th scope="col">{words().count}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            <For each={serials()}>
              {(serial) => (
                <Show when={bySerial().get(serial)}>
                  {(report) => (
                    <ReportRow
                      report={report()}
                      zone={zoneOf(props.desk.regency)}
                      mayCorrect={props.desk.may.includes("correct")}
                      onCorrect={() => setMending(report())}
                    />
                  )}
                </Show>
              )}
            </For>
          </tbody>
        </table>
        <ListFoot
          shown={shown()}
          here={props.desk.reports.length}
          total={props.desk.reportsTotal}
          onMore={() => setRoom(room() + moreRows)}
        />
      </Show>
      <Show when={mending()}>
        {(report) => (
          <CorrectDialog
            report={report()}
            onClose={() => setMending(null)}
            onDone={(change) => props.onChange(words().corrected(signed(change)))}
          />
        )}
      </Show>
    </section>
  );
}

export function SiteDesk() {
  const { get, route } = useScreen();
  const words = useDeskTexts();
  const [said, setSaid] = createSignal("");
  const poll = createPoll({
    get,
    // A text, so that an answer that says the same changes nothing on the page.
    parse: (body) => {
      siteDeskOf(body);
      return JSON.stringify(body);
    },
    everyMs: pollMs,
    path: createMemo(() =>
      askPath(`/v1/desk/site/${encodeURIComponent(route().site)}`, route().event),
    ),
  });
  const text = createMemo(poll.data);
  const desk = createMemo(() => {
    const body = text();
    return body === null ? null : siteDeskOf(JSON.parse(body));
  });
  function changed(what: string): void {
    setSaid(what);
    poll.hurry();
  }
  return (
    <section class="site-desk" aria-labelledby="desk-title">
      <h2 id="desk-title">{words().title}</h2>
      <output class="done">{said()}</output>
      <ListState state={poll.state()} hasData={desk() !== null}>
        <Show when={desk()}>
          {(now) => (
            <>
              <Show when={!now().active}>
                <p class="notice">{words().inactive}</p>
              </Show>
              <Terminals desk={now()} onChange={changed} />
              <Reports desk={now()} onChange={changed} />
            </>
          )}
        </Show>
      </ListState>
    </section>
  );
}
