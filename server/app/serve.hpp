// SPDX-License-Identifier: Apache-2.0
// `sejuta serve`: puts the rooms together, runs until SIGTERM or SIGINT, and takes them apart in
// the other order.
#pragma once

#include <vector>

#include "app/settings.hpp"
#include "domain/event.hpp"

namespace sejuta::app {

// Loads every event directory; prints all faults to standard error. Nothing where there is one.
std::optional<std::vector<domain::event_ptr>> load_events(settings const& with);

// Returns the exit code.
int run_serve(settings const& with);

}  // namespace sejuta::app
