// SPDX-License-Identifier: Apache-2.0
// Reads an event directory (event.toml, the tables that it names and the region set that it pins)
// and checks it as a whole. Nothing of a directory with a fault is used: a wrong target on the wall
// is worse than a server that says why it does not start.
#pragma once

#include <filesystem>

#include "catalogue/faults.hpp"
#include "domain/event.hpp"

namespace sejuta::catalogue {

// The event, or every fault of the directory.
loaded<domain::event_ptr> load_event(std::filesystem::path const& dir);

}  // namespace sejuta::catalogue
