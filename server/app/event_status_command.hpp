// SPDX-License-Identifier: Apache-2.0
// `sejuta event open | late | close | provisional | verify | reopen | finalise`: the status of an
// event, as one entry of its ledger, which every screen shows at one sequence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/store_place.hpp"
#include "domain/dimensions.hpp"

namespace sejuta::app {

struct event_status_options {
    std::string event_dir;
    store_place where;
    // The status it becomes; absent: one step back, as reopen does.
    std::optional<domain::event_status> to;
    std::string by = "organiser";  // a role or account, never a name
    bool accept_missing = false;   // to final although reports with a receipt are missing
};

// Where `reopen` leads: closed → open, provisional → closed, verified → provisional.
std::optional<domain::event_status> step_back(domain::event_status from);

// Prints before → after and the revision. Returns the exit code.
int run_event_status(event_status_options const& options);

// The status in the ledger and what may follow it, for `sejuta event show`; answers the exit code.
int print_event_status(std::string const& event_dir, store_place const& where);

}  // namespace sejuta::app
