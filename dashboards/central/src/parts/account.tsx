// SPDX-License-Identifier: Apache-2.0
// The corner that says who is logged in, and what an account may not see.
import { Match, Show, Switch } from "solid-js";
import { useScreen } from "../screen";
import { Link } from "./link";

// "Provinsi · Jambi": the role's word and the names of its regions.
export function useScopeWords() {
  const { account, nameOf, texts } = useScreen();
  return (): string => {
    const now = account.me();
    const role = texts().login.roles[now?.role ?? ""] ?? "";
    const regions = (now?.scope ?? []).map((code) =>
      code === "ID" ? texts().nation : nameOf(code),
    );
    return `${role} · ${regions.join(", ")}`;
  };
}

export function AccountCorner() {
  const { account, texts } = useScreen();
  const scopeWords = useScopeWords();
  return (
    <Switch>
      <Match when={account.me()?.user}>
        {(user) => (
          <span class="account">
            <span data-figure="account" title={texts().login.scope(scopeWords())}>
              {user()} <span class="account-scope">{scopeWords()}</span>
            </span>
            <button type="button" onClick={() => account.logout()}>
              {texts().login.logout}
            </button>
          </span>
        )}
      </Match>
      <Match when={account.me()?.user === null}>
        <span class="account">
          <button type="button" onClick={() => account.ask(true)}>
            {texts().login.login}
          </button>
        </span>
      </Match>
    </Switch>
  );
}

export function OutsideScope() {
  const { account, texts, route, nameOf } = useScreen();
  const code = () => route().region ?? "ID";
  const own = () => account.me()?.scope[0] ?? "ID";
  return (
    <section class="lost" data-state="outside-scope">
      <h1>{texts().login.outsideTitle}</h1>
      <p>{texts().login.outside(nameOf(code()), account.me()?.user ?? "")}</p>
      <p>
        <Show when={own() !== "ID"}>
          <Link to={{ region: own(), site: "" }}>{texts().login.toOwn(nameOf(own()))}</Link>
          {" · "}
        </Show>
        <Link to={{ region: "ID", site: "" }}>{texts().toNation}</Link>
      </p>
    </section>
  );
}
