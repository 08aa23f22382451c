// SPDX-License-Identifier: Apache-2.0
// The built server, also where its start is expected to fail: then it gives a verdict instead.
import { Server, until } from "../../integration/server/support.mjs";

const final = /differ from the ledger|while loading its data/;

export class FaultServer extends Server {
  // Starts and waits for the server's own judgement of its store: ready; or not, with the reasons,
  // or with the sentence with which it ended.
  async judge() {
    this.judging = true;
    this.verdict = null;
    try {
      await this.run();
    } catch (error) {
      if (this.child.exitCode === null) throw error;
      this.verdict = { ready: false, says: this.log() };
    } finally {
      this.judging = false;
    }
    return this.verdict;
  }

  async ready() {
    if (!this.judging) return super.ready();
    this.verdict = await until("a verdict", async () => {
      if (this.child.exitCode !== null) return { ready: false, says: this.log() };
      const answer = await this.get("/readyz");
      const says = await answer.text();
      return answer.status === 200 || final.test(says)
        ? { ready: answer.status === 200, says }
        : null;
    });
  }

  // Whether /readyz says 200 now, and what it says.
  async readyz() {
    const answer = await this.get("/readyz");
    return { ready: answer.status === 200, says: await answer.text() };
  }
}
