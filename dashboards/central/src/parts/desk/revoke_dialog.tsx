// SPDX-License-Identifier: Apache-2.0
// Asks once more, in words, before a phone is cut off: it cannot be taken back.
import { createSignal } from "solid-js";
import { act, type DeskFault } from "../../connect/desk";
import { useScreen } from "../../screen";
import { Dialog, FaultLine } from "./form";
import { useDeskTexts } from "./words";

export function RevokeDialog(props: {
  readonly terminal: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { post, route } = useScreen();
  const words = useDeskTexts();
  const [fault, setFault] = createSignal<DeskFault | null>(null);
  const [isBusy, setIsBusy] = createSignal(false);
  async function revoke(close: () => void): Promise<void> {
    setIsBusy(true);
    setFault(null);
    const result = await act(post, {
      name: "revoke",
      event: route().event,
      body: { terminal: props.terminal },
      parse: () => null,
    });
    setIsBusy(false);
    if (result.kind === "fault") {
      setFault(result.fault);
      return;
    }
    props.onDone();
    close();
  }
  return (
    <Dialog
      name="revoke"
      title={words().revokeTitle(props.terminal)}
      onClose={() => props.onClose()}
    >
      {(close) => (
        <>
          <p>{words().revokeWhat}</p>
          <FaultLine fault={fault()} />
          <p class="actions">
            <button type="button" autofocus onClick={close}>
              {words().cancel}
            </button>
            <button type="button" class="danger" disabled={isBusy()} onClick={() => revoke(close)}>
              {isBusy() ? words().sending : words().revokeDo}
            </button>
          </p>
        </>
      )}
    </Dialog>
  );
}
