// SPDX-License-Identifier: Apache-2.0
// `sejuta backup` and `sejuta restore`: a ledger and the keys that belong to it as one file, and
// back into an empty data directory.
#pragma once

#include <string>

#include "app/store_place.hpp"

namespace sejuta::app {

struct backup_command {
    store_place where;  // a ledger that runs or is stopped, or
    std::string copy;   // a second copy
    unsigned line = 0;  // of it; 0: the newest
    std::string to;     // a file that is not there yet
};

struct restore_command {
    std::string from;  // a backup or a second copy
    unsigned line = 0;
    std::string data_dir;  // empty or not there yet
};

// Both return the exit code: 0 done and proven by reading it back, 1 not, and the sentence says
// why; then nothing stays of it.
int run_backup(backup_command const& command);
int run_restore(restore_command const& command);

}  // namespace sejuta::app
