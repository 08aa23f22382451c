// SPDX-License-Identifier: Apache-2.0
// Every fault and every negative control, in the order in which they run.
import { aclTrap, everysec, eviction, handmade, noDedupe } from "./controls/weakened.mjs";
import { badNetwork } from "./faults/bad_network.mjs";
import { cutTail, cutTailClean, cutTailKilled } from "./faults/cut_tail.mjs";
import { diskFull, diskFullRedis } from "./faults/disk_full.mjs";
import { flippedAnywhere, flippedBits } from "./faults/flipped_bits.mjs";
import { functionsMissing, functionsOther, settingsOther } from "./faults/functions.mjs";
import { idleViewers } from "./faults/idle_viewers.mjs";
import { killRedis, killRedisInRewrite } from "./faults/kill_redis.mjs";
import { killServer } from "./faults/kill_server.mjs";
import { killedClient } from "./faults/killed_client.mjs";
import { memoryFull } from "./faults/memory_full.mjs";
import { powerCut } from "./faults/power_cut.mjs";
import { reconnectStorm } from "./faults/reconnect_storm.mjs";
import { restoredBackup } from "./faults/restored_backup.mjs";
import { slowDisk, stoppedStore } from "./faults/stalled_store.mjs";
import { rollingRestart, twoServers } from "./faults/two_servers.mjs";

export const all = [
  killServer,
  killRedis,
  killRedisInRewrite,
  powerCut,
  cutTail,
  cutTailClean,
  cutTailKilled,
  restoredBackup,
  flippedBits,
  flippedAnywhere,
  diskFull,
  diskFullRedis,
  stoppedStore,
  slowDisk,
  badNetwork,
  killedClient,
  twoServers,
  memoryFull,
  functionsMissing,
  functionsOther,
  settingsOther,
  rollingRestart,
  idleViewers,
  reconnectStorm,
  everysec,
  noDedupe,
  eviction,
  aclTrap,
  handmade,
];
