// SPDX-License-Identifier: Apache-2.0
// The rules of docs/STYLE.md that a text can show: sizes, first lines, words that must not stand, the
// coroutine pattern that g++ 12.2 miscompiles, limits with rows, rejections with rows, dead links.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const faults = [];
const fault = (where, why) => faults.push(`${where}: ${why}`);
const tracked = execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n").filter((f) => f && existsSync(f));
const read = (file) => readFileSync(file, "utf8");
const named = (...endings) => tracked.filter((file) => endings.some((end) => file.endsWith(end)));
const code = named(".cpp", ".hpp", ".lua", ".ts", ".tsx", ".mjs", ".proto", ".sh").filter((f) => !f.includes("/gen/"));

const lines_max = 400;
const columns_max = 100;
for (const file of code) {
  const text = read(file);
  const lines = text.split("\n");
  if (lines.length - 1 > lines_max) fault(file, `${lines.length - 1} lines; at most ${lines_max}`);
  if (!lines.slice(0, 2).some((line) => line.includes("SPDX-License-Identifier: Apache-2.0")))
    fault(file, "the first line is the SPDX licence line");
  if (/\.(cpp|hpp|lua|proto)$/.test(file))
    lines.forEach((line, index) => {
      if ([...line].length > columns_max) fault(`${file}:${index + 1}`, `over ${columns_max} columns`);
    });
}

/** Words and calls that must not stand, and where. */
const banned = [
  { files: code, pattern: /\b(TODO|FIXME|XXX|HACK)\b/, why: "unfinished work belongs into an issue" },
  { files: code, pattern: /sleep_for\(|\busleep\(/, why: "no sleeps: wait for what happens" },
  { files: code, pattern: /GTEST_SKIP|DISABLED_|EXPECT_TRUE\(true\)|\b(it|test|describe)\.(skip|only|todo)\(/, why: "a test runs and asserts" },
  { files: named(".cpp", ".hpp"), pattern: /asio::detached/, why: "every asynchronous operation has an owner" },
  { files: named(".cpp", ".hpp"), pattern: /\bgetenv\(/, why: "settings come through the configuration", except: /^(tests\/|server\/ledger\/managed\/process\.cpp$)/ },
  { files: named(".cpp", ".hpp"), pattern: /system_clock::now|steady_clock::now/, why: "the clock comes in by reference", except: /^(server\/base\/clock\.hpp|server\/ledger\/managed\/process\.cpp|tests\/|client-sim\/)/ },
  {
    files: named(".cpp", ".hpp"),
    pattern: /co_await[^;]*(\[[^\]]*[a-z_=&][^\]]*\] *[({]|[A-Za-z_]\{[^}]+,)/,
    why: "g++ 12.2 destroys this temporary twice: name it first, then std::move it in",
  },
];
for (const { files, pattern, why, except } of banned)
  for (const file of files) {
    if (file === ".ci/tidy.mjs" || except?.test(file)) continue;
    read(file).split("\n").forEach((line, index) => {
      if (pattern.test(line)) fault(`${file}:${index + 1}`, why);
    });
  }

const machine_path = /(^|[^a-zA-Z0-9_.])\/(work|root|home)\//;
for (const file of tracked.filter((f) => !/\.(png|binpb|woff2|csv|ico)$/.test(f)))
  read(file).split("\n").forEach((line, index) => {
    if (file !== ".ci/tidy.mjs" && machine_path.test(line)) fault(`${file}:${index + 1}`, "a path of one machine");
  });

// Every limit has a row in docs/LIMITS.md, and every row its limit.
const limit_names = [...read("server/base/limits.hpp").matchAll(/inline constexpr [\w:]+ (\w+) =/g)].map((m) => m[1]);
const limit_rows = existsSync("docs/LIMITS.md") ? [...read("docs/LIMITS.md").matchAll(/^\| `(\w+)`/gm)].map((m) => m[1]) : [];
for (const name of limit_names) if (!limit_rows.includes(name)) fault("docs/LIMITS.md", `no row for ${name}`);
for (const name of limit_rows) if (!limit_names.includes(name)) fault("docs/LIMITS.md", `${name} is no limit of server/base/limits.hpp`);

// Every rejection and close code has a row in docs/PROTOCOL.md.
const protocol = existsSync("docs/PROTOCOL.md") ? read("docs/PROTOCOL.md") : "";
for (const [, name] of read("proto/sejuta/v1/dimensions.proto").matchAll(/REJECTION_CODE_(\w+) = [1-9]/g))
  if (!protocol.includes(`\`${name}\``)) fault("docs/PROTOCOL.md", `no row for the rejection ${name}`);
for (const [, number] of read("server/edge/session.hpp").matchAll(/ = (\d{4}),/g))
  if (!protocol.includes(`| ${number} |`)) fault("docs/PROTOCOL.md", `no row for the close code ${number}`);

// Links between documents lead somewhere.
for (const file of named(".md"))
  for (const [, target] of read(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g))
    if (!/^[a-z]+:/.test(target) && !existsSync(normalize(join(dirname(file), target))))
      fault(file, `dead link ${target}`);

for (const each of faults) console.error(each);
console.log(`tidy: ${code.length} files of code, ${limit_names.length} limits, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
