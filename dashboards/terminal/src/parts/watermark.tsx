// SPDX-License-Identifier: Apache-2.0
// The watermark of a rehearsal, at a phone's size.
import { RehearsalMark, type WatermarkSizes } from "@sejuta/shared/src/watermark";
import { Show } from "solid-js";
import { useScreen } from "../screen";

const rehearsal = 2;
const sizes: WatermarkSizes = {
  width: 340,
  height: 190,
  at: [
    [8, 80],
    [170, 172],
  ],
};

export function Watermark() {
  const { welcome, texts } = useScreen();
  return (
    <Show when={welcome()?.kind === rehearsal}>
      <RehearsalMark word={texts().rehearsal} sizes={sizes} />
    </Show>
  );
}
