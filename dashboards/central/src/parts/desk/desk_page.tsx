// SPDX-License-Identifier: Apache-2.0
// What an officer does for a region as a whole: adding a site, entering dictated reports. The way
// back is the breadcrumb, Esc outside a field, or the browser's back.
import { Match, Show, Switch } from "solid-js";
import { mayAt } from "../../connect/account";
import { useScreen } from "../../screen";
import { Link } from "../link";
import { AddSite } from "./add_site";
import { EnterDictated } from "./dictated";
import { useDeskTexts } from "./words";
import "../../style/desk.css";

export function DeskPage() {
  const { account, route, nameOf } = useScreen();
  const words = useDeskTexts();
  const region = () => route().region ?? "ID";
  const action = () => (route().desk === "add" ? "add_site" : "enter_dictated");
  return (
    <section class="desk-page" data-desk={route().desk}>
      <p class="up">
        <Link to={{ region: region(), site: "" }}>← {words().back(nameOf(region()))}</Link>
      </p>
      <Show when={account.me()}>
        {(me) => (
          <Switch fallback={<p class="empty">{words().noRight}</p>}>
            <Match when={mayAt(me(), action(), region()) && route().desk === "add"}>
              <AddSite />
            </Match>
            <Match when={mayAt(me(), action(), region())}>
              <EnterDictated />
            </Match>
          </Switch>
        )}
      </Show>
    </section>
  );
}
