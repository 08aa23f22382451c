// SPDX-License-Identifier: Apache-2.0
// `sejuta target import | set | list`. An event that has begun also gets the change into its
// ledger, so that every screen switches; without a store only the directory changes.
#pragma once

#include <cstdint>
#include <string>

#include "app/store_place.hpp"

namespace sejuta::app {

struct target_import_options {
    std::string file;
    std::string event_dir;
    std::string set;
    std::string report;  // where the faults are written as a table; empty: nowhere
    std::string by = "organiser";
    bool accept_aliases = false;
    store_place where;
};

struct target_set_options {
    std::string event_dir;
    std::string set;
    std::string node;
    std::string group;
    std::string month;
    std::string target;
    std::string by;
    store_place where;
};

// Each returns the exit code; 1 where anything is refused, and then nothing has changed.
int run_target_import(target_import_options const& options);
int run_target_set(target_set_options const& options);
int run_target_list(std::string const& event_dir);

}  // namespace sejuta::app
