// SPDX-License-Identifier: Apache-2.0
// The watermark of a rehearsal, at a desk's size.
import { EventKind } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";
import { RehearsalMark, type WatermarkSizes } from "@sejuta/shared/src/watermark";
import { Show } from "solid-js";
import { useScreen } from "../screen";

const sizes: WatermarkSizes = {
  width: 1280,
  height: 440,
  at: [
    [8, 170],
    [648, 390],
  ],
};

export function isRehearsal(kind: EventKind | undefined): boolean {
  return kind === EventKind.REHEARSAL;
}

export function Watermark() {
  const { event, texts } = useScreen();
  return (
    <Show when={isRehearsal(event()?.kind)}>
      <RehearsalMark word={texts().rehearsal.mark} sizes={sizes} />
    </Show>
  );
}
