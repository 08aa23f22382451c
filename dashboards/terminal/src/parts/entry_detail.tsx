// SPDX-License-Identifier: Apache-2.0
// One entry opened: what the server said and what a person can do: correct it, confirm it, or send
// a refused content again under a new number.
import { createSignal, For, Show } from "solid-js";
import type { Entry } from "../outbox/entry";
import { codes } from "../outbox/state";
import { isReport, type Report } from "../outbox/view";
import { useScreen, zoneOf } from "../screen";
import { CeilingDialog } from "./ceiling_dialog";
import { Conflict } from "./conflict";
import { CorrectDialog } from "./correct_dialog";

export function EntryDetail(props: {
  readonly entry: Entry;
  readonly correction: Report | undefined;
}) {
  const { terminal, texts, format, sites, isClosed, say } = useScreen();
  const [correcting, setCorrecting] = createSignal(false);
  const [confirming, setConfirming] = createSignal(false);
  const zone = () => {
    const site = sites().find(({ code }) => code === props.entry.content.site);
    return site ? zoneOf(site) : "WIB";
  };
  const facts = (): [string, string][] => {
    const { entry } = props;
    const list: [string, string][] = [
      [texts().site, entry.content.site],
      [texts().madeAt, format().clock(entry.madeAtMs, zone())],
    ];
    if (entry.receipt) {
      list.push([texts().ledgerNumber, format().serial(entry.receipt.revision)]);
    }
    if (entry.terminal !== terminal.identity()?.terminal) {
      list.push([texts().settings.terminal, texts().earlierTerminal(entry.terminal)]);
    }
    return list;
  };
  const notes = () => {
    const receipt = props.entry.receipt;
    if (!receipt) return [];
    return [
      ...(receipt.flagged ? [texts().flaggedNote] : []),
      ...(receipt.late ? [texts().lateNote] : []),
      ...(receipt.dateChanged ? [texts().dateChangedNote(format().day(receipt.serviceDate))] : []),
    ];
  };
  const mayCorrect = () =>
    isReport(props.entry) &&
    props.entry.state !== "refused" &&
    props.correction === undefined &&
    props.entry.content.correction?.kind !== 1 &&
    !isClosed();
  const isConflict = () => props.entry.refusal?.code === codes.conflict;

  async function sendAsNew(): Promise<void> {
    const { content, confirmed, terminal: who } = props.entry;
    const outcome = await terminal.make(who, [{ content, confirmed }], null);
    if (outcome !== "made") say(texts().storageFailed);
  }

  return (
    <div class="detail">
      <Show when={props.entry.refusal}>
        {(refusal) => (
          <div class="refusal">
            <p>{format().language === "id" ? refusal().textId : refusal().textEn}</p>
            <Show when={isConflict()}>
              <Conflict mine={props.entry} recorded={refusal().recorded} zone={zone()} />
            </Show>
          </div>
        )}
      </Show>
      <dl class="facts">
        <For each={facts()}>
          {([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          )}
        </For>
      </dl>
      <For each={notes()}>{(note) => <p class="note">{note}</p>}</For>
      <div class="actions">
        <Show when={mayCorrect()}>
          <button type="button" data-action="correct" onClick={() => setCorrecting(true)}>
            {texts().correct}
          </button>
        </Show>
        <Show when={props.entry.state === "asking"}>
          <button
            type="button"
            class="primary"
            data-action="confirm-entry"
            onClick={() => setConfirming(true)}
          >
            {texts().confirmSend}
          </button>
        </Show>
        <Show when={props.entry.state === "refused" && !isClosed()}>
          <button
            type="button"
            class="primary"
            data-action="send-as-new"
            onClick={() => void sendAsNew()}
          >
            {texts().sendAsNew}
          </button>
        </Show>
      </div>
      <Show when={correcting() && isReport(props.entry) ? props.entry : null}>
        {(report) => <CorrectDialog entry={report()} onClose={() => setCorrecting(false)} />}
      </Show>
      <Show when={confirming() && isReport(props.entry) ? props.entry : null}>
        {(report) => (
          <CeilingDialog
            above={[report().content]}
            onMend={() => setConfirming(false)}
            onSend={() => {
              setConfirming(false);
              const waiting = { confirmed: true, state: "waiting", refusal: null } as const;
              void terminal.mark([{ ...report(), ...waiting }]);
            }}
          />
        )}
      </Show>
    </div>
  );
}
