// SPDX-License-Identifier: Apache-2.0
// The WebSocket side of the Node peers: ws without compression, Hello before reports. What happens
// to a report is the peer's: take(socket, who, report).
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { decode, identityOf, welcome } from "./words.mjs";

function onMessage(socket, bytes, take) {
  const frame = decode(bytes);
  if (frame.reports && socket.who) {
    for (const report of frame.reports.reports) take(socket, socket.who, report);
  } else if (frame.hello && !socket.who) {
    socket.who = identityOf(frame.hello);
    if (!socket.who) return socket.close(4002, "token refused");
    socket.send(welcome(socket.who));
  } else socket.close(4001, "Hello stands first, once");
}

// Resolves to the port.
export function serve(take) {
  const http = createServer();
  const server = new WebSocketServer({
    server: http,
    path: "/v1/terminal",
    perMessageDeflate: false,
    skipUTF8Validation: true,
    maxPayload: 16 * 1024,
    clientTracking: false,
  });
  server.on("connection", (socket) => {
    socket._socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("message", (bytes) => onMessage(socket, bytes, take));
  });
  return new Promise((resolve) => {
    http.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => resolve(http.address().port));
  });
}
