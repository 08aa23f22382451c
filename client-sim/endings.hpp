// SPDX-License-Identifier: Apache-2.0
// Why a run ended before it was complete, in both languages: one sentence each, with what to do
// about it where that is known. Pure.
#pragma once

#include <string>
#include <vector>

#include "crew.hpp"
#include "incidents.hpp"
#include "words.hpp"

namespace sejuta::sim::endings {

saying interrupted();
saying out_of_time();
// The server closed the first viewer with a code that no other try changes.
saying not_served(std::string const& server, std::string const& event, std::string const& why);
saying not_shown(std::string const& server, std::string const& event, std::string const& why);
saying no_simulated_terminals();
saying public_only();
saying too_long(int last_due_seconds);
// What the server suffers now has lasted so many seconds, and no receipt came.
saying server_gone(incident const& now, double seconds, std::string const& why);
saying terminal_gave_up(std::string const& why);
saying crew_lost(std::vector<crew_loss> const&, std::uint64_t reports);

}  // namespace sejuta::sim::endings
