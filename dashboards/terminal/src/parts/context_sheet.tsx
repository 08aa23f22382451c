// SPDX-License-Identifier: Apache-2.0
// Site, date and partner of what is counted next; chosen once and kept.
import { wordsOf } from "@sejuta/shared/src/words";
import { Show } from "solid-js";
import { useScreen } from "../screen";
import { serviceDay } from "../tally/clock";
import { Choices, Sheet } from "./sheet";

export function ContextSheet(props: { readonly onClose: () => void }) {
  const { terminal, texts, format, sites, site, day, chooseDate, welcome } = useScreen();
  const today = () => serviceDay(welcome(), site(), null, terminal.deviceMs()).serviceDate;
  const dates = () => {
    const known = welcome()?.serviceDates ?? [];
    return known.length > 0 ? known : [today()];
  };
  return (
    <Sheet title={texts().chooseContext} onClose={props.onClose}>
      <Show when={sites().length > 1}>
        <Choices
          legend={texts().site}
          name="site"
          chosen={site().code}
          choices={sites().map(({ code, name, regencyName }) => ({
            value: code,
            word: name,
            note: regencyName ? `${regencyName} · ${code}` : code,
          }))}
          onChoose={(code) => terminal.setPreference({ site: String(code) })}
        />
      </Show>
      <Choices
        legend={texts().date}
        name="date"
        chosen={day().serviceDate}
        choices={dates().map((date) => ({
          value: date,
          word: format().day(date),
          ...(date === today() ? { note: texts().dateToday } : {}),
        }))}
        onChoose={(date) => chooseDate(date === today() ? null : Number(date))}
      />
      <Choices
        legend={texts().partner}
        name="partner"
        chosen={terminal.preferences().partner}
        choices={wordsOf("partner", terminal.preferences().language)}
        onChoose={(partner) => terminal.setPreference({ partner: Number(partner) })}
      />
      <div class="actions">
        <button type="button" class="primary" onClick={() => props.onClose()}>
          {texts().done}
        </button>
      </div>
    </Sheet>
  );
}
