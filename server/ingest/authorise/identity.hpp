// SPDX-License-Identifier: Apache-2.0
// Who a terminal is, as its token proves it: what a signed token's claims or a development token
// say, or in whose stead somebody acts who may (app/stand_in.hpp). Made nowhere else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/rejection.hpp"

namespace sejuta::ingest {

struct identity {
    std::string event;
    std::string terminal;
    std::vector<std::string> sites;  // sorted
    bool may_dictate = false;        // for these sites, under other terminals' ids
    std::string by = {};        // the account that acts in the terminal's stead, for the ledger
    bool even_revoked = false;  // what it reported is corrected although it may report no more
};

// The stage's decision: nothing where the identity may speak for this site, else why not.
std::optional<domain::rejection> authorise(identity const& who, std::string const& site);

}  // namespace sejuta::ingest
