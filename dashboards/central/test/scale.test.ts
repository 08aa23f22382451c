// SPDX-License-Identifier: Apache-2.0
// The colours as people see them: text contrast, and the achievement scale for the common colour
// deficiencies, read from the style sheet itself.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Rgb = readonly [number, number, number];
const sheets = ["../../shared/src/palette.css", "../src/style/tokens.css"].map((name) =>
  readFileSync(new URL(name, import.meta.url), "utf8").split("prefers-color-scheme: dark"),
);
const [light = "", dark = ""] = [0, 1].map((at) => sheets.map((sheet) => sheet[at]).join("\n"));

function token(theme: string, name: string): string {
  const value = new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(theme)?.[1];
  if (value === undefined) throw new Error(`no --${name}`);
  return value;
}

const linear = (hex: string): Rgb => {
  const part = (at: number) => {
    const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
};
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

// Machado, Oliveira and Fernandes (2009), severity 1.
const deficiencies: Record<string, readonly Rgb[]> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function seen(hex: string, by: readonly Rgb[]): Rgb {
  const [r, g, b] = linear(hex);
  const mixed = by.map(([x, y, z]) => Math.min(1, Math.max(0, x * r + y * g + z * b)));
  return oklab([mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0]);
}

const distance = (a: Rgb, b: Rgb) => 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

for (const [name, theme] of [
  ["light", light],
  ["dark", dark],
] as const) {
  const steps = [0, 1, 2, 3, 4, 5, 6].map((step) => token(theme, `step-${step}`));

  test(`${name}: what is written reads at 4.5:1`, () => {
    for (const ink of ["ink", "ink-soft", "amber", "vermilion", "good", "violet"]) {
      expect(contrast(token(theme, ink), token(theme, "paper")), ink).toBeGreaterThanOrEqual(4.5);
    }
    steps.forEach((step, index) => {
      const ink = token(theme, `on-step-${index}`);
      expect(contrast(ink, step), `on-step-${index}`).toBeGreaterThanOrEqual(4.5);
    });
    expect(contrast(token(theme, "strip-ink"), token(theme, "strip-stripe"))).toBeGreaterThan(4.5);
    expect(contrast(token(theme, "amber-strip-ink"), token(theme, "amber-strip"))).toBeGreaterThan(
      4.5,
    );
  });

  test(`${name}: the scale's steps go one way in lightness`, () => {
    const lightness = steps.slice(0, 6).map((step) => seen(step, deficiencies.none ?? [])[0]);
    const falls = (lightness[0] ?? 0) > (lightness[5] ?? 0);
    for (let index = 1; index < 6; index += 1) {
      const change = (lightness[index] ?? 0) - (lightness[index - 1] ?? 0);
      expect(falls ? -change : change, `step ${index}`).toBeGreaterThan(0.02);
    }
  });

  test.each(Object.entries(deficiencies))(
    `${name}: neighbours on the scale, and gold from teal, stay apart with %s`,
    (_kind, by) => {
      for (let index = 1; index < 6; index += 1) {
        const apart = distance(seen(steps[index - 1] ?? "", by), seen(steps[index] ?? "", by));
        expect(apart, `steps ${index - 1} and ${index}`).toBeGreaterThan(4);
      }
      const gold = distance(seen(steps[5] ?? "", by), seen(steps[6] ?? "", by));
      expect(gold, "gold from the deepest step").toBeGreaterThan(12);
    },
  );
}
