// SPDX-License-Identifier: Apache-2.0
// What is needed seldom: language, dictation, data used, storage, the enrolment.
import { createResource, createSignal, For, Show } from "solid-js";
import { bytesText, storageState } from "../connect/storage_state";
import { useScreen } from "../screen";
import { EnrolForm } from "./enrol";

export function More() {
  const { terminal, texts, format, welcome, sites, zone, go } = useScreen();
  const [storage] = createResource(storageState);
  const [enrolling, setEnrolling] = createSignal(false);
  const bytes = (value: number): string => bytesText(value, format());
  const facts = (): [string, string][] => {
    const { settings, status } = texts();
    const now = welcome();
    return [
      [settings.event, now?.eventName ?? terminal.identity()?.event ?? ""],
      ...(now
        ? ([
            ["Status", status[now.status] ?? ""],
            ...(now.deadlineMs > 0
              ? [
                  [
                    settings.deadline,
                    `${format().day(format().dayOf(now.deadlineMs, zone()))} ${format().clock(now.deadlineMs, zone())}`,
                  ],
                ]
              : []),
          ] as [string, string][])
        : []),
      [
        settings.sites,
        sites()
          .map(({ name }) => name)
          .join(", "),
      ],
      [settings.terminal, terminal.identity()?.terminal ?? ""],
      [settings.version, __APP_VERSION__],
    ];
  };
  return (
    <main class="more">
      <h1>{texts().tabs.more}</h1>
      <div class="actions stacked">
        <button
          type="button"
          class="primary"
          data-action="dictation"
          onClick={() => go("dictation")}
        >
          {texts().dictation.open}
        </button>
        <button
          type="button"
          data-action="language"
          lang={format().language === "id" ? "en" : "id"}
          onClick={() =>
            terminal.setPreference({ language: format().language === "id" ? "en" : "id" })
          }
        >
          {texts().otherLanguage}
        </button>
      </div>
      <h2>{texts().settings.dataTitle}</h2>
      <p data-figure="usage">
        {texts().settings.dataUsed(
          bytes(terminal.usage().sentBytes),
          bytes(terminal.usage().receivedBytes),
        )}
      </p>
      <h2>{texts().settings.storage}</h2>
      <Show when={storage()}>
        {(now) => (
          <p>
            {texts().settings.storageUsed(bytes(now().usedBytes), bytes(now().freeBytes))}
            <br />
            {now().persisted ? texts().settings.storageKept : texts().settings.storageMayGo}
          </p>
        )}
      </Show>
      <h2>{texts().settings.enrolment}</h2>
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
      <Show
        when={enrolling()}
        fallback={
          <button type="button" data-action="enrol-again" onClick={() => setEnrolling(true)}>
            {texts().settings.again}
          </button>
        }
      >
        <EnrolForm code="" onDone={() => setEnrolling(false)} />
      </Show>
    </main>
  );
}
