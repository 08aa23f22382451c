// SPDX-License-Identifier: Apache-2.0
// The only place with effects: carries out what the machine decides (dial, hang up, send) and
// tells it what happened. One socket at a time; a socket that was given up is never listened to.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  LiveFrameSchema,
  type ViewerFrame,
  ViewerFrameSchema,
} from "@sejuta/shared/gen/sejuta/v1/live_pb";
import { type Effect, type Input, initial, type LiveState, step } from "../live/machine";
import { browserPost, type Post } from "./account";
import { browserGet, type Get } from "./fetching";

export const liveSubprotocol = "sejuta.live.v1";
const tickIntervalMs = 250;

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

export interface World {
  open(): Socket;
  get: Get;
  post: Post;
  // Leaves for an address of this page, which begins anew.
  visit(address: string): void;
  nowMs(): number;
  random(): number;
  // Calls back each interval until the returned function is called.
  every(intervalMs: number, run: () => void): () => void;
}

export interface LiveConnection {
  readonly state: () => LiveState;
  want(regions: readonly string[]): void;
  hurry(): void;
  stop(): void;
}

export function connectLive(
  event: string,
  regions: readonly string[],
  world: World,
  onState: (state: LiveState) => void,
): LiveConnection {
  let state = initial(event, regions);
  let socket: Socket | null = null;

  function tell(input: Input): void {
    const next = step(state, input, { ms: world.nowMs(), random: world.random() });
    const changed = next.state !== state;
    state = next.state;
    for (const effect of next.effects) carryOut(effect);
    if (changed) onState(state);
  }

  // A frame that cannot be read, or whose content contradicts itself, ends the connection.
  function hear(data: unknown): void {
    try {
      if (!(data instanceof ArrayBuffer)) throw new TypeError("a text message");
      tell({ kind: "frame", frame: fromBinary(LiveFrameSchema, new Uint8Array(data)) });
    } catch {
      tell({ kind: "garbage" });
    }
  }

  function hangUp(): void {
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    socket = null;
  }

  function dial(): void {
    hangUp();
    const fresh = world.open();
    fresh.binaryType = "arraybuffer";
    fresh.onopen = () => tell({ kind: "opened" });
    fresh.onmessage = ({ data }) => hear(data);
    fresh.onclose = ({ code }) => {
      socket = null;
      tell({ kind: "closed", code });
    };
    socket = fresh;
  }

  function send(frame: ViewerFrame): void {
    if (socket?.readyState === 1) socket.send(toBinary(ViewerFrameSchema, frame));
  }

  function carryOut(effect: Effect): void {
    if (effect.kind === "dial") dial();
    else if (effect.kind === "hang_up") hangUp();
    else send(frameOf(effect));
  }

  const stopTicking = world.every(tickIntervalMs, () => tell({ kind: "tick" }));
  tell({ kind: "start" });
  return {
    state: () => state,
    want: (next) => tell({ kind: "want", regions: next }),
    hurry: () => tell({ kind: "hurry" }),
    stop: () => {
      stopTicking();
      hangUp();
    },
  };
}

type Ask = Exclude<Effect, { readonly kind: "dial" | "hang_up" }>;

function frameOf(ask: Ask): ViewerFrame {
  const regions = [...ask.regions];
  return create(ViewerFrameSchema, {
    body:
      ask.kind === "subscribe"
        ? { case: "subscribe", value: { event: ask.event, regions } }
        : { case: "unsubscribe", value: { regions } },
  });
}

// The browser's world: the page's own host, monotonic time.
export function browserWorld(): World {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return {
    open: () => new WebSocket(`${scheme}//${location.host}/v1/live`, liveSubprotocol),
    get: browserGet,
    post: browserPost,
    visit: (address) => location.assign(address),
    nowMs: () => performance.now(),
    random: Math.random,
    every: (intervalMs, run) => {
      const timer = setInterval(run, intervalMs);
      return () => clearInterval(timer);
    },
  };
}
