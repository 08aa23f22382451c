// SPDX-License-Identifier: Apache-2.0
// What somebody is typing, kept in this tab until it is sent: a reload, a login that ends, or a step
// to another page loses none of it. A logout does. Where the browser keeps nothing it lasts as long
// as the page.
import { type Accessor, createSignal } from "solid-js";

const prefix = "sejuta-draft:";
const unkept = new Map<string, string>();

function read(key: string): string {
  try {
    return sessionStorage.getItem(prefix + key) ?? "";
  } catch {
    return unkept.get(key) ?? "";
  }
}

function write(key: string, text: string): void {
  try {
    if (text === "") sessionStorage.removeItem(prefix + key);
    else sessionStorage.setItem(prefix + key, text);
  } catch {
    unkept.set(key, text);
  }
}

export function createDraft(key: string): readonly [Accessor<string>, (text: string) => void] {
  const [text, setText] = createSignal(read(key));
  return [
    text,
    (now) => {
      setText(now);
      write(key, now);
    },
  ];
}

export function forgetDrafts(): void {
  unkept.clear();
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(prefix)) sessionStorage.removeItem(key);
    }
  } catch {
    // Then there are none.
  }
}
