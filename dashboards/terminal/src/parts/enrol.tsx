// SPDX-License-Identifier: Apache-2.0
// From a code to a terminal. The code comes with the address, or is written by hand; it is tried
// again by itself when the network comes back.
import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { claimFor, enrol } from "../connect/enrol";
import { useScreen } from "../screen";

export function EnrolForm(props: { readonly code: string; readonly onDone?: () => void }) {
  const { terminal, texts, format } = useScreen();
  const [code, setCode] = createSignal(props.code);
  const [working, setWorking] = createSignal(false);
  const [fault, setFault] = createSignal("");

  async function submit(): Promise<void> {
    if (code().trim() === "" || working()) return;
    setWorking(true);
    setFault("");
    const outcome = await enrol(await claimFor(code().trim(), terminal.store));
    setWorking(false);
    if (outcome.kind === "enrolled") {
      await terminal.enrolled(outcome.identity);
      props.onDone?.();
    } else if (outcome.kind === "later") setFault(texts().enrol.later);
    else {
      const said = format().language === "id" ? outcome.textId : outcome.textEn;
      setFault(said || texts().enrol.badCode);
    }
  }
  onMount(() => {
    void submit();
    addEventListener("online", submit);
  });
  onCleanup(() => removeEventListener("online", submit));

  return (
    <form
      class="enrol-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label for="code">{texts().enrol.code}</label>
      <input
        id="code"
        name="code"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        value={code()}
        onInput={({ currentTarget }) => setCode(currentTarget.value)}
      />
      <Show when={fault()}>
        <p class="fault" role="alert">
          {fault()}
        </p>
      </Show>
      <button type="submit" class="primary" disabled={working()}>
        {working() ? texts().enrol.working : texts().enrol.submit}
      </button>
    </form>
  );
}

export function Enrol(props: { readonly code: string }) {
  const { texts, terminal, format } = useScreen();
  return (
    <main class="enrol">
      <p class="brand">Sejuta</p>
      <h1>{texts().enrol.title}</h1>
      <p>{texts().enrol.intro}</p>
      <EnrolForm code={props.code} />
      <p class="quiet">{texts().enrol.help}</p>
      <button
        type="button"
        class="link"
        lang={format().language === "id" ? "en" : "id"}
        onClick={() =>
          terminal.setPreference({ language: format().language === "id" ? "en" : "id" })
        }
      >
        {texts().otherLanguage}
      </button>
    </main>
  );
}
