// SPDX-License-Identifier: Apache-2.0
// The flags of a board's sites, of the service date that runs, found anew at most every
// flags_age_max for a province and only where something changed: a province of 2,000 sites takes
// some milliseconds, which is too much for every question.
#pragma once

#include <chrono>
#include <map>

#include "totals/board.hpp"
#include "totals/flags.hpp"

namespace sejuta::totals {

inline constexpr std::chrono::seconds flags_age_max{10};
// One question about the nation looks anew at so many provinces at most, some 20 ms each at a
// million reports; the next question goes on. So the nation's list fills within seconds.
inline constexpr std::size_t provinces_anew_max = 6;

// What the board has of the sites of a region; a merged site is part of its successor.
std::vector<site_facts> facts_of(board const& from, domain::region_code province);

class flag_book {
public:
    // By site code; `now` is a monotonic clock's. Of the sites of a regency, a province or all.
    std::map<std::string, std::vector<flag>> flags(board const& from, domain::region_code region,
                                                   std::chrono::nanoseconds now);

    // Grows whenever flags were found anew.
    std::uint64_t findings() const { return findings_; }

private:
    struct found {
        std::uint64_t resets = 0;
        ledger::revision changed_at = 0;
        std::chrono::nanoseconds at{0};
        std::map<std::string, std::vector<flag>> flags;
    };
    found const& of_province(board const& from, domain::region_code province,
                             std::chrono::nanoseconds now);

    std::map<domain::region_code, found> provinces_;
    std::uint64_t findings_ = 0;
};

}  // namespace sejuta::totals
