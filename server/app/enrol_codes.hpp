// SPDX-License-Identifier: Apache-2.0
// `sejuta enrol --codes FILE`: one-time codes for every site that is expected, in one table to be
// handed out, and the cards to be printed and cut.
#pragma once

#include <string>

#include "app/store_place.hpp"

namespace sejuta::app {

struct enrol_codes_options {
    std::string event_dir;
    std::string file;    // is made; must not be there yet
    std::string region;  // only sites in it; empty: all
    store_place where;
    std::string sheets;  // a PDF that is made too; empty: none
    std::string url;     // of its links, "https://HOST"
};

// Writes code,site,regency and the sheets with mode 0600, then issues the codes; returns the exit
// code. Where issuing fails the files are removed and their codes are worth nothing.
int run_enrol_codes(enrol_codes_options const& options);

}  // namespace sejuta::app
