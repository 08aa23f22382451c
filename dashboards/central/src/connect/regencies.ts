// SPDX-License-Identifier: Apache-2.0
// Keeps the regencies of the nation for the dot map: one question at a time, at most five a second,
// only while somebody looks and only for provinces whose live total has moved.
import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import type { Topic } from "../live/model";
import { type Moment, momentText } from "../live/moment";
import { nextProvince, type ProvinceRows, provinceRowsOf } from "../live/regencies";
import { askPath, type Get, jsonOf } from "./fetching";
import { topicOf } from "./travel";

const pauseMs = 200;
const failurePauseMs = 3_000;

export type Provinces = ReadonlyMap<string, ProvinceRows>;

function rowsOfTopic(topic: Topic): ProvinceRows {
  return {
    acceptors: topic.totals.acceptors,
    reported: topic.totals.coverage.reported,
    rows: [...topic.totals.byRegion.values()],
    names: topic.names,
  };
}

function questionOf(code: string, event: string, at: Moment): string {
  return at.kind === "past"
    ? askPath(`/v1/snapshot/${code}`, event, { at: momentText(at) })
    : askPath(`/v1/totals/${code}`, event);
}

export function createRegencies(
  get: Get,
  event: Accessor<string>,
  nation: Accessor<Topic | null>,
  at: Accessor<Moment>,
): Accessor<Provinces> {
  const [known, setKnown] = createSignal<Provinces>(new Map());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  async function ask(): Promise<void> {
    const topic = nation();
    const code = topic === null ? null : nextProvince(topic.totals, known());
    if (code === null || document.visibilityState === "hidden") return plan(pauseMs);
    const moment = at();
    try {
      const answer = await get(questionOf(code, event(), moment), "");
      if (isOver) return;
      if (answer.status !== 200) return plan(failurePauseMs);
      const rows =
        moment.kind === "past"
          ? rowsOfTopic(topicOf(answer.body))
          : provinceRowsOf(jsonOf(answer.body));
      if (moment === at()) setKnown(new Map(known()).set(code, rows));
      plan(pauseMs);
    } catch {
      plan(failurePauseMs);
    }
  }

  function plan(afterMs: number): void {
    if (!isOver) timer = setTimeout(ask, afterMs);
  }

  createEffect(on(at, () => setKnown(new Map()), { defer: true }));
  plan(0);
  onCleanup(() => {
    isOver = true;
    clearTimeout(timer);
  });
  return known;
}
