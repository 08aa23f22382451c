// SPDX-License-Identifier: Apache-2.0
// `sejuta enrol`: a signed token for a new terminal of a site.
#pragma once

#include <string>
#include <vector>

namespace sejuta::app {

struct enrol_options {
    std::string event_dir;
    std::string data_dir;
    std::vector<std::string> sites;
    int days = 60;
};

// Prints the token on standard output, and what it says on standard error. Returns the exit code.
int run_enrol(enrol_options const& options);

}  // namespace sejuta::app
