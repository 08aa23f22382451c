// SPDX-License-Identifier: Apache-2.0
// What every report added to or took from the totals, in the order of the ledger: what a correction
// takes back, what a site's day is made of, what moved a total, and what it was at an earlier time
// are all read from here. 48 bytes a contribution, and 8 to 16 for finding it by its report.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/text_hash.hpp"
#include "domain/cell.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::totals {

// The number of something that was seen: a site, a terminal, a cell, a contribution.
using number = std::uint32_t;
inline constexpr number none = 0xffff'ffff;

// Why acceptors came or went. `unexplained`: the entry's deltas say more than its reports do;
// counted as the ledger's counters count it, of no site.
enum class movement : std::uint8_t { report, voided, replaced, replacement, unexplained };

struct contribution {
    base::unix_ms event_time_ms;  // a healed report's is that of its first recording
    ledger::revision revision;
    number cell;
    number site;      // none: unexplained
    number terminal;  // none: unexplained
    std::uint32_t seq;
    std::int32_t acceptors;  // negative where taken back
    number previous;         // of the same site and service date, or none
    totals::movement movement;
    std::uint8_t reason;         // domain::correction_reason, or 0
    std::uint32_t corrects = 0;  // the seq that it takes back or stands for, or 0
};

class history {
public:
    void clear();
    number number_of_cell(domain::cell const& cell);
    number number_of_terminal(std::string const& terminal);
    // None where it reported nothing.
    number find_terminal(std::string const& terminal) const;
    domain::cell const& cell(number n) const { return cells_[n]; }
    std::size_t cells() const { return cells_.size(); }
    std::int64_t acceptors_of_cell(number n) const { return sums_[n]; }
    std::string const& terminal(number n) const { return terminals_[n].id; }
    // Whether it reported for more than one site.
    bool is_proxy(number terminal) const { return terminals_[terminal].has_several_sites; }
    // The number that the next contribution gets.
    number next() const { return static_cast<number>(rows_.size()); }

    // Returns the contribution's number. One with a terminal and acceptors of its own, that is a
    // report or a replacement, can be found again.
    number append(contribution const&);
    contribution const* find(number terminal, std::uint32_t seq) const;
    // What took a report back, or null where it still counts.
    contribution const* taken_back_by(contribution const& report) const;
    contribution const& at(number n) const { return rows_[n]; }
    std::vector<contribution> const& all() const { return rows_; }

private:
    struct numbered_report {
        std::uint32_t seq;
        number row;
    };
    struct known_terminal {
        std::string id;
        number first_site = none;
        bool has_several_sites = false;
        // By seq. Terminals count upwards, so a report nearly always goes to the end.
        std::vector<numbered_report> reports = {};

        void add(numbered_report const&);
    };

    std::vector<contribution> rows_;
    std::vector<domain::cell> cells_;
    std::vector<std::int64_t> sums_;  // by cell
    std::vector<known_terminal> terminals_;
    number last_terminal_ = 0;  // asked for last: a terminal's reports come together
    boost::unordered_flat_map<std::uint64_t, number> cell_numbers_;
    boost::unordered_flat_map<std::string, number, base::text_hash> terminal_numbers_;
};

}  // namespace sejuta::totals
