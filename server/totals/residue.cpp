// SPDX-License-Identifier: Apache-2.0
#include "totals/residue.hpp"

namespace sejuta::totals {
namespace {

constexpr std::size_t groups_of_a_whole = 3;

std::optional<std::int64_t> sum_of_children(domain::target_set const& set,
                                            domain::event const& event, domain::region_code region)
{
    std::int64_t sum = 0;
    bool any = false;
    for (auto const& [code, child] : event.regions) {
        if (code == region || code.parent() != region) continue;
        auto const target = set.by_region.find(code);
        if (target == set.by_region.end()) return std::nullopt;
        sum += target->second;
        any = true;
    }
    return any ? std::optional(sum) : std::nullopt;
}

std::optional<std::int64_t> sum_of_groups(domain::target_set const& set, domain::region_code region)
{
    auto const groups = set.by_group.find(region);
    if (groups == set.by_group.end() || groups->second.size() != groups_of_a_whole)
        return std::nullopt;
    std::int64_t sum = 0;
    for (auto const& [group, acceptors] : groups->second) sum += acceptors;
    return sum;
}

}  // namespace

std::vector<domain::residue> residues_of(domain::event const& event, domain::region_code region)
{
    using domain::summed_over;
    std::vector<domain::residue> out;
    for (auto const& set : event.target_sets) {
        auto const printed = set.by_region.find(region);
        if (printed == set.by_region.end()) continue;
        if (auto const sum = sum_of_children(set, event, region))
            out.push_back({set.name, region, summed_over::children, printed->second, *sum});
        if (auto const sum = sum_of_groups(set, region))
            out.push_back({set.name, region, summed_over::method_groups, printed->second, *sum});
    }
    return out;
}

}  // namespace sejuta::totals
