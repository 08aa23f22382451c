// SPDX-License-Identifier: Apache-2.0
// A link to another region or language of this page: a true link, opened in place on a plain click.
import type { JSX } from "solid-js";
import { addressOf, type Route } from "../route";
import { useScreen } from "../screen";

export function Link(props: {
  readonly to: Partial<Route>;
  readonly class?: string;
  readonly lang?: string;
  readonly title?: string;
  readonly style?: JSX.CSSProperties;
  readonly tile?: string;
  readonly children: JSX.Element;
}) {
  const { route, go } = useScreen();
  // Another place has no desk open; another language keeps it.
  const leaves = (): boolean => "region" in props.to || "site" in props.to;
  const target = (): Route => ({ ...route(), ...(leaves() ? { desk: "" } : {}), ...props.to });
  function follow(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(target());
  }
  return (
    <a
      href={addressOf(target())}
      class={props.class}
      lang={props.lang}
      title={props.title}
      style={props.style}
      data-tile={props.tile}
      onClick={follow}
    >
      {props.children}
    </a>
  );
}
