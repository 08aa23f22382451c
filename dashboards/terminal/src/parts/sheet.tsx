// SPDX-License-Identifier: Apache-2.0
// A sheet over the screen: a real dialog, so that focus, Esc and screen readers behave. It rises
// from the bottom edge, where the thumb is.
import { type JSX, onCleanup, onMount } from "solid-js";

export function Sheet(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: JSX.Element;
}) {
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  onCleanup(() => dialog?.close());
  return (
    <dialog
      ref={(element) => {
        dialog = element;
      }}
      class="sheet"
      aria-label={props.title}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog) props.onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="sheet-body">
        <h2>{props.title}</h2>
        {props.children}
      </div>
    </dialog>
  );
}

export interface Choice {
  readonly value: number | string;
  readonly word: string;
  readonly note?: string;
}

export function Choices(props: {
  readonly legend: string;
  readonly name: string;
  readonly choices: readonly Choice[];
  readonly chosen: number | string | null;
  readonly onChoose: (value: number | string) => void;
}) {
  return (
    <fieldset class="choices">
      <legend>{props.legend}</legend>
      {props.choices.map((choice) => (
        <label>
          <input
            type="radio"
            name={props.name}
            value={choice.value}
            checked={choice.value === props.chosen}
            onChange={() => props.onChoose(choice.value)}
          />
          <span>
            {choice.word}
            {choice.note ? <small>{choice.note}</small> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
