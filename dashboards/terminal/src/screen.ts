// SPDX-License-Identifier: Apache-2.0
// What every part of the terminal's screen needs, and the pieces of state that are only the
// screen's: which part is shown, which date was picked.
import { type Format, makeFormat, type ZoneName } from "@sejuta/shared/src/format";
import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  useContext,
} from "solid-js";
import type { Terminal } from "./connect/terminal";
import type { Content, Entry, SiteDay, SiteInfo, Welcome } from "./outbox/entry";
import { unsent } from "./outbox/machine";
import { type OwnDay, ownDay } from "./outbox/view";
import { type Circumstances, judgeClose, judgeReport } from "./rules/judge";
import { type RejectionWord, ruleOf } from "./rules/rules";
import { eventNowMs, type ServiceDay, serviceDay } from "./tally/clock";
import { type Texts, textsOf } from "./texts";

export type Tab = "tally" | "history" | "close" | "slip" | "more" | "dictation";

export interface Screen {
  readonly terminal: Terminal;
  readonly texts: Accessor<Texts>;
  readonly format: Accessor<Format>;
  readonly tab: Accessor<Tab>;
  go(tab: Tab): void;
  readonly welcome: Accessor<Welcome | null>;
  readonly sites: Accessor<readonly SiteInfo[]>;
  readonly site: Accessor<SiteInfo>;
  readonly zone: Accessor<ZoneName>;
  readonly day: Accessor<ServiceDay>;
  chooseDate(yyyymmdd: number | null): void;
  readonly allEntries: Accessor<readonly Entry[]>;
  readonly sent: Accessor<ReadonlySet<number>>;
  readonly unsent: Accessor<number>;
  readonly own: Accessor<OwnDay>;
  readonly serverDay: Accessor<SiteDay | undefined>;
  askServerDay(): void;
  readonly isClosed: Accessor<boolean>;
  // The broken rule, or null; a rule's sentence in the language of the screen.
  judge(content: Content, confirmed: boolean): RejectionWord | null;
  sentence(code: RejectionWord): string;
  // A short word that goes away by itself.
  readonly toast: Accessor<string>;
  say(text: string): void;
}

export const ScreenContext = createContext<Screen>();

export function useScreen(): Screen {
  const screen = useContext(ScreenContext);
  if (!screen) throw new Error("a part outside of the screen");
  return screen;
}

const zones: Readonly<Record<number, ZoneName>> = { 480: "WITA", 540: "WIT" };
const closedFrom = 4;
const clockIntervalMs = 10_000;
const toastMs = 5_000;

export function zoneOf(site: SiteInfo): ZoneName {
  return zones[site.zoneOffsetMinutes] ?? "WIB";
}

function unknownSite(code: string): SiteInfo {
  return { code, place: 0, zoneOffsetMinutes: 420, name: code, regencyName: "" };
}

export function makeScreen(terminal: Terminal): Screen {
  const [tab, setTab] = createSignal<Tab>("tally");
  const [chosenDate, chooseDate] = createSignal<number | null>(null);
  const [deviceMs, setDeviceMs] = createSignal(terminal.deviceMs());
  const [toast, setToast] = createSignal("");
  let toastTimer: ReturnType<typeof setTimeout> | undefined;
  const clock = setInterval(() => setDeviceMs(terminal.deviceMs()), clockIntervalMs);
  onCleanup(() => clearInterval(clock));

  const texts = createMemo(() => textsOf(terminal.preferences().language));
  const format = createMemo(() => makeFormat(terminal.preferences().language));
  // Another tab's view comes as a copy each time: only another Welcome is news.
  const welcome = createMemo(() => terminal.view()?.welcome ?? null, null, {
    equals: (a, b) => a?.serverTimeMs === b?.serverTimeMs && a?.terminal === b?.terminal,
  });
  const sites = createMemo(() => {
    const known = welcome()?.sites ?? [];
    return known.length > 0 ? known : (terminal.identity()?.sites ?? []).map(unknownSite);
  });
  const site = createMemo(() => {
    const [first] = terminal.identity()?.sites ?? [];
    const named = (wanted: string | undefined) => sites().find(({ code }) => code === wanted);
    return named(terminal.preferences().site) ?? named(first) ?? sites()[0] ?? unknownSite("");
  });
  const day = createMemo(() => serviceDay(welcome(), site(), chosenDate(), deviceMs()));
  const siteDate = createMemo(() => ({ site: site().code, serviceDate: day().serviceDate }), null, {
    equals: (a, b) => a?.site === b?.site && a?.serviceDate === b?.serviceDate,
  });
  const allEntries = createMemo(() => [...terminal.older(), ...terminal.entries()]);

  function askServerDay(): void {
    if (site().code !== "") terminal.watch([siteDate()]);
  }
  // Only another site or day asks: what the connection says meanwhile is no reason to.
  createEffect(on(siteDate, askServerDay));

  function circumstances(): Circumstances {
    return {
      sites: sites(),
      serviceDates: welcome()?.serviceDates ?? [],
      ceiling: welcome()?.ceiling ?? 0,
      nowMs: eventNowMs(welcome(), terminal.deviceMs()),
      skewMs: welcome()?.skewMs ?? 0,
    };
  }

  // The seq is made when it is stored; any stands for it here.
  const anySeq = 2_147_483_646;

  function judge(content: Content, confirmed: boolean): RejectionWord | null {
    // Without a Welcome neither place nor dates are known: the server judges.
    if (welcome() === null) return null;
    const at = circumstances();
    const made = { seq: anySeq, confirmed, deviceTimeMs: terminal.deviceMs() };
    if (content.kind === "close") return judgeClose({ ...content, ...made }, at);
    const code = judgeReport({ ...content, ...made }, at);
    // A date that has not begun waits for its day; nothing is wrong with it.
    return code === "service_date_in_future" ? null : code;
  }

  return {
    terminal,
    texts,
    format,
    tab,
    go: (next) => {
      setTab(next);
      document.querySelector(".parts")?.scrollTo(0, 0);
    },
    welcome,
    sites,
    site,
    zone: createMemo(() => zoneOf(site())),
    day,
    chooseDate,
    allEntries,
    sent: createMemo(() => new Set(terminal.view()?.sent ?? [])),
    unsent: createMemo(() => unsent(allEntries())),
    own: createMemo(() => ownDay(terminal.entries(), siteDate())),
    serverDay: createMemo(() => terminal.dayOnServer(siteDate())),
    askServerDay,
    isClosed: createMemo(() => (welcome()?.status ?? 0) >= closedFrom),
    judge,
    sentence: (code) => {
      const row = ruleOf(code);
      return terminal.preferences().language === "id" ? row.text_id : row.text_en;
    },
    toast,
    say: (text) => {
      clearTimeout(toastTimer);
      setToast(text);
      toastTimer = setTimeout(() => setToast(""), toastMs);
    },
  };
}
