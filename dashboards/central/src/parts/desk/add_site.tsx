// SPDX-License-Identifier: Apache-2.0
// A site that the register lacks: four fields, each with its own complaint. What was typed is kept
// until the server has taken it.
import { createSignal, For, Show } from "solid-js";
import { act, type DeskFault } from "../../connect/desk";
import { createDraft } from "../../connect/draft";
import { objectOf, textOf } from "../../live/json";
import { wireWords } from "../../live/wire_words";
import { useScreen } from "../../screen";
import { Link } from "../link";
import { FaultLine, Field, useFieldFault } from "./form";
import { useDeskTexts } from "./words";

const fields = ["code", "name", "place", "regency"] as const;
type FieldName = (typeof fields)[number];

interface Added {
  readonly site: string;
  readonly name: string;
  readonly regency: string;
}

function useNewSite(region: string) {
  const drafts = fields.map((field) => [field, createDraft(`add:${region}:${field}`)] as const);
  const byName = new Map(drafts);
  const value = (field: FieldName): string => byName.get(field)?.[0]() ?? "";
  const set = (field: FieldName, text: string): void => byName.get(field)?.[1](text);
  return {
    value,
    set,
    clear: () => {
      for (const field of ["code", "name"] as const) set(field, "");
    },
  };
}

export function AddSite() {
  const { post, route, topic, nameOf } = useScreen();
  const words = useDeskTexts();
  const region = route().region ?? "";
  const site = useNewSite(region);
  const [fault, setFault] = createSignal<DeskFault | null>(null);
  const [isTried, setIsTried] = createSignal(false);
  const [isBusy, setIsBusy] = createSignal(false);
  const [added, setAdded] = createSignal<Added | null>(null);
  const faultOfField = useFieldFault(fault);
  const regencies = () =>
    region.includes(".") ? [region] : [...(topic()?.totals.byRegion.keys() ?? [])].sort();
  const value = (field: FieldName): string =>
    field === "regency" && region.includes(".") ? region : site.value(field);
  const missing = (field: FieldName): string =>
    isTried() && value(field).trim() === "" ? words().needed : "";
  const faultOf = (field: FieldName): string => missing(field) || faultOfField(field);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setIsTried(true);
    setFault(null);
    const body = Object.fromEntries(fields.map((field) => [field, value(field).trim()]));
    if (fields.some((field) => body[field] === "")) {
      form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
      return;
    }
    setIsBusy(true);
    const result = await act(post, {
      name: "add",
      event: route().event,
      body,
      parse: (answer) => textOf(objectOf(answer, "add").site, "site"),
    });
    setIsBusy(false);
    if (result.kind === "fault") {
      setFault(result.fault);
      form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
      return;
    }
    setAdded({ site: result.value, name: value("name"), regency: value("regency") });
    setIsTried(false);
    site.clear();
  }
  const text = (field: "code" | "name", label: string, note: string) => (
    <Field label={label} note={note} fault={faultOf(field)}>
      {(aria) => (
        <input
          {...aria}
          name={field}
          autocomplete="off"
          spellcheck={false}
          autocapitalize={field === "code" ? "characters" : "words"}
          value={site.value(field)}
          onInput={({ currentTarget }) => site.set(field, currentTarget.value)}
        />
      )}
    </Field>
  );
  const choice = (
    field: "place" | "regency",
    label: string,
    options: readonly (readonly [value: string, word: string])[],
  ) => (
    <Field label={label} fault={faultOf(field)}>
      {(aria) => (
        <select
          {...aria}
          name={field}
          onChange={({ currentTarget }) => site.set(field, currentTarget.value)}
        >
          <Show when={options.length > 1}>
            <option value="">{words().choose}</option>
          </Show>
          <For each={options}>
            {([key, word]) => (
              <option value={key} selected={key === value(field)}>
                {word}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  );
  return (
    <>
      <h1>{words().addTitle}</h1>
      <p class="quiet">{words().addNote}</p>
      <output class="done">
        <Show when={added()}>
          {(now) => (
            <span data-added={now().site}>
              {words().added(now().name)}{" "}
              <Link to={{ region: now().regency, site: now().site }}>{words().addedNext}</Link>
            </span>
          )}
        </Show>
      </output>
      <form class="desk-form" onSubmit={submit} aria-busy={isBusy()} novalidate>
        {text("code", words().code, words().codeNote)}
        {text("name", words().name, words().nameNote)}
        {choice(
          "place",
          words().place,
          wireWords("place", route().language).map(({ key, word }) => [key, word] as const),
        )}
        {choice(
          "regency",
          words().regency,
          regencies().map((code) => [code, nameOf(code)] as const),
        )}
        <FaultLine fault={fault()} fields={fields} />
        <p class="actions">
          <button type="submit" class="primary" disabled={isBusy()}>
            {isBusy() ? words().sending : words().add}
          </button>
        </p>
      </form>
    </>
  );
}
