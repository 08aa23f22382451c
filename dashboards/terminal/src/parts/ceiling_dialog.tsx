// SPDX-License-Identifier: Apache-2.0
// A count above the event's ceiling is asked about twice; then it is sent and flagged.
import { createSignal, Show } from "solid-js";
import type { ReportContent } from "../outbox/entry";
import { useScreen } from "../screen";
import { cellWords } from "./content_words";
import { Sheet } from "./sheet";

export function CeilingDialog(props: {
  readonly above: readonly ReportContent[];
  readonly onMend: () => void;
  readonly onSend: () => void;
}) {
  const { texts, format, welcome } = useScreen();
  const [at, setAt] = createSignal(0);
  const [again, setAgain] = createSignal(false);
  const content = () => props.above[at()];
  const next = (): void => {
    if (!again()) setAgain(true);
    else if (at() + 1 < props.above.length) {
      setAt(at() + 1);
      setAgain(false);
    } else props.onSend();
  };
  return (
    <Sheet title={texts().ceiling.title} onClose={props.onMend}>
      <Show when={content()}>
        {(now) => (
          <>
            <p class="big-figure" data-figure="above">
              {format().integer(now().count)}
            </p>
            <p>
              {again()
                ? texts().ceiling.second(format().integer(now().count), cellWords(now(), format()))
                : texts().ceiling.first(
                    format().integer(now().count),
                    format().integer(welcome()?.ceiling ?? 0),
                  )}
            </p>
          </>
        )}
      </Show>
      <div class="actions">
        <button type="button" onClick={() => props.onMend()}>
          {texts().ceiling.mend}
        </button>
        <button type="button" class="primary" data-action="confirm" onClick={next}>
          {again() ? texts().ceiling.sendFlagged : texts().ceiling.right}
        </button>
      </div>
    </Sheet>
  );
}
