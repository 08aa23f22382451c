// SPDX-License-Identifier: Apache-2.0
// The operator's own Redis comes back without the recording functions, or with another text under
// their name, or with settings that break the promise. The server mends it by the admin's path or
// says why it does not record; nothing is ever counted by another path.
import { setTimeout as pause } from "node:timers/promises";
import { until } from "../../integration/server/support.mjs";
import { Load } from "../support/load.mjs";
import { whileStopped } from "../support/process.mjs";
import { Store } from "../support/store.mjs";

const recoverySeconds = 10;
const library = "sejuta_1";

// The same names, another meaning: it answers receipts and records nothing.
const forged = (source) =>
  source.replace(/redis\.register_function\('sejuta_record_1', record\)/, () =>
    [
      "redis.register_function('sejuta_record_1', function(keys, args)",
      "  local head = read_head(keys[4])",
      "  local at, answers = parts_of(args), {}",
      "  for _ = at.words + 1, #args, WORD_ARGUMENTS do answers[#answers + 1] = '+-' end",
      "  return { head[EPOCH], whole(head[REVISION]), whole(head[TIME]), '+-', unpack(answers) }",
      "end)",
    ].join("\n"),
  );

async function sourceOf(admin) {
  const [about] = await admin.call("FUNCTION", "LIST", "LIBRARYNAME", library, "WITHCODE");
  return about[about.indexOf("library_code") + 1];
}

async function prepare(fault) {
  const store = await Store.start(fault);
  const server = await fault.server({ store });
  const load = await Load.start(fault, {
    ...{ terminals: 16, window: 16, corrections: 5 },
    address: () => server.address,
  });
  await load.answers(300);
  return { store, server, load };
}

// Changes the functions, then Redis dies and comes back with what it had.
async function restartWith(fault, store, change) {
  const admin = await store.client(fault, "sejuta-admin");
  const source = await sourceOf(admin);
  await change(admin, source);
  admin.disconnect();
  await store.kill();
  await store.run();
  return source;
}

export const functionsMissing = {
  name: "functions-missing",
  about: "a Redis comes back without the recording functions",
  seconds: { smoke: 180, full: 60 },
  async run(fault) {
    const { store, server, load } = await prepare(fault);
    await restartWith(fault, store, (admin) => admin.call("FUNCTION", "DELETE", library));
    fault.did("FUNCTION DELETE, kill -9 of Redis, start");
    const seconds = await load.recovery(recoverySeconds * 1000).catch(async (error) => {
      const { says } = await server.readyz();
      throw new Error(`${error.message}, and /readyz says: ${says.trim().split("\n").join(", ")}`);
    });
    await load.settle();
    fault.figure("s recovery", seconds.toFixed(1));
    await fault.truth(load.book, server, { store });
  },
};

export const functionsOther = {
  name: "functions-other",
  about: "a Redis comes back with other functions under the same names",
  seconds: { smoke: 180, full: 60 },
  async run(fault) {
    const { store, server, load } = await prepare(fault);
    const replace = async (admin, was) => {
      const other = forged(was);
      fault.check(other !== was, "the library has another form than this fault knows");
      await admin.call("FUNCTION", "LOAD", "REPLACE", other);
    };
    // Until Redis is dead nothing may ask the other functions on a connection that was there before.
    const source = await whileStopped(server, () => restartWith(fault, store, replace));
    fault.did("FUNCTION LOAD REPLACE of a library that records nothing, kill -9 of Redis, start");
    const named = ({ ready, says }) => !ready && says.includes("holds other functions");
    const noticed = await until(
      "/readyz to speak of the functions",
      async () => named(await server.readyz()),
      20_000,
    ).catch(() => false);
    await pause(3_000); // and stays so
    const answer = await server.readyz();
    const { findings } = await fault.findings(load.book, server, { store });
    fault.check(
      noticed && named(answer),
      `with other functions /readyz says ${answer.says.split("\n")[0]}; ${findings}`,
    );
    const admin = await store.client(fault, "sejuta-admin");
    await admin.call("FUNCTION", "LOAD", "REPLACE", source);
    await load.recovery();
    await load.settle();
    await fault.truth(load.book, server, { store });
  },
};

export const settingsOther = {
  name: "settings-other",
  about: "a Redis comes back with appendfsync everysec while the server lives",
  seconds: { smoke: 180, full: 60 },
  async run(fault) {
    const { store, server, load } = await prepare(fault);
    await store.kill();
    await store.configure(["appendfsync everysec"]);
    await store.run();
    fault.did("kill -9 of Redis, start with appendfsync everysec");
    const { says } = await until(
      "/readyz to speak of appendfsync",
      async () => {
        const answer = await server.readyz();
        return !answer.ready && answer.says.includes("appendfsync") ? answer : null;
      },
      20_000,
    );
    fault.diagnostic(says);
    await load.quiet();
    const receipts = load.receipted;
    await pause(1_000);
    fault.check(load.receipted === receipts, "receipts were given without an fsync");
    await store.kill();
    await store.configure([]);
    await store.run();
    await load.recovery(recoverySeconds * 1000);
    await load.settle();
    await fault.truth(load.book, server, { store });
  },
};
