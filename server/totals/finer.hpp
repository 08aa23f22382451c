// SPDX-License-Identifier: Apache-2.0
// Targets of months, sites and field officers, and what was reached of them. What an officer
// reached is what the sites that are the officer's now reported, whoever typed it in; a month is
// that of the service date.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "totals/board.hpp"

namespace sejuta::totals {

// Acceptors by method, index 0 unused, of each month (yyyymm).
using month_sums =
    std::map<std::uint32_t, std::array<std::int64_t, domain::method_tokens.size() + 1>>;

month_sums of_region(board const& from, domain::region_code region);
// With the sites that were merged into it.
month_sums of_site(board const& from, number site);
// What the sites of a field officer reported, as far as they are in a scope.
struct officer_sums {
    month_sums sums;
    bool is_whole = true;  // no site of the officer's is outside the scope
};
// By officer's code: of every officer that a site of the scope names; with the nation in it, of
// those too that only a target names.
std::map<std::string, officer_sums> of_officers(board const& from,
                                                std::vector<domain::region_code> const& scope);

// Of one month, or of all for 0; of a method group, or of all for an empty one.
std::int64_t sum_of(month_sums const& from, std::uint32_t month, std::string_view group);

struct reached_target {
    std::string set;
    domain::target_key key;
    std::int64_t target = 0;
    std::int64_t total = 0;
};
// Every finer target of a node, in the order of the sets and keys.
std::vector<reached_target> targets_of(domain::event const& event, std::string const& node,
                                       month_sums const& sums);
// Whether any set has one of the node.
bool has_finer_target(domain::event const& event, std::string const& node);

}  // namespace sejuta::totals
