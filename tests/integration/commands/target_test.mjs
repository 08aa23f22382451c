// SPDX-License-Identifier: Apache-2.0
// `sejuta target`: published tables from the file to the screen, and what is refused on the way.
import assert from "node:assert/strict";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { root, Server, until } from "../server/support.mjs";
import { Desk, done, refused } from "./support.mjs";

const fixtures = join(root, "tests/fixtures");
const rows = async (name) =>
  (await readFile(join(fixtures, name), "utf8"))
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

// The published tree of Jambi as an officer would type it: names and groups as printed.
async function jambi() {
  const printed = await rows("jambi-2020-targets.csv");
  return [
    "code_system,code,name,target,method_group",
    ...printed.map(([kind, code, name, target]) =>
      kind === "method_group"
        ? `kemendagri,15,Jambi,${target},${name}`
        : `kemendagri,${code},${name},${target},`,
    ),
  ];
}

const importing = (desk, file, set = "Uji", ...more) =>
  ["target", "import", file, "--event", desk.event("harganas-2020"), "--set", set, more].flat(2);

test("jambi's published tree is taken once a person confirms its spellings, residue 0", async (t) => {
  const desk = await Desk.open(t);
  await desk.copy("harganas-2020");
  const before = await desk.read("harganas-2020", "targets.csv");
  const file = await desk.table("jambi.csv", await jambi());
  const said = await refused(importing(desk, file));
  assert.equal(said.filter((line) => line.includes("[alias_not_confirmed]")).length, 5);
  const timu = said.find((line) => line.includes("Tanjungjabung Timu"));
  assert.match(timu, /:9: 15\.07: name .* → Tanjung Jabung Timur 15\.07/);
  assert.equal(await desk.read("harganas-2020", "targets.csv"), before);

  const taken = await done(importing(desk, file, "Uji", "--accept-aliases"));
  assert.match(taken, /residue 0: .*15 Jambi: printed 11093, the regions sum to 11093/);
  assert.match(taken, /residue 0: .*15 Jambi: printed 11093, the method groups sum to 11093/);
  const after = await desk.read("harganas-2020", "targets.csv");
  for (const line of before.trim().split("\n").slice(1)) {
    const [set, , code, , , target] = line.split(",");
    assert.ok(after.includes(`${set},kemendagri,${code},`), line);
    assert.ok(after.includes(`,${target},`), line);
  }
  await done("event", "check", desk.event("harganas-2020"));
});

test("the national groups and DIY keep their printed figures and show +1", async (t) => {
  const desk = await Desk.open(t);
  await desk.copy("harganas-2020");
  const printed = (await rows("national-2020-targets.csv")).filter(([set]) =>
    set.includes("bkkbn"),
  );
  const nation = await desk.table("nation.csv", [
    "code_system,code,name,target,method_group",
    ...printed.map(
      ([, kind, name, target]) =>
        `kemendagri,ID,Indonesia,${target},${kind === "method_group" ? name : ""}`,
    ),
  ]);
  assert.match(
    await done(importing(desk, nation, "BKKBN", "--accept-aliases")),
    /residue \+1: .*printed 1375321, the method groups sum to 1375322/,
  );
  const diy = (await rows("diy-2020-targets.csv")).filter(([kind]) => kind === "regency_total");
  const regencies = ["34.01,Kulon Progo", "34.02,Bantul", "34.03,Gunungkidul", "34.04,Sleman"];
  const table = await desk.table("diy.csv", [
    "code_system;code;name;target",
    "kemendagri;34;DI Yogyakarta;8.150",
    ...[...regencies, "34.71,Kota Yogyakarta"].map(
      (where, i) => `kemendagri;${where.replace(",", ";")};${diy[i][2]}`,
    ),
  ]);
  assert.match(
    await done(importing(desk, table, "DIY")),
    /residue \+1: .*34 DI Yogyakarta: printed 8150, the regions sum to 8151/,
  );
});

test("BPS's codes are refused in exactly the four rows that differ, and nothing changes", async (t) => {
  const desk = await Desk.open(t);
  await desk.copy("harganas-2020");
  const before = await desk.read("harganas-2020", "targets.csv");
  const trap = await rows("jambi-code-trap.csv");
  const lines = [
    "code_system,code,name,target",
    "kemendagri,15.05,Muaro Jambi,1950",
    ...trap.map(([code, , bps], i) => `kemendagri,${code},${bps},${100 + i}`),
    "kemendagri,15.71,Kota Jambi,556",
  ];
  const report = join(desk.home, "report.csv");
  const said = await refused(
    importing(desk, await desk.table("bps.csv", lines), "Uji", "--report", report),
  );
  assert.equal(said.length, 5, said.join("\n"));
  trap.forEach(([code, kemendagri, bps], i) => {
    assert.ok(said[i].includes(`: ${code}: `), said[i]);
    for (const word of [`"${kemendagri}"`, `"${bps}"`, "[name_disagrees]"])
      assert.ok(said[i].includes(word), `${word} in ${said[i]}`);
  });
  const [header, ...faults] = (await readFile(report, "utf8")).trim().split("\n");
  assert.equal(header, "row,column,value,rule,suggestion,code");
  assert.deepEqual(
    faults.map((line) => line.split(",")[0]),
    ["3", "4", "5", "6"],
  );
  assert.equal(await desk.read("harganas-2020", "targets.csv"), before);
  // The control: with the right names the same table passes.
  const right = lines.map((line) => {
    const row = trap.find(([code]) => line.includes(`,${code},`));
    return row ? line.replace(row[2], row[1]) : line;
  });
  await done(importing(desk, await desk.table("right.csv", right)));
});

test("a target changed during the event switches the screen, survives a restart and stays in the ledger", async (t) => {
  const desk = await Desk.open(t);
  const event = await desk.copy("harganas-2020");
  const server = await Server.start(t, { event });
  const target = async (wanted) =>
    until(`the target ${wanted}`, async () => {
      const { target } = await server.totals("15");
      return target.value === wanted && target.set === "Panitia Pusat";
    });
  await target(11093);
  const where = ["--data-dir", server.data];
  const change = ["target", "set", "--event", event, "--set", "Panitia Pusat", "--node", "15"];
  const said = await done(change, "--target", "12.000", "--by", "pusat", where);
  assert.match(said, /ledger: 1 change\(s\), revision \d+/);
  await target(12000);
  await server.signal("SIGTERM");
  // The server stopped: the command starts its Redis for the moment.
  await done(change, "--target", "12.500", "--by", "pusat", where);
  await server.run();
  await target(12500);
  await refused(change, "--target", "12,5", "--by", "pusat", where);
  await refused(change, "--target", "12", "--by", "Ani", where);
  await target(12500);
  // A directory that is older than the ledger changes nothing.
  await copyFile(join(root, "data/events/harganas-2020/targets.csv"), join(event, "targets.csv"));
  await server.signal("SIGTERM");
  await server.run();
  await target(12500);
});
