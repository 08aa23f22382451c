// SPDX-License-Identifier: Apache-2.0
// Acceptors by method, in the groups that targets are published for. Where a group has a target its
// line says how much of it is reached; MOW, MOP and MAL have none and still count.
import { type MethodGroup, methodGroups, wordsOf } from "@sejuta/shared/src/words";
import { createMemo, For, Show } from "solid-js";
import { achievementStep, groupSet, longActingAcceptors, sumOf } from "../live/figures";
import { useScreen } from "../screen";
import { Download } from "./controls";
import { Figure } from "./figure";

function GroupRows(props: { readonly group: MethodGroup; readonly hasTargets: boolean }) {
  const { topic, format, route } = useScreen();
  const totals = () => topic()?.totals;
  const words = createMemo(() => wordsOf("method", route().language));
  const acceptors = () => sumOf(totals()?.byMethod ?? new Map(), props.group.methods);
  const all = () => totals()?.acceptors ?? 0;
  const target = () =>
    props.group.key === null ? undefined : totals()?.groupTargets.get(props.group.key)?.acceptors;
  const word = (method: number) => words().find((w) => w.value === method)?.word ?? "";
  const count = (method: number) => totals()?.byMethod.get(method) ?? 0;
  return (
    <tbody>
      <tr class="group" data-group={props.group.key ?? "none"}>
        <th scope="rowgroup">{route().language === "id" ? props.group.id : props.group.en}</th>
        <td>
          <Figure value={acceptors()} />
        </td>
        <td class="share">{format().percent(acceptors(), all())}</td>
        <Show when={props.hasTargets}>
          <td>{target() === undefined ? "–" : format().integer(target() ?? 0)}</td>
          <td class="achieved">
            <i
              class={`chip step-${achievementStep(acceptors(), target() ?? 0)}`}
              classList={{ none: target() === undefined }}
              aria-hidden="true"
            />
            {format().percent(acceptors(), target() ?? 0)}
          </td>
        </Show>
      </tr>
      <For each={props.group.methods}>
        {(method) => (
          <tr data-method={method}>
            <th scope="row">{word(method)}</th>
            <td>
              <Figure value={count(method)} />
            </td>
            <td class="share">{format().percent(count(method), all())}</td>
            <Show when={props.hasTargets}>
              <td />
              <td />
            </Show>
          </tr>
        )}
      </For>
    </tbody>
  );
}

export function Methods() {
  const { topic, texts, format } = useScreen();
  const hasTargets = () => (topic()?.totals.groupTargets.size ?? 0) > 0;
  const denominator = () => {
    const totals = topic()?.totals;
    return totals ? texts().against(groupSet(totals)) : "";
  };
  const table = () => ({
    head: ["group", "method", "acceptors", "group_target_set", "group_target"],
    rows: methodGroups.flatMap((group) => {
      const target = group.key === null ? undefined : topic()?.totals.groupTargets.get(group.key);
      return group.methods.map((method) => [
        group.key,
        wordsOf("method", "id").find(({ value }) => value === method)?.word ?? "",
        topic()?.totals.byMethod.get(method) ?? 0,
        target?.set ?? null,
        target?.acceptors ?? null,
      ]);
    }),
  });
  const longActing = () => longActingAcceptors(topic()?.totals.byMethod ?? new Map());
  return (
    <section class="methods" aria-labelledby="methods-title">
      <div class="title">
        <h2 id="methods-title">{texts().methods}</h2>
        <Show when={hasTargets()}>
          <span class="quiet" data-figure="group-denominator">
            {denominator()}
          </span>
        </Show>
        <span class="choices">
          <Download name="metode" title={texts().methods} table={table} />
        </span>
      </div>
      <table classList={{ targeted: hasTargets() }}>
        <thead>
          <tr>
            <th scope="col">{texts().method}</th>
            <th scope="col">{texts().acceptors}</th>
            <th scope="col" class="share">
              {texts().share}
            </th>
            <Show when={hasTargets()}>
              <th scope="col">{texts().target}</th>
              <th scope="col">{texts().percent}</th>
            </Show>
          </tr>
        </thead>
        <For each={methodGroups}>
          {(group) => <GroupRows group={group} hasTargets={hasTargets()} />}
        </For>
      </table>
      <p class="long-acting" data-figure="long-acting">
        <strong>{texts().longActing}</strong>{" "}
        <span class="figure">{format().integer(longActing())}</span>{" "}
        <span class="figure">{format().percent(longActing(), topic()?.totals.acceptors ?? 0)}</span>
        <small>{texts().longActingNote}</small>
      </p>
    </section>
  );
}
