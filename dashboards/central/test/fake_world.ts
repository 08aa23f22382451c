// SPDX-License-Identifier: Apache-2.0
// A world for the connection: sockets that tests speak through, a clock that tests move.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type LiveFrame,
  LiveFrameSchema,
  type ViewerFrame,
  ViewerFrameSchema,
} from "@sejuta/shared/gen/sejuta/v1/live_pb";
import type { Answer } from "../src/connect/fetching";
import type { Socket, World } from "../src/connect/live_connection";

export class FakeSocket implements Socket {
  binaryType: BinaryType = "blob";
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  readyState = 0;
  readonly sent: ViewerFrame[] = [];

  send(data: Uint8Array): void {
    this.sent.push(fromBinary(ViewerFrameSchema, data));
  }

  close(): void {
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.(new Event("open"));
  }

  receive(frame: LiveFrame): void {
    const bytes = toBinary(LiveFrameSchema, frame);
    this.receiveRaw(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }

  receiveRaw(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent);
  }

  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code } as CloseEvent);
  }
}

export class FakeWorld implements World {
  readonly sockets: FakeSocket[] = [];
  // Path → what the server answers, or the status with which it does not; anything else is 404.
  readonly answers = new Map<string, unknown>();
  readonly asked: string[] = [];
  isTicking = false;
  private ms = 1_000;
  private tick: () => void = () => {};

  open(): Socket {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  }

  readonly get = async (path: string): Promise<Answer> => {
    this.asked.push(path);
    const value = this.answers.get(path);
    const status = value === undefined ? 404 : Number.isInteger(value) ? Number(value) : 200;
    if (status !== 200) return { status, etag: "", body: new ArrayBuffer(0) };
    const bytes =
      value instanceof Uint8Array ? value : new TextEncoder().encode(JSON.stringify(value));
    return { status: 200, etag: '"1"', body: bytes.slice().buffer };
  };

  // Path → status and body of what is posted there; anything else is 404.
  readonly posts = new Map<string, { readonly status: number; readonly body: unknown }>();
  readonly posted: { readonly path: string; readonly body: string }[] = [];
  readonly visited: string[] = [];

  readonly post = async (path: string, body: string): Promise<Answer> => {
    this.posted.push({ path, body });
    const { status, body: value } = this.posts.get(path) ?? { status: 404, body: null };
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    return { status, etag: "", body: bytes.slice().buffer };
  };

  visit(address: string): void {
    this.visited.push(address);
  }

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  }

  nowMs(): number {
    return this.ms;
  }

  random(): number {
    return 0.5;
  }

  every(_intervalMs: number, run: () => void): () => void {
    this.isTicking = true;
    this.tick = run;
    return () => {
      this.isTicking = false;
    };
  }

  pass(ms: number): void {
    this.ms += ms;
    this.tick();
  }
}
