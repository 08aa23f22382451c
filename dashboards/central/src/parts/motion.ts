// SPDX-License-Identifier: Apache-2.0
// The page's few movements, all off where people ask for less motion: a digit that changed
// rolls once, a row that changed glows once, a dot pulses once where reports arrive.

function mayMove(): boolean {
  return (
    typeof matchMedia === "function" && !matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

export function roll(element: HTMLElement): void {
  if (!mayMove()) return;
  element.animate([{ transform: "translateY(0.16em)", opacity: 0.3 }, {}], {
    duration: 180,
    easing: "ease-out",
  });
}

// A glow says "this changed" of a row that was still; one that changes all the time stays calm.
const stillMs = 5_000;
const changedMs = new WeakMap<HTMLElement, number>();

export function glow(element: HTMLElement): void {
  const now = performance.now();
  const before = changedMs.get(element);
  changedMs.set(element, now);
  if (!mayMove() || (before !== undefined && now - before < stillMs)) return;
  const color = getComputedStyle(element).getPropertyValue("--glow");
  element.animate([{ backgroundColor: color }, { backgroundColor: "transparent" }], {
    duration: 1_000,
    easing: "ease-out",
  });
}

// A dot of the map where reports have just arrived.
export function pulse(element: SVGElement): void {
  if (!mayMove() || element.getAnimations().length > 0) return;
  element.animate([{ transform: "scale(2.2)", opacity: 0.5 }, { transform: "scale(1)" }], {
    duration: 700,
    easing: "ease-out",
  });
}
