// SPDX-License-Identifier: Apache-2.0
// `sejuta event create`: a new event directory that checks without a fault.
#pragma once

#include <string>
#include <vector>

namespace sejuta::app {

struct event_create_options {
    std::string dir;
    std::string id;
    std::string name;
    std::string kind;
    std::string rehearses;
    std::string deadline;
    std::string regions;
    std::string from_template;  // "" or "harganas"
    std::vector<std::string> days;
};

// Returns the exit code; where it is not 0 nothing was made.
int run_event_create(event_create_options const& options);

}  // namespace sejuta::app
