// SPDX-License-Identifier: Apache-2.0
// An organiser's desk: copies of events that ship, beside copies of the region sets, and the
// commands run on them. Nothing in the checkout is changed.
import assert from "node:assert/strict";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { folder, root, sejuta } from "../server/support.mjs";

// A folder with regions/ and events/, and what a person does there.
export class Desk {
  static async open(t) {
    const desk = new Desk();
    desk.home = await folder(t);
    await cp(join(root, "data/regions"), join(desk.home, "regions"), { recursive: true });
    await mkdir(join(desk.home, "events"));
    return desk;
  }

  event(name) {
    return join(this.home, "events", name);
  }

  // A copy of an event that ships; its clock runs as real time does.
  async copy(id, name = id, changes = {}) {
    await cp(join(root, "data/events", id), this.event(name), { recursive: true });
    const file = join(this.event(name), "event.toml");
    const wanted = { speed: "1.0", ...changes };
    const lines = (await readFile(file, "utf8")).split("\n").map((line) => {
      const key = line.split(" = ")[0];
      return key in wanted ? `${key} = ${wanted[key]}` : line;
    });
    await writeFile(file, lines.join("\n"));
    return this.event(name);
  }

  async table(name, lines) {
    const file = join(this.home, name);
    await writeFile(file, Array.isArray(lines) ? `${lines.join("\n")}\n` : lines);
    return file;
  }

  read(name, file) {
    return readFile(join(this.event(name), file), "utf8");
  }
}

// Runs a command that must succeed; what it printed.
export async function done(...args) {
  const { code, stdout, stderr } = await sejuta(args.flat(2), { timeout: 60_000 });
  assert.equal(code, 0, `${args.flat(2).join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

// Runs a command that must be refused with exit 1; the lines it said.
export async function refused(...args) {
  const { code, stdout, stderr } = await sejuta(args.flat(2), { timeout: 60_000 });
  assert.equal(code, 1, `${args.flat(2).join(" ")}\n${stdout}${stderr}`);
  return stderr.trim().split("\n");
}
