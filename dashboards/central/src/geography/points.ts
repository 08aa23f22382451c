// SPDX-License-Identifier: Apache-2.0
// Where each regency lies in the drawing of the dot map; the regencies of 2020 and of today.
import { points } from "virtual:geography/map";
import type { Place } from "./tiles";

function parsed(): ReadonlyMap<string, Place> {
  const places = points.split(";").map((text): [string, Place] => {
    const [code = "", x, y] = text.split(" ");
    return [`${code.slice(0, 2)}.${code.slice(2)}`, [Number(x), Number(y)]];
  });
  return new Map(places);
}

export const regencyPoints: ReadonlyMap<string, Place> = parsed();
