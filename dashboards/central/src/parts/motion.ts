// SPDX-License-Identifier: Apache-2.0
// The page's only two movements, both off where people ask for less motion: a digit that changed
// rolls once, a row that changed glows once.

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

// At most one glow at a time: a row that changes four times a second stays calm.
export function glow(element: HTMLElement): void {
  if (!mayMove() || element.getAnimations().length > 0) return;
  const color = getComputedStyle(element).getPropertyValue("--glow");
  element.animate([{ backgroundColor: color }, { backgroundColor: "transparent" }], {
    duration: 1_000,
    easing: "ease-out",
  });
}
