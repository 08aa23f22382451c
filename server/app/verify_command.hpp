// SPDX-License-Identifier: Apache-2.0
// `sejuta verify` from its flags to the store.
#pragma once

#include <string>
#include <vector>

#include "app/store_place.hpp"

namespace sejuta::app {

struct verify_command {
    store_place where;
    std::vector<std::string> events;
    bool audit = false;
};

// Returns the exit code.
int run_verify_command(verify_command const& command);

}  // namespace sejuta::app
