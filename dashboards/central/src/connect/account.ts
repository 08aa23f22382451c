// SPDX-License-Identifier: Apache-2.0
// Logging in and out, and who is logged in. The browser keeps the session's cookie, which no script
// can read; a page that logs in or out begins anew, so that nothing of before stays on it.
import { type Accessor, createSignal } from "solid-js";
import { forgetDrafts } from "./draft";
import { type Answer, askAgainMs, type Get, jsonOf } from "./fetching";

export type Post = (path: string, body: string) => Promise<Answer>;

export interface Me {
  // Null for who is not logged in.
  readonly user: string | null;
  readonly role: string | null;
  readonly scope: readonly string[];
  readonly may: readonly string[];
}

// Why a login came to nothing: the server's own words, or what the page knows by itself.
export type LoginFault =
  | { readonly kind: "refused"; readonly textId: string; readonly textEn: string }
  | { readonly kind: "unreachable" }
  // The browser kept no cookie: the page has no HTTPS.
  | { readonly kind: "not_kept" };

export interface Account {
  // Null until the server has said.
  readonly me: Accessor<Me | null>;
  readonly isAsked: Accessor<boolean>;
  ask(wanted: boolean): void;
  // Null where it went well: the page is left.
  login(user: string, password: string): Promise<LoginFault | null>;
  logout(): Promise<void>;
}

export interface AccountWorld {
  readonly get: Get;
  readonly post: Post;
  // Leaves for an address of this page, which begins anew.
  visit(address: string): void;
}

// Whether the screen offers an action for a region; the server decides each time anew.
export function mayAt(me: Me | null, action: string, region: string): boolean {
  if (!me?.user || !me.may.includes(action)) return false;
  return me.scope.some((own) => own === "ID" || own === region || region.startsWith(`${own}.`));
}

const deadlineMs = 20_000;

export const browserPost: Post = async (path, body) => {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    cache: "no-store",
    signal: AbortSignal.timeout(deadlineMs),
  });
  return { status: response.status, etag: "", body: await response.arrayBuffer() };
};

const stranger: Me = { user: null, role: null, scope: [], may: [] };

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

export function meOf(body: unknown): Me {
  if (typeof body !== "object" || body === null) return stranger;
  const { user, role, scope, may } = body as Record<string, unknown>;
  return {
    user: typeof user === "string" && user !== "" ? user : null,
    role: typeof role === "string" ? role : null,
    scope: texts(scope),
    may: texts(may),
  };
}

function refusalOf(body: ArrayBuffer): LoginFault {
  try {
    const { text_id, text_en } = jsonOf(body) as Record<string, unknown>;
    if (typeof text_id === "string" && typeof text_en === "string")
      return { kind: "refused", textId: text_id, textEn: text_en };
  } catch {
    // Not our server's words.
  }
  return { kind: "unreachable" };
}

// `home`: where somebody of this scope goes after a login.
export function createAccount(
  world: AccountWorld,
  home: (scope: readonly string[]) => string,
): Account {
  const [me, setMe] = createSignal<Me | null>(null);
  const [isAsked, setIsAsked] = createSignal(false);

  async function look(): Promise<Me> {
    const { status, body } = await world.get("/v1/me", "");
    if (status === 200) return meOf(jsonOf(body));
    if (status === 404) return stranger;
    throw new Error(`/v1/me: ${status}`);
  }
  // Nobody is a stranger because an answer was lost.
  function lookUntilSaid(): void {
    look().then(setMe, () => setTimeout(lookUntilSaid, askAgainMs));
  }
  lookUntilSaid();

  return {
    me,
    isAsked,
    ask: (wanted) => {
      setIsAsked(wanted);
    },
    async login(user, password) {
      try {
        const answer = await world.post("/v1/login", JSON.stringify({ user, password }));
        if (answer.status !== 200) return refusalOf(answer.body);
        const now = await look();
        if (now.user === null) return { kind: "not_kept" };
        world.visit(home(now.scope));
        return null;
      } catch {
        return { kind: "unreachable" };
      }
    },
    async logout() {
      forgetDrafts();
      await world.post("/v1/logout", "").catch(() => null);
      world.visit("/");
    },
  };
}
