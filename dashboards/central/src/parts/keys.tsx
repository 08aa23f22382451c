// SPDX-License-Identifier: Apache-2.0
// The keyboard: what each key does, and the list of them behind "?". Keys with Ctrl, Alt or Meta,
// and keys typed into a field, are never ours.
import { createEffect, createSignal, For, on, onCleanup, onMount } from "solid-js";
import { spanOf } from "../live/axes";
import { momentAt, present } from "../live/moment";
import { parentRoute } from "../route";
import { type Screen, useScreen } from "../screen";

const travelStepMs = 15 * 60_000;
const [askForHelp, setAskForHelp] = createSignal(0);

export function HelpButton() {
  const { texts } = useScreen();
  return (
    <button type="button" class="help" onClick={() => setAskForHelp((n) => n + 1)}>
      {texts().room.help} (?)
    </button>
  );
}

function travelBy(screen: Screen, byMs: number): void {
  const nowMs = screen.live().heard?.serverTimeMs ?? 0;
  if (nowMs === 0) return;
  const { at } = screen.route();
  const dates = screen.event()?.serviceDates ?? [];
  const { fromMs } = spanOf(dates, nowMs, nowMs);
  const base = at.kind === "past" ? at.ms : nowMs;
  screen.choose({ at: momentAt(base + byMs, fromMs, nowMs) });
}

// What a key does; undefined for a key that is none of ours.
function actionOf(key: string, screen: Screen): (() => void) | undefined {
  const route = screen.route();
  const actions: Record<string, () => void> = {
    Escape: () => {
      const parent = parentRoute(route);
      if (parent) screen.go(parent);
    },
    n: () => screen.choose({ at: present }),
    ",": () => travelBy(screen, -travelStepMs),
    ".": () => travelBy(screen, travelStepMs),
    m: () => screen.choose({ map: route.map === "tiles" ? "dots" : "tiles" }),
    p: () => screen.choose({ by: route.by === "pace" ? "achievement" : "pace" }),
    t: () => screen.choose({ curve: route.curve === "chart" ? "table" : "chart" }),
    l: () => screen.choose({ language: route.language === "id" ? "en" : "id" }),
    w: () =>
      screen.go({
        ...route,
        view: route.view === "wall" ? "room" : "wall",
        region: "ID",
        site: "",
        desk: "",
        at: present,
      }),
  };
  return actions[key];
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=range]), select, textarea");
}

export function Keys() {
  const screen = useScreen();
  const { texts } = screen;
  let dialog: HTMLDialogElement | undefined;
  const open = (): void => {
    if (dialog && !dialog.open) dialog.showModal();
  };
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (dialog?.open || isTyping(event.target)) return;
    if (event.key === "?") {
      event.preventDefault();
      open();
      return;
    }
    const action = actionOf(event.key, screen);
    if (!action) return;
    event.preventDefault();
    action();
  }
  // The button in the foot asks by counting up.
  createEffect(on(askForHelp, open, { defer: true }));
  onMount(() => addEventListener("keydown", onKey));
  onCleanup(() => removeEventListener("keydown", onKey));
  return (
    <dialog class="keys" aria-labelledby="keys-title" ref={dialog}>
      <h2 id="keys-title">{texts().room.keysTitle}</h2>
      <dl>
        <For each={texts().room.keys}>
          {([key, what]) => (
            <div>
              <dt>
                <For each={key.split(" ")}>{(cap) => <kbd>{cap}</kbd>}</For>
              </dt>
              <dd>{what}</dd>
            </div>
          )}
        </For>
      </dl>
      <form method="dialog">
        <button type="submit">{texts().room.close} (Esc)</button>
      </form>
    </dialog>
  );
}
