// SPDX-License-Identifier: Apache-2.0
// What is served to strangers is built so that a fault in it is hard to use: read from the binary
// itself, and the systemd unit's sandbox as systemd judges it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { program, root } from "./support.mjs";

const run = promisify(execFile);
const readelf = async (...args) =>
  (await run("readelf", ["--wide", ...args], { maxBuffer: 1 << 28 })).stdout;

// What stands in the table of the program, by name; throws for a program without it.
function faults({ header, dynamic, segments, symbols }) {
  const all = [];
  const expect = (holds, what) => holds || all.push(what);
  expect(/Type:\s+DYN/.test(header) && /\(FLAGS_1\).*\bPIE\b/.test(dynamic), "PIE");
  expect(/BIND_NOW|\(FLAGS_1\).*\bNOW\b/.test(dynamic), "BIND_NOW");
  expect(/GNU_RELRO/.test(segments), "GNU_RELRO");
  expect(/GNU_STACK.*\bRW\b\s/.test(segments) && !/GNU_STACK.*RWE/.test(segments), "stack");
  expect(!/LOAD.*RWE/.test(segments), "a segment both written and run");
  expect(/__stack_chk_fail/.test(symbols), "stack protector");
  expect(/__(memcpy|snprintf|read|recv|fdelt)_chk/.test(symbols), "fortified calls");
  expect(!/\((RPATH|RUNPATH|TEXTREL)\)/.test(dynamic), "RPATH, RUNPATH or TEXTREL");
  return all;
}

const tables = async (file) => ({
  header: await readelf("--file-header", file),
  dynamic: await readelf("--dynamic", file),
  segments: await readelf("--program-headers", file),
  symbols: await readelf("--dyn-syms", file),
});

test("the release build is fortified, relocated read-only and its stack never runs", async () => {
  const flags = await readFile(join(program, "../../CMakeCache.txt"), "utf8").catch(() => "");
  assert.ok(flags.includes("CMAKE_BUILD_TYPE:STRING=Release"), `${program} is a release build`);
  const found = await tables(program);
  assert.deepEqual(faults(found), []);
  // The control: each line that is taken away is missed.
  const without = (table, pattern) => ({ ...found, [table]: found[table].replace(pattern, "") });
  assert.deepEqual(faults(without("segments", /GNU_RELRO/g)), ["GNU_RELRO"]);
  assert.deepEqual(faults(without("symbols", /__stack_chk_fail/g)), ["stack protector"]);
  assert.deepEqual(faults(without("dynamic", /PIE/g)), ["PIE"]);
  const rpath = { ...found, dynamic: `${found.dynamic} 0x1 (RUNPATH) Library runpath: [/tmp]` };
  assert.deepEqual(faults(rpath), ["RPATH, RUNPATH or TEXTREL"]);
});

// Each line is a promise of deploy/README.md; systemd-analyze's score stands there too.
const sandbox = [
  ...["NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes"],
  ...["PrivateDevices=yes", "PrivateUsers=yes", "ProtectProc=invisible"],
  ...["ProtectKernelTunables=yes", "ProtectKernelModules=yes", "ProtectKernelLogs=yes"],
  ...["ProtectControlGroups=yes", "ProtectClock=yes", "ProtectHostname=yes"],
  ...["RestrictNamespaces=yes", "RestrictRealtime=yes", "RestrictSUIDSGID=yes"],
  ...["LockPersonality=yes", "MemoryDenyWriteExecute=yes", "SystemCallArchitectures=native"],
  ...["CapabilityBoundingSet=", "AmbientCapabilities=", "UMask=0077"],
  "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
];

test("the systemd unit shuts its sandbox, and no secret is an argument or a variable", async () => {
  const unit = await readFile(join(root, "deploy/systemd/sejuta.service"), "utf8");
  const lines = unit.split("\n");
  for (const line of sandbox) assert.ok(lines.includes(line), line);
  assert.ok(lines.some((line) => line.startsWith("SystemCallFilter=@system-service")));
  const own = await readFile(join(root, "deploy/systemd/own-redis.conf"), "utf8");
  assert.match(own, /^LoadCredential=store:/m);
  for (const text of [unit, own]) assert.ok(!/^Environment(File)?=/m.test(text), "a variable");
});

test("systemd rates the sandbox below 1.5 of 10", async () => {
  const { stdout } = await run("systemd-analyze", [
    ...["security", "--offline=true", "--threshold=15", "--no-pager"],
    join(root, "deploy/systemd/sejuta.service"),
  ]);
  assert.match(stdout, /Overall exposure level for sejuta\.service: (0\.\d|1\.[0-4])/);
});
