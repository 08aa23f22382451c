// SPDX-License-Identifier: Apache-2.0
// The sites of a region as a province officer reads them: who is silent and for how long, who
// closed, what a person should look at.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "totals/board.hpp"
#include "totals/flags.hpp"

namespace sejuta::totals {

// Silence is counted from here on, local time of the running service date.
inline constexpr base::unix_ms window_opens_ms = 8 * 3'600'000;

enum class site_choice : std::uint8_t { all, silent, flagged };

struct site_row {
    number site = none;
    std::string code;
    domain::place place{};
    domain::region_code regency = domain::region_code::nation();
    coverage worth;              // of the running service date
    std::int64_t acceptors = 0;  // of all service dates
    base::unix_ms last_event_time_ms = 0;
    std::int64_t silent_minutes = 0;  // 0 where it reported or its window has not opened
    // Its own target; where it has none its share of the regency's, else of the province's, by
    // expected sites. 0 where neither has one.
    std::int64_t weight = 0;
    std::vector<flag> flags;
};

struct site_list {
    std::size_t total = 0;       // that match
    std::vector<site_row> rows;  // the first limits::site_rows_max of them
};

// silent: expected and not reported, by weight, then by silence; flagged: by the number of flags;
// all: by code. Sites that were merged into another are part of that one.
site_list sites_of(board const& from, domain::region_code region, site_choice show,
                   std::map<std::string, std::vector<flag>> const& flags);

// All of them, in no order, without weights and flags: what an export begins with, in a few
// milliseconds for 60,000 sites.
std::vector<site_row> every_site_of(board const& from, domain::region_code region);

}  // namespace sejuta::totals
