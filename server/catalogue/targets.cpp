// SPDX-License-Identifier: Apache-2.0
#include "catalogue/targets.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace sejuta::catalogue {
namespace {

constexpr std::size_t groups_of_a_whole = 3;

// The sum of a node's children, where every child has a target.
std::optional<std::int64_t> sum_of_children(domain::target_set const& set,
                                            domain::region_code parent, region_set const& regions)
{
    std::int64_t sum = 0;
    bool any = false;
    for (auto const& [code, region] : regions.regions) {
        if (code == parent || code.parent() != parent) continue;
        auto const child = set.by_region.find(code);
        if (child == set.by_region.end()) return std::nullopt;
        sum += child->second;
        any = true;
    }
    return any ? std::optional(sum) : std::nullopt;
}

std::optional<std::int64_t> sum_of_groups(domain::target_set const& set, domain::region_code node)
{
    auto const groups = set.by_group.find(node);
    if (groups == set.by_group.end() || groups->second.size() != groups_of_a_whole)
        return std::nullopt;
    std::int64_t sum = 0;
    for (auto const& [group, acceptors] : groups->second) sum += acceptors;
    return sum;
}

std::string month_text(std::uint32_t month)
{
    auto const digits = std::to_string(month);
    return month == 0 ? "" : digits.substr(0, 4) + '-' + digits.substr(4);
}

}  // namespace

std::vector<domain::target_set> target_sets_of(std::vector<target_row> const& rows)
{
    std::vector<domain::target_set> sets;
    for (auto const& row : rows) {
        auto set = std::find_if(sets.begin(), sets.end(), [&](domain::target_set const& each) {
            return each.name == row.set;
        });
        if (set == sets.end()) set = sets.insert(set, domain::target_set{row.set, {}, {}, {}});
        auto const key = row.key();
        auto const region = domain::region_code::from_text(key.node);
        if (!region || key.month != 0)
            set->finer[key] = row.target;
        else if (key.group.empty())
            set->by_region[*region] = row.target;
        else
            set->by_group[*region][key.group] = row.target;
    }
    return sets;
}

std::vector<domain::residue> residues_of(std::vector<domain::target_set> const& sets,
                                         region_set const& regions)
{
    std::vector<domain::residue> all;
    for (auto const& set : sets) {
        for (auto const& [code, printed] : set.by_region) {
            if (auto const sum = sum_of_children(set, code, regions))
                all.push_back({set.name, code, domain::summed_over::children, printed, *sum});
            if (auto const sum = sum_of_groups(set, code))
                all.push_back({set.name, code, domain::summed_over::method_groups, printed, *sum});
        }
    }
    return all;
}

std::vector<part_residue> part_residues_of(std::vector<target_row> const& rows)
{
    using whole = std::tuple<std::string, std::string, std::uint32_t>;  // set, node, month
    std::map<whole, std::int64_t> printed;
    std::map<whole, std::int64_t> over_months;
    std::map<whole, std::int64_t> over_officers;
    for (auto const& row : rows) {
        if (!row.group.empty()) continue;
        printed[{row.set, row.key().node, row.month}] = row.target;
        if (row.month != 0) over_months[{row.set, row.key().node, 0}] += row.target;
        if (!row.officer.empty()) over_officers[{row.set, row.code, row.month}] += row.target;
    }
    std::vector<part_residue> all;
    auto const compare = [&](auto const& sums, char const* parts) {
        for (auto const& [of, sum] : sums)
            if (auto const total = printed.find(of); total != printed.end())
                all.push_back({std::get<0>(of), std::get<1>(of), parts, month_text(std::get<2>(of)),
                               total->second, sum});
    };
    compare(over_months, "months");
    compare(over_officers, "officers");
    return all;
}

}  // namespace sejuta::catalogue
