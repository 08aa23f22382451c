// SPDX-License-Identifier: Apache-2.0
// `sejuta event check | show | list`: event directories as their organisers see them.
#pragma once

#include <string>

namespace sejuta::app {

// Checks a directory as a whole and lists every fault. Returns the exit code.
int run_event_check(std::string const& directory);
// Everything that an event is, its targets with their residues included.
int run_event_show(std::string const& directory);
// The events of a folder of directories, one a line; what has faults is said so.
int run_event_list(std::string const& folder);

}  // namespace sejuta::app
