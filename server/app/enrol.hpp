// SPDX-License-Identifier: Apache-2.0
// `sejuta enrol`: a signed token for a new terminal of a site, or a one-time code that a device
// exchanges for one; and how a terminal is revoked.
#pragma once

#include <string>
#include <vector>

#include "app/store_place.hpp"

namespace sejuta::app {

struct enrol_options {
    std::string event_dir;
    store_place where;  // the key of --token is in its data directory
    std::vector<std::string> sites;
    int days = 60;
    bool may_dictate = false;  // the token of --token
};

// Prints the token on standard output, and what it says on standard error. Returns the exit code.
int run_enrol(enrol_options const& options);

// Has the ledger issue a code for these sites; prints the code, then the link to open. Returns the
// exit code.
int run_enrol_code(enrol_options const& options);

// Has the ledger say that a terminal may not report any more; servers that run close its connection
// within seconds. Returns the exit code.
int run_revoke(enrol_options const& options, std::string const& terminal);

}  // namespace sejuta::app
