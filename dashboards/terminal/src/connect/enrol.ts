// SPDX-License-Identifier: Apache-2.0
// From a single-use code to a token. The claim is stored before it is sent: the same code with the
// same claim gets the same answer again, so an answer that was lost on the way costs nothing.
import type { Claim, Identity, Store } from "./store";

export interface Invitation {
  readonly code: string | null;
  // A development token, "dev:TERMINAL:SITE[,SITE...]".
  readonly token: string | null;
  readonly event: string;
}

// Reads what the address carries in its fragment; null where there is nothing of ours.
export function readInvitation(hash: string): Invitation | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const code = fields.get("code");
  const token = fields.get("token");
  if (!code && !token) return null;
  return { code, token, event: fields.get("event") ?? "" };
}

export type Enrolment =
  | { readonly kind: "enrolled"; readonly identity: Identity }
  // The server said no, in its words; `code` is its stable name.
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly textId: string;
      readonly textEn: string;
    }
  // No answer, too many tries, or the server is not ready: the same again later.
  | { readonly kind: "later" };

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The claim for this code: the stored one where it was tried before.
export async function claimFor(code: string, store: Store): Promise<Claim> {
  const stored = await store.value("claim");
  if (stored?.code === code) return stored;
  const claim = { code, claim: randomHex(16) };
  await store.keep("claim", claim);
  return claim;
}

export async function enrol(claim: Claim): Promise<Enrolment> {
  try {
    const answer = await fetch("/v1/enrol", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(claim),
      cache: "no-store",
      credentials: "omit",
    });
    if (answer.status === 429 || answer.status >= 500) return { kind: "later" };
    const text = await answer.text();
    return answer.ok ? enrolled(JSON.parse(text)) : refused(text);
  } catch {
    return { kind: "later" };
  }
}

function enrolled(body: unknown): Enrolment {
  const { token, terminal, event, sites } = body as Partial<Record<string, unknown>>;
  const isWhole =
    typeof token === "string" && typeof terminal === "string" && typeof event === "string";
  if (!isWhole || !Array.isArray(sites)) return { kind: "later" };
  const install = randomHex(16);
  return {
    kind: "enrolled",
    identity: { token, terminal, event, sites: sites.map(String), install },
  };
}

// A refusal that is no JSON is a code that is none.
function refused(text: string): Enrolment {
  let said: Partial<Record<string, unknown>> = {};
  try {
    said = JSON.parse(text);
  } catch {
    // Without words of the server's own.
  }
  const { error = "", text_id = "", text_en = "" } = said;
  return {
    kind: "refused",
    code: String(error),
    textId: String(text_id),
    textEn: String(text_en),
  };
}

// The identity that a development token names, or null where it is none.
export function developmentIdentity({ token, event }: Invitation): Identity | null {
  const found = /^dev:([a-z0-9-]{4,32}):([A-Z0-9,-]+)$/.exec(token ?? "");
  const [, terminal, sites] = found ?? [];
  if (!token || !terminal || !sites) return null;
  return { token, terminal, event, sites: sites.split(",") };
}
