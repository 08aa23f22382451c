// SPDX-License-Identifier: Apache-2.0
// What the desk's forms are made of: a field with its label, its note and what is wrong with it
// beside it; the line that says what is wrong with the whole; a dialog that closes with Esc.
import { createUniqueId, type JSX, onMount, Show } from "solid-js";
import type { DeskFault } from "../../connect/desk";
import { useScreen } from "../../screen";
import { useDeskTexts, useFaultWords } from "./words";

export interface FieldAria {
  readonly id: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string;
}

export function Field(props: {
  readonly label: string;
  readonly note?: string;
  // Empty where nothing is wrong.
  readonly fault: string;
  readonly children: (aria: FieldAria) => JSX.Element;
}) {
  const id = createUniqueId();
  const aria: FieldAria = {
    id,
    get "aria-invalid"() {
      return props.fault !== "";
    },
    "aria-describedby": `${id}-note ${id}-fault`,
  };
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.children(aria)}
      <p class="quiet" id={`${id}-note`}>
        {props.note}
      </p>
      <p class="fault" id={`${id}-fault`} role="alert">
        {props.fault}
      </p>
    </div>
  );
}

// What is wrong, where no field of the form has the word.
export function FaultLine(props: {
  readonly fault: DeskFault | null;
  readonly fields?: readonly string[];
}) {
  const { account } = useScreen();
  const words = useDeskTexts();
  const sentence = useFaultWords();
  const shown = () => {
    const { fault } = props;
    if (fault?.kind === "refused" && props.fields?.includes(fault.field)) return null;
    return fault;
  };
  return (
    <div role="alert" class="fault">
      <Show when={shown()}>
        {(fault) => (
          <p data-fault={fault().kind}>
            {sentence(fault())}{" "}
            <Show when={fault().kind === "login"}>
              <button type="button" onClick={() => account.ask(true)}>
                {words().logIn}
              </button>
            </Show>
          </p>
        )}
      </Show>
    </div>
  );
}

// The fault of one field of a refused form; empty for the others.
export function useFieldFault(fault: () => DeskFault | null) {
  const sentence = useFaultWords();
  return (field: string): string => {
    const now = fault();
    return now?.kind === "refused" && now.field === field ? sentence(now) : "";
  };
}

// Modal, with the focus inside; closing gives it back to where it was.
export function Dialog(props: {
  readonly title: string;
  readonly name: string;
  readonly onClose: () => void;
  readonly children: (close: () => void) => JSX.Element;
}) {
  const id = createUniqueId();
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  return (
    <dialog
      class="desk-dialog"
      data-dialog={props.name}
      aria-labelledby={id}
      ref={dialog}
      onClose={() => props.onClose()}
      // The page's own keys are not for who answers a question.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id={id}>{props.title}</h2>
      {props.children(() => dialog?.close())}
    </dialog>
  );
}
