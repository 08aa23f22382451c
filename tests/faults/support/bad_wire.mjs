// SPDX-License-Identifier: Apache-2.0
// A bad network between terminals and server. With root and /dev/net/tun the server gets a network
// namespace of its own behind shims/wire.c, which loses, delays and reorders packets; otherwise a
// proxy delays bytes, breaks connections and stops. `way` says which; nothing is left out silently.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { within } from "../../integration/server/support.mjs";
import { program } from "./shims.mjs";

const run = promisify(execFile);

export async function badWire(fault) {
  const namespaces =
    process.getuid() === 0 &&
    process.env.SEJUTA_FAULT_WIRE !== "proxy" &&
    (await access("/dev/net/tun").then(
      () => true,
      () => false,
    ));
  return namespaces ? NamespaceWire.open(fault) : ProxyWire.open(fault);
}

class NamespaceWire {
  way = "packets between two network namespaces";

  static async open(fault) {
    const wire = new NamespaceWire();
    wire.fault = fault;
    const own = process.pid % 10_000;
    wire.namespace = `sejuta-fault-${own}`;
    [wire.near, wire.far] = [`sjl${own}`, `sjr${own}`];
    wire.network = `10.213.${own % 250}`;
    await run("ip", ["netns", "add", wire.namespace]);
    fault.after(() => run("ip", ["netns", "del", wire.namespace]));
    await wire.start();
    return wire;
  }

  async start() {
    const file = `/run/netns/${this.namespace}`;
    const args = [file, this.near, this.far, String(this.fault.seed)];
    this.child = spawn(await program("wire"), args, { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(this.child, "exit");
    this.fault.after(async () => {
      this.child.stdin.end();
      await within("the end of the wire", ended);
    });
    this.lines = createInterface({ input: this.child.stdout });
    await within("the wire", once(this.lines, "line"));
    const here = (...rest) => run("ip", rest);
    const there = (...rest) => run("ip", ["-n", this.namespace, ...rest]);
    const [near, far] = [`${this.network}.1`, `${this.network}.2`];
    await here("addr", "add", near, "peer", far, "dev", this.near);
    await here("link", "set", this.near, "up");
    await there("addr", "add", far, "peer", near, "dev", this.far);
    await there("link", "set", this.far, "up");
    await there("link", "set", "lo", "up");
  }

  async server(options) {
    const wrap = ["nsenter", `--net=/run/netns/${this.namespace}`, "--"];
    const listen = `${this.network}.2:0`;
    const server = await this.fault.server({ ...options, wrap, listen });
    this.address = () => server.address;
    return server;
  }

  async set({ lossPermille = 0, delayMs = 0, jitterMs = 0, cut = false }) {
    const heard = once(this.lines, "line");
    this.child.stdin.write(`${lossPermille} ${delayMs} ${jitterMs} ${cut ? 1 : 0}\n`);
    await within("the wire's answer", heard);
  }
}

// Loss is a connection that breaks: TCP hides everything smaller from a proxy.
class ProxyWire {
  way = "a faulty proxy (no root or no /dev/net/tun)";
  state = { lossPermille: 0, delayMs: 0, jitterMs: 0, cut: false };

  static async open(fault) {
    const wire = new ProxyWire();
    wire.fault = fault;
    wire.pairs = new Set();
    wire.listener = createServer((near) => wire.join(near));
    wire.listener.listen(0, "127.0.0.1");
    await once(wire.listener, "listening");
    fault.after(() => {
      for (const each of wire.pairs) each.end();
      wire.listener.close();
    });
    wire.address = () => `127.0.0.1:${wire.listener.address().port}`;
    return wire;
  }

  async server(options) {
    this.behind = await this.fault.server(options);
    return this.behind;
  }

  async set(state) {
    this.state = { lossPermille: 0, delayMs: 0, jitterMs: 0, cut: false, ...state };
    if (!this.state.cut) for (const each of this.pairs) each.flush();
  }

  join(near) {
    const far = connect({ host: this.behind.host, port: this.behind.port });
    const pair = {
      held: [],
      end: () => {
        this.pairs.delete(pair);
        near.destroy();
        far.destroy();
      },
      flush: () => {
        for (const [to, bytes] of pair.held.splice(0)) to.write(bytes);
      },
    };
    this.pairs.add(pair);
    this.pump(pair, near, far);
    this.pump(pair, far, near);
  }

  pump(pair, from, to) {
    let last = 0;
    from.on("data", (bytes) => {
      const { lossPermille, delayMs, jitterMs } = this.state;
      if (this.fault.random(1000) < lossPermille / 10) return pair.end();
      const wait = delayMs + this.fault.random(2 * jitterMs + 1) - jitterMs;
      last = Math.max(last, Date.now() + wait); // in order, as TCP has it
      setTimeout(() => {
        pair.held.push([to, bytes]);
        if (!this.state.cut) pair.flush();
      }, last - Date.now());
    });
    // While it is cut the other side hears nothing of an end: the connection is half open.
    const over = () => {
      if (!this.state.cut) pair.end();
    };
    from.on("close", over);
    from.on("error", over);
  }
}
