// SPDX-License-Identifier: Apache-2.0
// The time zone of a region: by province, since no province lies in two.

import { wit, wita } from "virtual:geography/zones";
import type { ZoneName } from "@sejuta/shared/src/format";

const inWita: ReadonlySet<string> = new Set(wita.split(" "));
const inWit: ReadonlySet<string> = new Set(wit.split(" "));

// The nation keeps the committee's own zone.
export function zoneOf(code: string): ZoneName {
  const province = code.slice(0, 2);
  if (inWita.has(province)) return "WITA";
  return inWit.has(province) ? "WIT" : "WIB";
}
