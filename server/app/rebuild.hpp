// SPDX-License-Identifier: Apache-2.0
// The command `sejuta rebuild`: makes the counters of a stopped server again from its ledger, and
// begins a new epoch. Exit code 0: made; 1: not, and the sentence says why.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "ledger/redis/connection.hpp"

namespace sejuta::app {

struct rebuild_command {
    std::string data_dir;
    std::vector<std::string> events;  // empty: every event in the store
    bool cut_at_damage = false;
};

// Starts the managed Redis of the directory, and stops it again. Refused while a server runs there.
int run_rebuild(rebuild_command const& command);

// The same on a Redis that runs, as an administrator, and on other streams. `progress` is null
// where none is shown.
int rebuild_at(ledger::redis::endpoint const& admin, rebuild_command const& command,
               std::ostream& out, std::ostream* progress);

}  // namespace sejuta::app
