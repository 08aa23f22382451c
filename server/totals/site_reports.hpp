// SPDX-License-Identifier: Apache-2.0
// One site as a desk sees it: its terminals, its reports and what became of each, and whose a
// terminal is. Pure; a reading takes as long as the site has reports, a terminal's as long as the
// history is.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "totals/board.hpp"

namespace sejuta::totals {

enum class report_fate : std::uint8_t { counted, voided, replaced };

struct site_report {
    std::string terminal;
    contribution row;  // a report or a replacement
    domain::cell cell;
    report_fate fate = report_fate::counted;
};

struct site_reports {
    std::size_t total = 0;               // of which the newest limits::desk_reports_max are here
    std::vector<site_report> reports;    // newest first
    std::vector<std::string> terminals;  // enrolled for it or heard of it, by id
};

// Of the site's own code, on the service dates of the event.
site_reports reports_of(board const& from, std::string const& site);

// The sites that a terminal was enrolled for or reported for.
std::set<std::string> sites_of_terminal(board const& from, std::string const& terminal);

// One report of a terminal, as a correction needs it.
struct known_report {
    contribution row;  // a report or a replacement
    domain::cell cell;
    std::string site;
    // What took it back: the row, and what it counts instead where it replaced.
    struct correction {
        contribution row;
        std::optional<contribution> instead;
        std::optional<domain::cell> cell;  // of `instead`
    };
    std::optional<correction> taken_back;
};

std::optional<known_report> report_of(board const& from, std::string const& terminal,
                                      std::uint32_t seq);

}  // namespace sejuta::totals
