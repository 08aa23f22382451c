// SPDX-License-Identifier: Apache-2.0
// Every sentence of the terminal in Indonesian and in English; both are complete, the compiler sees
// to it. Figures come in as text that is already formatted.
import type { Language } from "@sejuta/shared/src/format";
import { english } from "./texts_en";
import { indonesian } from "./texts_id";

export interface Texts {
  readonly otherLanguage: string;
  readonly tabs: Readonly<Record<"tally" | "history" | "close" | "slip" | "more", string>>;
  readonly rehearsal: string;
  readonly rehearsalSentence: string;
  readonly developmentTokens: string;
  readonly acceptors: (n: string) => string;
  readonly today: string;
  readonly server: string;
  readonly noFigure: string;
  readonly unsent: string;
  readonly connection: Readonly<
    Record<"live" | "connecting" | "offline" | "posting" | "stopped" | "noNetwork", string>
  >;
  readonly stopped: Readonly<
    Record<"token_refused" | "event_unknown" | "app_refused" | "revoked", string>
  >;
  readonly tryAgain: string;
  readonly status: Readonly<Record<number, string>>;
  readonly statusSentence: Readonly<Record<number, string>>;
  readonly wrongClock: (hours: string, ahead: boolean) => string;
  readonly storageFull: string;
  readonly storageLow: (free: string) => string;
  readonly insecure: string;
  readonly updateReady: string;
  readonly updateNow: string;
  readonly chooseContext: string;
  readonly site: string;
  readonly date: string;
  readonly dateToday: string;
  readonly partner: string;
  readonly done: string;
  readonly cancel: string;
  readonly close: string;
  readonly category: string;
  readonly categoryShort: Readonly<Record<number, string>>;
  readonly postpartumShort: Readonly<Record<number, string>>;
  readonly methodShort: Readonly<Record<number, string>>;
  readonly more: (method: string, count: string) => string;
  readonly less: (method: string) => string;
  readonly also: (n: string) => string;
  readonly send: (n: string) => string;
  readonly sendNothing: string;
  readonly undo: string;
  readonly review: string;
  readonly reviewTitle: string;
  readonly total: string;
  readonly wrongNumber: string;
  readonly echo: (n: string) => string;
  readonly lastSent: (n: string) => string;
  readonly takeBack: string;
  readonly takenBack: string;
  readonly sentElsewhere: string;
  readonly storageFailed: string;
  readonly ceiling: {
    readonly title: string;
    readonly first: (n: string, ceiling: string) => string;
    readonly second: (n: string, what: string) => string;
    readonly mend: string;
    readonly right: string;
    readonly sendFlagged: string;
  };
  readonly state: Readonly<
    Record<"draft" | "waiting" | "sent" | "received" | "refused" | "asking", string>
  >;
  readonly receivedAt: (clock: string) => string;
  readonly number: (seq: string) => string;
  readonly historyEmpty: string;
  readonly historyDrafts: (n: string) => string;
  readonly closeOf: (n: string) => string;
  readonly nihil: string;
  readonly voidOf: (seq: string) => string;
  readonly replaceOf: (seq: string) => string;
  readonly voidedBy: (seq: string) => string;
  readonly replacedBy: (seq: string) => string;
  readonly reasons: Readonly<Record<number, string>>;
  readonly reasonNotes: Readonly<Record<number, string>>;
  readonly reason: string;
  readonly correct: string;
  readonly correctTitle: (seq: string) => string;
  readonly voidIt: string;
  readonly replaceIt: string;
  readonly newContent: string;
  readonly chooseReason: string;
  readonly details: string;
  readonly madeAt: string;
  readonly ledgerNumber: string;
  readonly flaggedNote: string;
  readonly lateNote: string;
  readonly dateChangedNote: (day: string) => string;
  readonly earlierTerminal: (terminal: string) => string;
  readonly whatToDo: string;
  readonly conflictMine: string;
  readonly conflictServer: string;
  readonly conflictServerUnknown: string;
  readonly conflictOtherSite: string;
  readonly conflictVoided: string;
  readonly conflictReplaced: string;
  readonly sendAsNew: string;
  readonly confirmSend: string;
  readonly closeDay: {
    readonly title: string;
    readonly own: string;
    readonly server: string;
    readonly same: string;
    readonly unknown: string;
    readonly unsent: (entries: string, acceptors: string) => string;
    readonly more: (n: string) => string;
    readonly less: (n: string) => string;
    readonly refused: (n: string) => string;
    readonly draft: (n: string) => string;
    readonly button: (n: string) => string;
    readonly nihilButton: string;
    readonly nihilAsk: string;
    readonly closedAt: (clock: string, total: string) => string;
    readonly closeWaiting: string;
    readonly closeRefused: string;
    readonly differs: (said: string, server: string) => string;
    readonly after: string;
    readonly ask: string;
  };
  readonly slip: {
    readonly title: string;
    readonly empty: string;
    readonly asOf: (clock: string) => string;
    readonly ledger: string;
    readonly method: string;
    readonly receipts: string;
    readonly print: string;
    readonly share: string;
    readonly copied: string;
    readonly terminal: string;
    readonly promise: string;
    readonly waiting: (n: string) => string;
  };
  readonly dictation: {
    readonly title: string;
    readonly open: string;
    readonly intro: string;
    readonly empty: string;
    readonly how: string;
    readonly said: string;
    readonly saidMark: string;
    readonly share: string;
  };
  readonly settings: {
    readonly language: string;
    readonly dataUsed: (sent: string, received: string) => string;
    readonly dataTitle: string;
    readonly storage: string;
    readonly storageKept: string;
    readonly storageMayGo: string;
    readonly storageUsed: (used: string, free: string) => string;
    readonly enrolment: string;
    readonly terminal: string;
    readonly event: string;
    readonly sites: string;
    readonly version: string;
    readonly deadline: string;
    readonly again: string;
    readonly help: string;
  };
  readonly enrol: {
    readonly title: string;
    readonly intro: string;
    readonly code: string;
    readonly submit: string;
    readonly working: string;
    readonly later: string;
    readonly badCode: string;
    readonly done: string;
    readonly help: string;
  };
}

export function textsOf(language: Language): Texts {
  return language === "id" ? indonesian : english;
}
