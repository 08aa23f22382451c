// SPDX-License-Identifier: Apache-2.0
// What changed while a server was away, or before: it takes nothing before it has read that.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { assertCounted, eventCopy, folder, Server, sejuta, until } from "./support.mjs";
import { code, post, report } from "./wire.mjs";

// Does not wait until the server is ready where it is told to hurry.
class Hurried extends Server {
  async ready() {
    if (!this.hurry) await super.ready();
  }
}

async function done(...args) {
  const { code, stdout, stderr } = await sejuta(args);
  assert.equal(code, 0, stderr);
  return stdout;
}

// One report after the other from the very begin on, until `enough` says so of an answer.
async function ask(server, token, changes, enough) {
  const answers = [];
  await until("the last answer", async () => {
    const reports = [report(answers.length + 10, changes)];
    answers.push(await post(server, token, { case: "reports", value: { reports } }));
    return enough(answers.at(-1));
  });
  return answers;
}
const rejections = (answers) =>
  answers.flatMap(({ value }) => (value?.rejections ?? []).map((each) => each.code));
const receipts = (answers) => answers.flatMap(({ value }) => value?.receipts ?? []);

test("a starting server knows who was revoked and what was added before it takes a report", async (t) => {
  const event = await eventCopy(await folder(t));
  const server = await Server.start(t, { event, kind: Hurried });
  const place = ["--event", event, "--data-dir", server.data];
  const made = await done("enrol", "--code", "S1571-PMB-001", ...place);
  const enrolled = await server.get("/v1/enrol", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      code: made.split("\n")[0],
      claim: randomBytes(16).toString("hex"),
    }),
  });
  const { token, terminal } = await enrolled.json();
  const counted = await post(server, token, { case: "reports", value: { reports: [report(1)] } });
  assert.equal(counted.value.receipts.length, 1);
  await done("enrol", "--revoke", terminal, ...place);
  const added = "S1571-PMB-901";
  const names = ["--kind", "pmb", "--regency", "15.71", "--name", "Praktik Baru"];
  await done("site", "add", added, ...names, ...place, "--by", "provinsi-15");

  // The register's file as it was: another server's, or one of before.
  const old = await eventCopy(await folder(t));
  let taken = 0;
  for (let restart = 0; restart < 3; ++restart) {
    await server.signal("SIGTERM");
    server.event = old;
    server.hurry = true;
    await server.run();
    const [revoked, fresh] = await Promise.all([
      ask(server, token, {}, ({ status }) => status === 403),
      ask(
        server,
        `dev:baru-${restart}:${added}`,
        { site: added },
        ({ value }) => value?.receipts?.length > 0,
      ),
    ]);
    assert.deepEqual(receipts(revoked), [], "no report of a revoked terminal is counted");
    const unlike = rejections(fresh).filter((each) => each !== code.LEDGER_UNAVAILABLE);
    assert.deepEqual(unlike, [], "no report of an added site is refused for good");
    t.diagnostic(`${revoked.length} and ${fresh.length} answers until it knew`);
    taken += receipts(fresh).length;
  }
  await assertCounted(server, 1 + taken, 1 + taken);
});
