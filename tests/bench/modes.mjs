// SPDX-License-Identifier: Apache-2.0
// What is measured of whom. A mode with `peers: true` is for all of them, the others for ourselves.
import { figuresOf, Instance, memoryOfOne, withPeer } from "./peers.mjs";

const sizes = ({ smoke }) => ({
  connections: smoke ? 100 : 1000,
  warm: smoke ? 0.3 : 1,
  seconds: smoke ? 1.2 : 4,
});

// After the window a hundred terminals send a report again, with other content and the same.
const closed = (with_, outstanding) => ({ ...sizes(with_), outstanding, "ask-again": 100 });

async function once(peer, bin, asked) {
  return withPeer(peer, bin, async (instance) => {
    const said = await instance.load(asked);
    return { ...figuresOf(said), store: await instance.verify([said]) };
  });
}

// The same reports a second time: answered from the index, nothing is written.
async function resend(peer, bin, { smoke }) {
  return withPeer(peer, bin, async (instance) => {
    const asked = { connections: 100, "per-frame": 64, reports: smoke ? 20_000 : 200_000 };
    const first = await instance.load(asked);
    const again = await instance.load({ ...asked, "sent-before": true });
    return { ...figuresOf(again), store: await instance.verify([first, again]) };
  });
}

// A day of reports, then the server ends and starts on what it wrote.
async function day(peer, bin, { smoke }) {
  const instance = new Instance(peer, bin);
  try {
    await instance.start();
    const said = await instance.load({
      connections: smoke ? 1000 : 15_000,
      reports: smoke ? 30_000 : 1_000_000,
    });
    const store = await instance.verify([said]);
    await instance.stop();
    const began = performance.now();
    await instance.start();
    const ready_seconds = (performance.now() - began) / 1000;
    return { ...figuresOf(said), ready_seconds, store };
  } finally {
    await instance.end();
  }
}

async function idle(peer, bin, { smoke }) {
  return withPeer(peer, bin, async (instance) => {
    const connections = smoke ? 1000 : 15_000;
    // First a few, so that what the start took and freed is given back before the count.
    await instance.load({ connections: 100, seconds: 0, hold: 1 });
    const said = await instance.load({ connections, seconds: 0, hold: 1 });
    return { connections, rss_per_connection_bytes: memoryOfOne(said) };
  });
}

// Half of what the closed loop reached in this repeat with one report at a time on a connection, as
// they come here: that of `w8` lives of reports that come together.
async function half(peer, bin, options, runs) {
  const fastest = runs.findLast((run) => run.peer === "sejuta" && run.mode === "w1");
  const rate = Math.floor((fastest?.reports_per_second ?? 40_000) / 2);
  const figures = await once(peer, bin, { ...sizes(options), rate });
  return { offered_per_second: rate, ...figures };
}

const at2000 = (options, more) => ({
  ...sizes(options),
  rate: options.smoke ? 500 : 2000,
  ...more,
});
const audience = (options) => (options.smoke ? 50 : 1000);

export const modes = {
  w1: { peers: true, run: (peer, bin, o) => once(peer, bin, closed(o, 1)) },
  w8: { peers: true, run: (peer, bin, o) => once(peer, bin, closed(o, 8)) },
  flush: { run: (peer, bin, o) => once(peer, bin, { ...sizes(o), "per-frame": 64 }) },
  resend: { run: resend },
  open: { run: (peer, bin, o) => once(peer, bin, at2000(o, {})) },
  half: { run: half },
  viewers: { run: (peer, bin, o) => once(peer, bin, at2000(o, { viewers: audience(o) })) },
  stalled: {
    run: (peer, bin, o) => once(peer, bin, at2000(o, { "stalled-viewers": audience(o) })),
  },
  idle: { run: idle },
  day: { long: true, run: day },
};
