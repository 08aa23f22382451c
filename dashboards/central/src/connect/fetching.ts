// SPDX-License-Identifier: Apache-2.0
// Asking the server over HTTP beside the live stream: with a deadline, with the ETag of the last
// answer, and without a word in the reader's way when it fails; the caller keeps what it had.

export interface Answer {
  readonly status: number;
  readonly etag: string;
  readonly body: ArrayBuffer;
}

export type Get = (path: string, etag: string) => Promise<Answer>;

const deadlineMs = 10_000;
// After what was lost, where nothing stands in its place.
export const askAgainMs = 3_000;

export const browserGet: Get = async (path, etag) => {
  const response = await fetch(path, {
    headers: etag === "" ? {} : { "if-none-match": etag },
    cache: "no-store",
    signal: AbortSignal.timeout(deadlineMs),
  });
  const body = await response.arrayBuffer();
  return { status: response.status, etag: response.headers.get("etag") ?? "", body };
};

export function jsonOf(body: ArrayBuffer): unknown {
  return JSON.parse(new TextDecoder().decode(body));
}

// A path of the interface with the event, where the page's address names one.
export function askPath(path: string, event: string, query: Record<string, string> = {}): string {
  const parameters = new URLSearchParams(query);
  if (event !== "") parameters.set("event", event);
  const text = parameters.toString().replaceAll("%3A", ":");
  return text === "" ? path : `${path}?${text}`;
}
