// SPDX-License-Identifier: Apache-2.0
// A network between simulator and server that fails as networks do: bytes just stop coming, both
// ends stay open, and nobody is told. TCP only; it knows nothing of what passes.
import { connect, createServer } from "node:net";

// address: where to connect. mute(of): no byte passes any more on the connections that stand and
// whose first bytes `of` accepts; new ones pass.
export async function wire(t, server) {
  const [host, port] = server.address.split(":");
  const pairs = new Set();
  const listener = createServer((near) => {
    const far = connect(Number(port), host);
    const pair = { near, far, first: "", dead: false };
    pairs.add(pair);
    near.on("data", (bytes) => {
      pair.first ||= bytes.toString("latin1");
      if (!pair.dead) far.write(bytes);
    });
    far.on("data", (bytes) => pair.dead || near.write(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      one.on("error", () => {});
      one.on("close", () => pair.dead || other.destroy());
    }
  });
  t.after(() => {
    for (const { near, far } of pairs) for (const end of [near, far]) end.destroy();
    listener.close();
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${listener.address().port}`,
    mute(of = () => true) {
      const struck = [...pairs].filter((pair) => !pair.dead && !pair.near.destroyed);
      const chosen = struck.filter((pair) => of(pair.first));
      for (const pair of chosen) pair.dead = true;
      return chosen.length;
    },
  };
}
