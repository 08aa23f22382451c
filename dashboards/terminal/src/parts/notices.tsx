// SPDX-License-Identifier: Apache-2.0
// What a person has to know before going on, most urgent first.
import { createResource, For, Show } from "solid-js";
import { bytesText, lowBytes, storageState } from "../connect/storage_state";
import { useScreen } from "../screen";
import { tellableSkewMs } from "../tally/clock";

interface Notice {
  readonly name: string;
  readonly tone: "fault" | "wait";
  readonly text: string;
}

const openStatus = 2;
const hourMs = 3_600_000;

export function Notices(props: { readonly updateReady: boolean; readonly onUpdate: () => void }) {
  const { terminal, texts, format, welcome } = useScreen();
  const [storage] = createResource(() => terminal.entries().length, storageState);
  const notices = (): Notice[] => {
    const list: Notice[] = [];
    const now = welcome();
    const phase = terminal.view()?.phase;
    if (terminal.storageFull()) {
      list.push({ name: "storage-full", tone: "fault", text: texts().storageFull });
    } else if (storage() && (storage()?.freeBytes ?? lowBytes) < lowBytes) {
      const free = bytesText(storage()?.freeBytes ?? 0, format());
      list.push({ name: "storage-low", tone: "fault", text: texts().storageLow(free) });
    }
    if (phase?.kind === "stopped") {
      list.push({ name: phase.reason, tone: "fault", text: texts().stopped[phase.reason] });
    }
    if (now && now.status !== openStatus) {
      const text = texts().statusSentence[now.status];
      if (text) list.push({ name: "status", tone: "wait", text });
    }
    const skew = tellableSkewMs(now);
    if (skew !== null) {
      const hours = new Intl.NumberFormat(format().language === "id" ? "id-ID" : "en-GB", {
        maximumFractionDigits: 1,
      }).format(Math.abs(skew) / hourMs);
      list.push({ name: "clock", tone: "wait", text: texts().wrongClock(hours, skew > 0) });
    }
    if (!window.isSecureContext) {
      list.push({ name: "insecure", tone: "wait", text: texts().insecure });
    }
    if (terminal.identity()?.token.startsWith("dev:") || now?.developmentTokens) {
      list.push({ name: "development-tokens", tone: "wait", text: texts().developmentTokens });
    }
    return list;
  };
  return (
    <div class="notices">
      <Show when={props.updateReady}>
        <p class="notice update" data-notice="update">
          {texts().updateReady}{" "}
          <button type="button" class="link" onClick={() => props.onUpdate()}>
            {texts().updateNow}
          </button>
        </p>
      </Show>
      <For each={notices()}>
        {({ name, tone, text }) => (
          <p
            class={`notice ${tone}`}
            data-notice={name}
            role={tone === "fault" ? "alert" : undefined}
          >
            {text}
          </p>
        )}
      </For>
    </div>
  );
}
