// SPDX-License-Identifier: Apache-2.0
// What somebody does at the desk: one POST, one answer or one reason why not. A lost answer does no
// harm: whoever presses again gets the same result, or (a code, a site) is told.
import type { Post } from "./account";
import { askPath, jsonOf } from "./fetching";

export type DeskFault =
  // In the server's own words; `field` names what is wrong, empty where it is the whole.
  | {
      readonly kind: "refused";
      readonly error: string;
      readonly field: string;
      readonly textId: string;
      readonly textEn: string;
    }
  // The login has ended.
  | { readonly kind: "login" }
  // Nobody knows whether it arrived.
  | { readonly kind: "unreachable" };

export type DeskResult<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "fault"; readonly fault: DeskFault };

function refusalOf(body: ArrayBuffer): DeskFault {
  const { error, field, text_id, text_en } = jsonOf(body) as Record<string, unknown>;
  if (typeof text_id !== "string" || typeof text_en !== "string") return { kind: "unreachable" };
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return {
    kind: "refused",
    error: text(error),
    field: text(field),
    textId: text_id,
    textEn: text_en,
  };
}

export interface DeskAct<T> {
  // Behind /v1/desk/: "code", "revoke", "add", "dictated", "correct".
  readonly name: string;
  readonly event: string;
  readonly body: unknown;
  readonly parse: (body: unknown) => T;
}

export async function act<T>(post: Post, what: DeskAct<T>): Promise<DeskResult<T>> {
  try {
    const path = askPath(`/v1/desk/${what.name}`, what.event);
    const { status, body } = await post(path, JSON.stringify(what.body));
    if (status === 200) return { kind: "done", value: what.parse(jsonOf(body)) };
    if (status === 401) return { kind: "fault", fault: { kind: "login" } };
    return { kind: "fault", fault: refusalOf(body) };
  } catch {
    return { kind: "fault", fault: { kind: "unreachable" } };
  }
}
