// SPDX-License-Identifier: Apache-2.0
// Carries out what the outbox machine decides for one identity, and tells it what happened. One
// socket at a time; a socket that was given up is never listened to.

import type { Entry, SiteDay, Welcome } from "../outbox/entry";
import { dayKey } from "../outbox/entry";
import { initial, step } from "../outbox/machine";
import type { Command, Input, Link, OutFrame } from "../outbox/state";
import type { Identity } from "./store";
import { frameBytes, readAnswers, readFrame } from "./wire";
import type { Socket, World } from "./world";

const tickIntervalMs = 250;

export interface Remembered {
  readonly entries: readonly Entry[];
  readonly welcome: Welcome | undefined;
  readonly days: readonly SiteDay[];
}

export interface Listener {
  onState(state: Link): void;
  // Entries to keep as they are now; failing to keep them loses nothing: they are sent again.
  onStore(entries: readonly Entry[]): void;
  onBytes(sent: number, received: number): void;
}

export interface LinkRunner {
  state(): Link;
  tell(input: Input): void;
  stop(): void;
}

export function runLink(
  identity: Identity,
  remembered: Remembered,
  world: World,
  listener: Listener,
): LinkRunner {
  let state: Link = {
    ...initial(identity.terminal),
    welcome: remembered.welcome ?? null,
    epoch: remembered.welcome?.epoch ?? null,
    days: new Map(remembered.days.map((day) => [dayKey(day), day])),
  };
  let socket: Socket | null = null;
  let stopped = false;

  function tell(input: Input): void {
    if (stopped) return;
    const next = step(state, input, { ms: world.monotonicMs(), random: world.random() });
    const changed = next.state !== state;
    state = next.state;
    for (const command of next.commands) carryOut(command);
    if (changed) listener.onState(state);
  }

  // A frame that cannot be read ends the connection.
  function hear(data: unknown): void {
    let input: Input = { kind: "garbage" };
    try {
      if (!(data instanceof ArrayBuffer)) throw new TypeError("a text message");
      listener.onBytes(0, data.byteLength);
      input = { kind: "frame", frame: readFrame(new Uint8Array(data), world.deviceMs()) };
    } catch {
      // Garbage it is.
    }
    tell(input);
  }

  function hangUp(): void {
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    socket = null;
  }

  function dial(server: number): void {
    hangUp();
    const address = server === 0 ? "" : (state.welcome?.alternatives[server - 1] ?? "");
    const fresh = world.open(address);
    fresh.binaryType = "arraybuffer";
    fresh.onopen = () => tell({ kind: "opened" });
    fresh.onmessage = ({ data }) => hear(data);
    fresh.onclose = ({ code }) => {
      socket = null;
      tell({ kind: "closed", code });
    };
    socket = fresh;
  }

  function bytesOf(frame: OutFrame): Uint8Array {
    const bytes = frameBytes(frame, identity, state.entries, world.deviceMs());
    listener.onBytes(bytes.length, 0);
    return bytes;
  }

  async function post(seqs: readonly number[]): Promise<void> {
    const path = `v1/reports?event=${identity.event}&device_time_ms=${world.deviceMs()}`;
    const body = bytesOf({ kind: "reports", seqs });
    const { status, bytes } = await world.post(`/${path}`, identity.token, body);
    listener.onBytes(0, bytes?.length ?? 0);
    let answers = null;
    try {
      answers = status === 200 && bytes ? readAnswers(bytes) : null;
    } catch {
      // Not a ServerFrame: something else answered for the server.
    }
    tell({ kind: "posted", status, answers });
  }

  function carryOut(command: Command): void {
    switch (command.kind) {
      case "dial":
        dial(command.server);
        break;
      case "hang_up":
        hangUp();
        break;
      case "send":
        if (socket?.readyState === 1) socket.send(bytesOf(command.frame));
        break;
      case "post":
        post(command.seqs);
        break;
      case "store":
        listener.onStore(command.entries);
        break;
    }
  }

  const stopTicking = world.every(tickIntervalMs, () => tell({ kind: "tick" }));
  tell({ kind: "start", entries: remembered.entries });
  return {
    state: () => state,
    tell,
    stop: () => {
      stopped = true;
      stopTicking();
      hangUp();
    },
  };
}
