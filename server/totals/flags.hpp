// SPDX-License-Identifier: Apache-2.0
// Marks on a site's day that a person should look at: never a refusal, never proof of anything.
// Each says in words and numbers what is unusual. Pure; the rules' constants stand here with their
// reasons. docs/PROTOCOL.md lists the flags.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "domain/event.hpp"

namespace sejuta::totals {

// A jump: more than this many (scaled) median absolute deviations above the median of the peers,
// which are the reporting sites of the same kind in the regency, or in the province where the
// regency has fewer than jump_peers_min. 8 leaves about 1 in 200 sites of a log-normal day.
inline constexpr double jump_deviations = 8;
inline constexpr std::size_t jump_peers_min = 8;
inline constexpr std::int64_t jump_acceptors_min = 30;  // smaller days cannot move a total
// Round numbers: of so many reports of ten or more, so large a share ends in 0. By chance a tenth
// does.
inline constexpr std::size_t round_reports_min = 5;
inline constexpr unsigned round_percent_min = 80;
// Identical: two sites of a regency with the same count in each of so many cells of method and
// category, and so many acceptors in all.
inline constexpr std::size_t identical_cells_min = 4;
inline constexpr std::int64_t identical_acceptors_min = 20;
// A night burst: so many reports within ten minutes between 01.00 and 05.00 at the site. Later than
// 22.00 WIB in Papua; post-partum IUDs, which are served from midnight on, do not count.
inline constexpr unsigned night_from_hour = 1;
inline constexpr unsigned night_to_hour = 5;
inline constexpr std::size_t night_reports_min = 10;
inline constexpr base::unix_ms night_burst_ms = 600'000;

struct told_report {
    base::unix_ms event_time_ms = 0;
    std::int64_t count = 0;
    bool by_proxy = false;  // its terminal reports for several sites
    bool served_at_night = false;
};

// One site's service date; reports that were taken back are left out.
struct site_facts {
    std::string code;
    domain::region_code regency = domain::region_code::nation();
    domain::place place{};
    domain::zone zone = domain::zone::wib;
    std::int64_t acceptors = 0;
    std::map<std::pair<domain::method, domain::category>, std::int64_t> counts;
    std::vector<told_report> reports;
};

struct flag {
    std::string name;  // jump, round_numbers, identical, night_burst, above_ceiling, own_and_proxy
    std::string text_id;
    std::string text_en;
    bool operator==(flag const&) const = default;
};

// The flags of each site that has one, by code. Peers are looked for among `sites` only. A ceiling
// of 0 is none.
std::map<std::string, std::vector<flag>> flags_of(std::vector<site_facts> const& sites,
                                                  domain::event const& event);

}  // namespace sejuta::totals
