// SPDX-License-Identifier: Apache-2.0
// Two contents under one number: what this terminal said beside what the server has recorded.
import type { ZoneName } from "@sejuta/shared/src/format";
import { Show } from "solid-js";
import type { Content, Entry, Recorded } from "../outbox/entry";
import { useScreen } from "../screen";
import { contentWords } from "./content_words";

// RecordedState: voided and replaced are not counted any more.
const voided = 3;
const replaced = 4;

export function Conflict(props: {
  readonly mine: Entry;
  readonly recorded: Recorded | undefined;
  readonly zone: ZoneName;
}) {
  const { texts, format } = useScreen();
  const whole = (content: Content) => {
    const words = contentWords(content, format(), texts());
    const count = content.kind === "report" ? `${format().integer(content.count)} ` : "";
    const site = content.site === "" ? texts().conflictOtherSite : content.site;
    return `${count}${words} · ${site} · ${format().day(content.serviceDate)}`;
  };
  const gone = (state: number) =>
    state === voided
      ? ` · ${texts().conflictVoided}`
      : state === replaced
        ? ` · ${texts().conflictReplaced}`
        : "";
  return (
    <dl class="conflict">
      <dt>{texts().conflictMine}</dt>
      <dd data-side="mine">{whole(props.mine.content)}</dd>
      <dt>{texts().conflictServer}</dt>
      <dd data-side="server">
        <Show when={props.recorded} fallback={texts().conflictServerUnknown}>
          {(there) => (
            <>
              {whole(there().content)}
              {gone(there().state)}
              <small>
                {texts().receivedAt(
                  `${format().hour(there().eventTimeMs, props.zone)} ${props.zone}`,
                )}
              </small>
            </>
          )}
        </Show>
      </dd>
    </dl>
  );
}
