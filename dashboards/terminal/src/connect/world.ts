// SPDX-License-Identifier: Apache-2.0
// What the terminal needs of a browser, so that tests can stand in for it.

export const terminalSubprotocol = "sejuta.terminal.v1";

// The part of a browser's WebSocket that is used here.
export interface Socket {
  binaryType: BinaryType;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  readonly readyState: number;
  send(data: Uint8Array): void;
  close(): void;
}

export interface Posted {
  // 0 where no answer came.
  readonly status: number;
  readonly bytes: Uint8Array | null;
}

export interface World {
  // The own server for an empty address, otherwise "wss://host:port".
  open(address: string): Socket;
  post(path: string, token: string, body: Uint8Array): Promise<Posted>;
  // A clock that does not jump, for waits; and the device's own, which may be wrong.
  monotonicMs(): number;
  deviceMs(): number;
  random(): number;
  every(intervalMs: number, run: () => void): () => void;
}

async function post(path: string, token: string, body: Uint8Array): Promise<Posted> {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/x-protobuf" },
      body: body.slice().buffer,
      cache: "no-store",
      credentials: "omit",
    });
    return { status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()) };
  } catch {
    return { status: 0, bytes: null };
  }
}

export function browserWorld(): World {
  const own = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}`;
  return {
    open: (address) => new WebSocket(`${address || own}/v1/terminal`, terminalSubprotocol),
    post,
    monotonicMs: () => performance.now(),
    deviceMs: () => Date.now(),
    random: Math.random,
    every: (intervalMs, run) => {
      const timer = setInterval(run, intervalMs);
      return () => clearInterval(timer);
    },
  };
}
