// SPDX-License-Identifier: Apache-2.0
// The command `sejuta verify`: recounts the ledger and compares it with every counter, the index
// and the chain, and says what it compared in its last line. Exit code 0: difference zero; 1: it
// found differences, or could not compare everything.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "ledger/redis/connection.hpp"

namespace sejuta::app {

struct verify_options {
    ledger::redis::endpoint store;    // as a user who may SCAN, wherever there is one
    std::vector<std::string> events;  // empty: every event in the store
    bool progress = false;            // where stderr is a terminal
    bool audit = false;               // the chain only
};

int run_verify(verify_options const& options);
// The same on other streams.
int run_verify(verify_options const& options, std::ostream& out, std::ostream& progress);

}  // namespace sejuta::app
