// SPDX-License-Identifier: Apache-2.0
// What make/geography.ts makes at build time.
declare module "virtual:geography/map" {
  // The drawing's box; outline and points are in its units.
  export const box: { readonly width: number; readonly height: number };
  // The equirectangular projection of both, for a GeoJSON of the operator's own.
  export const scale: number;
  export const translate: readonly [number, number];
  export const outline: string;
  // "1571 412 380;…": code without its dot, x, y.
  export const points: string;
}

declare module "virtual:geography/zones" {
  // Codes of provinces in WITA and WIT, by spaces; all others have WIB.
  export const wita: string;
  export const wit: string;
}
