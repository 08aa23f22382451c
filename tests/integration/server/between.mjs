// SPDX-License-Identifier: Apache-2.0
// Somebody between terminals and server who passes every WebSocket message on, unless a test alters,
// swallows or forges it. Pages are passed on as they are.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { root } from "./support.mjs";
import { decode, WebSocket } from "./wire.mjs";

const { WebSocketServer } = createRequire(`${root}dashboards/package.json`)("ws");
const options = { perMessageDeflate: false };

// fromTerminal(frame, answer) and fromServer(frame) get each decoded message of /v1/terminal; what
// returns true is swallowed. `answer(bytes)` speaks to the terminal in the server's place.
export async function between(t, server, { fromTerminal = () => false, fromServer = () => false }) {
  const pages = createServer(async (request, reply) => {
    const answer = await server.get(request.url).catch(() => null);
    if (!answer) return reply.destroy();
    reply.writeHead(answer.status, { "Content-Type": answer.headers.get("content-type") ?? "" });
    reply.end(Buffer.from(await answer.arrayBuffer()));
  });
  const near = new WebSocketServer({
    ...options,
    server: pages,
    handleProtocols: (offered) => [...offered][0],
  });
  near.on("connection", (terminal, request) => {
    const spoken = request.headers["sec-websocket-protocol"];
    const far = new WebSocket(`ws://${server.address}${request.url}`, spoken, options);
    const watched = request.url === "/v1/terminal";
    const unsent = [];
    const answer = (bytes) => terminal.send(bytes);
    terminal.on("message", (data) => {
      if (watched && fromTerminal(decode("TerminalFrame", data).body, answer)) return;
      if (far.readyState === WebSocket.OPEN) far.send(data);
      else unsent.push(data);
    });
    far.on("open", () => {
      for (const data of unsent) far.send(data);
    });
    far.on("message", (data) => {
      if (!watched || !fromServer(decode("ServerFrame", data).body)) terminal.send(data);
    });
    for (const [one, other] of [
      [terminal, far],
      [far, terminal],
    ]) {
      one.on("close", () => other.terminate());
      one.on("error", () => other.terminate());
    }
  });
  t.after(() => {
    for (const one of near.clients) one.terminate();
    pages.close();
  });
  await new Promise((resolve) => pages.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${pages.address().port}`;
}
