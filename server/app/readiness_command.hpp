// SPDX-License-Identifier: Apache-2.0
// `sejuta event check DIR --readiness`: the facts of readiness from the ledger of the event and of
// its rehearsals.
#pragma once

#include <string>
#include <vector>

#include "app/readiness.hpp"
#include "app/store_place.hpp"
#include "base/error.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::app {

struct readiness_options {
    std::string event_dir;
    std::vector<std::string> rehearsals;  // directories, beside those in the event's own folder
    store_place where;
    bool json = false;
};

// Reads the ledgers of the event and of these rehearsals of it; one that has not begun tells
// nothing. Blocks.
base::checked<readiness_facts> gather_readiness(ledger::redis::endpoint where,
                                                domain::event_ptr const& event,
                                                std::vector<domain::event_ptr> const& rehearsals);

// Prints the verdict; exit_ok where it is go, exit_failed else.
int run_readiness(readiness_options const& options);

}  // namespace sejuta::app
