// SPDX-License-Identifier: Apache-2.0
// `sejuta enrol --codes FILE`: one-time codes for every site that is expected, in one table to be
// printed and handed out.
#pragma once

#include <string>

#include "app/store_place.hpp"

namespace sejuta::app {

struct enrol_codes_options {
    std::string event_dir;
    std::string file;    // is made; must not be there yet
    std::string region;  // only sites in it; empty: all
    store_place where;
};

// Writes code,site,regency with mode 0600, then issues the codes; returns the exit code. Where
// issuing fails the file is removed and its codes are worth nothing.
int run_enrol_codes(enrol_codes_options const& options);

}  // namespace sejuta::app
