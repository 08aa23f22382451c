// SPDX-License-Identifier: Apache-2.0
// Starts the terminal: its memory, the address's invitation, the service worker, and the moments at
// which a browser says that the network is back or the page may go.
import "./old_browsers";
import { createSignal } from "solid-js";
import { render } from "solid-js/web";
import { App } from "./app";
import { developmentIdentity, readInvitation } from "./connect/enrol";
import { registerWorker } from "./connect/service_worker";
import { Store } from "./connect/store";
import { makeTerminal } from "./connect/terminal";
import { browserWorld } from "./connect/world";
import "./style/tokens.css";
import "./style/page.css";
import "./style/header.css";
import "./style/tally.css";
import "./style/parts.css";
import "./style/print.css";

// The code is single use and nobody else's business: out of the address and the history at once.
const invitation = readInvitation(location.hash);
if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);

async function start(): Promise<void> {
  const root = document.getElementById("page");
  if (!root) throw new Error("the document has no #page");
  const store = await Store.open(() => location.reload());
  const terminal = makeTerminal(store, browserWorld());
  const [updateReady, setUpdateReady] = createSignal(false);
  const worker = registerWorker({
    onUpdate: () => setUpdateReady(true),
    onFlush: () => terminal.hurry(),
  });
  const development = invitation ? developmentIdentity(invitation) : null;
  if (development) await terminal.enrolled(development);
  await terminal.start();
  render(
    () => (
      <App
        terminal={terminal}
        code={invitation?.code ?? ""}
        updateReady={updateReady}
        onUpdate={worker.update}
      />
    ),
    root,
  );
  addEventListener("online", () => terminal.hurry());
  addEventListener("pagehide", () => terminal.keepNow());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") terminal.hurry();
    else terminal.keepNow();
  });
}

void start();
