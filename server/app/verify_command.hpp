// SPDX-License-Identifier: Apache-2.0
// `sejuta verify` from its flags to the store: a Redis that runs beside us, or the managed one of a
// stopped server, started for the recount and stopped after it.
#pragma once

#include <string>
#include <vector>

namespace sejuta::app {

struct verify_command {
    std::string data_dir;
    std::string store;
    std::vector<std::string> events;
};

// Returns the exit code.
int run_verify_command(verify_command const& command);

}  // namespace sejuta::app
