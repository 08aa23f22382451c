// SPDX-License-Identifier: Apache-2.0
// A region's conflict log as GET /v1/conflicts answers it. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/site_names.hpp"
#include "domain/region.hpp"
#include "ledger/kept_conflict.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::app {

// Newest first, at most limits::conflict_rows_max rows.
struct conflict_rows {
    ledger::head head;
    std::string event;
    domain::region_code region = domain::region_code::nation();
    std::size_t total = 0;  // of the region, also beyond the rows
    struct row {
        ledger::kept_conflict conflict;
        // Nothing where the ledger has it no more, or where it is of a site outside the region.
        std::optional<ledger::content> recorded;
    };
    std::vector<row> rows;
};

// A conflict is of the region that its refused content's site is in. Puts them into order; what is
// recorded is yet to be read.
conflict_rows rows_of(domain::region_code region, std::vector<ledger::kept_conflict> all);

// `names` may be null: then sites are told by code alone.
std::string to_json(conflict_rows const& of, catalogue::site_names const* names);

}  // namespace sejuta::app
