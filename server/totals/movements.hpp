// SPDX-License-Identifier: Apache-2.0
// What moved a total lately: who gave most, and every fall with its reason.
#pragma once

#include <string>
#include <vector>

#include "totals/board.hpp"

namespace sejuta::totals {

// One child region, or a site of a regency.
struct contributor {
    std::string code;
    std::string name;  // of a region; empty for a site
    std::int64_t acceptors = 0;
};

struct fall {
    base::unix_ms event_time_ms = 0;
    domain::region_code regency = domain::region_code::nation();
    std::string site;            // empty where the ledger names none
    std::int64_t acceptors = 0;  // negative
    totals::movement movement = movement::voided;
    std::uint8_t reason = 0;  // domain::correction_reason, or 0
    std::string terminal;
    std::uint32_t seq = 0;  // of the correction
};

struct movements {
    base::unix_ms since_ms = 0;
    std::vector<contributor> contributors;  // most first; those that took more than gave last
    std::vector<fall> falls;                // newest first
    std::size_t falls_total = 0;            // of which `falls` are limits::site_rows_max at most
};

// Of the last minutes of the event clock before the board's sequence.
movements movements_of(board const& from, domain::region_code region, unsigned minutes);

}  // namespace sejuta::totals
