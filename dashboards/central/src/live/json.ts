// SPDX-License-Identifier: Apache-2.0
// Reads the server's JSON at the border: what is not of the shape that docs/PROTOCOL.md tells is a
// fault here, not a strange number later.

export type Json = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown, what: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${what}: not an object`);
  }
  return value as Json;
}

export function listOf<T>(value: unknown, what: string, one: (item: Json) => T): readonly T[] {
  if (!Array.isArray(value)) throw new TypeError(`${what}: not a list`);
  return value.map((item) => one(objectOf(item, what)));
}

export function integerOf(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${what}: not an exact integer`);
  return value as number;
}

export function integerOrNull(value: unknown, what: string): number | null {
  return value === null || value === undefined ? null : integerOf(value, what);
}

export function textOf(value: unknown, what: string): string {
  if (typeof value !== "string") throw new TypeError(`${what}: not a text`);
  return value;
}

export function textOrEmpty(value: unknown): string {
  return typeof value === "string" ? value : "";
}
