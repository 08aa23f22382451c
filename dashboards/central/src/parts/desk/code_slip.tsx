// SPDX-License-Identifier: Apache-2.0
// One new code, large, to be read out, sent or printed. It is on no other page and nowhere stored:
// the server keeps its hash only.
import { createSignal, For } from "solid-js";
import { zoneOf } from "../../geography/zones";
import type { SiteCode } from "../../live/desk";
import { useScreen } from "../../screen";
import { useDeskTexts, useMoment } from "./words";

export function CodeSlip(props: {
  readonly code: SiteCode;
  readonly siteName: string;
  readonly regency: string;
  readonly onClose: () => void;
}) {
  const { event } = useScreen();
  const words = useDeskTexts();
  const moment = useMoment();
  const [said, setSaid] = createSignal("");
  let link: HTMLParagraphElement | undefined;
  // In the fragment, which no server's log has.
  const address = () =>
    `${location.origin}/terminal#code=${props.code.code}&event=${encodeURIComponent(event()?.id ?? "")}`;
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(address());
      setSaid(words().copied);
    } catch {
      if (link) getSelection()?.selectAllChildren(link);
      setSaid(words().copyYourself);
    }
  }
  return (
    <section class="code-slip" data-code={props.code.code} aria-live="polite">
      <h3>{words().codeFor(props.siteName)}</h3>
      <p class="only-read">{words().codeSpoken(props.code.code.split("").join(" "))}</p>
      <p class="code" aria-hidden="true">
        <For each={props.code.code.split("-")}>{(group) => <b>{group}</b>}</For>
      </p>
      <p data-figure="code-until">
        {words().codeUntil(moment(props.code.expiresAtMs, zoneOf(props.regency)))}
      </p>
      <p class="quiet">{words().codeHow}</p>
      <p class="code-link" ref={link}>
        {address()}
      </p>
      <p class="quiet">{words().codeOnce}</p>
      <p class="actions">
        <button type="button" onClick={copy}>
          {words().copyLink}
        </button>
        <button type="button" onClick={() => print()}>
          {words().print}
        </button>
        <button type="button" class="primary" onClick={() => props.onClose()}>
          {words().finish}
        </button>
        <output class="quiet">{said()}</output>
      </p>
    </section>
  );
}
