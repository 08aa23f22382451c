// SPDX-License-Identifier: Apache-2.0
// What every part of the desk says alike: its texts, a fault as a sentence, a moment with its zone.
import type { ZoneName } from "@sejuta/shared/src/format";
import { createMemo } from "solid-js";
import type { DeskFault } from "../../connect/desk";
import { useScreen } from "../../screen";
import { deskTextsOf } from "../../texts_desk";

export function useDeskTexts() {
  const { route } = useScreen();
  return createMemo(() => deskTextsOf(route().language));
}

export function useFaultWords() {
  const { route } = useScreen();
  const words = useDeskTexts();
  return (fault: DeskFault): string => {
    if (fault.kind === "login") return words().login;
    if (fault.kind === "unreachable") return words().unreachable;
    return route().language === "id" ? fault.textId : fault.textEn;
  };
}

export function useMoment() {
  const { format } = useScreen();
  return (ms: number, zone: ZoneName): string =>
    `${format().day(format().dayOf(ms, zone))}, ${format().hour(ms, zone)}\u00a0${zone}`;
}
