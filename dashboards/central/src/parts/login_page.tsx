// SPDX-License-Identifier: Apache-2.0
// The door: one form, one reason, one way back. The server's own sentence says why a login failed.
import { createSignal, Show } from "solid-js";
import type { LoginFault } from "../connect/account";
import { useScreen } from "../screen";
import { Header, RehearsalStrip } from "./header";
import "../style/login.css";

function LoginForm() {
  const { account, texts, route } = useScreen();
  const [fault, setFault] = createSignal<LoginFault | null>(null);
  const [isBusy, setIsBusy] = createSignal(false);
  const words = () => texts().login;
  const sentence = (why: LoginFault): string => {
    if (why.kind === "unreachable") return words().unreachable;
    if (why.kind === "not_kept") return words().notKept;
    return route().language === "id" ? why.textId : why.textEn;
  };
  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    setIsBusy(true);
    setFault(null);
    const came = await account.login(
      String(fields.get("user")).trim(),
      String(fields.get("password")),
    );
    setIsBusy(false);
    setFault(came);
    if (came) form.querySelector<HTMLInputElement>("[name=password]")?.select();
  }
  return (
    <form class="login-form" onSubmit={send} aria-busy={isBusy()}>
      <label>
        {words().user}
        <input
          name="user"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
        />
      </label>
      <label>
        {words().password}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <p class="login-fault" role="alert">
        <Show when={fault()}>{(why) => sentence(why())}</Show>
      </p>
      <button type="submit" disabled={isBusy()}>
        {isBusy() ? words().sending : words().send}
      </button>
    </form>
  );
}

export function LoginPage() {
  const { account, texts, route, go } = useScreen();
  function back(): void {
    account.ask(false);
    go({ ...route(), view: "room", region: "ID", site: "", desk: "" });
  }
  return (
    <>
      <RehearsalStrip />
      <div class="page">
        <Header />
        <main>
          <section class="login" data-state="login">
            <h1>{texts().login.title}</h1>
            <p class="login-why">{texts().login.why}</p>
            <LoginForm />
            <p class="quiet">{texts().login.noAccount}</p>
            <p>
              <button type="button" class="login-back" onClick={back}>
                {texts().login.back}
              </button>
            </p>
          </section>
        </main>
        <footer class="foot">{texts().promise}</footer>
      </div>
    </>
  );
}
