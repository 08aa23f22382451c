// SPDX-License-Identifier: Apache-2.0
#include "app/target_print.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "catalogue/targets.hpp"

namespace sejuta::app {
namespace {

std::string signed_text(std::int64_t number)
{
    return number > 0 ? fmt::format("+{}", number) : fmt::format("{}", number);
}

void print_residue(std::string_view set, std::string_view node, std::string_view parts,
                   std::int64_t printed, std::int64_t summed)
{
    fmt::print("residue {}: set \"{}\", {}: printed {}, the {} sum to {}\n",
               signed_text(summed - printed), set, node, printed, parts, summed);
}

}  // namespace

void print_residues(std::vector<catalogue::target_row> const& rows, domain::event const& event,
                    std::string const& only_set)
{
    for (auto const& each : event.residues) {
        if (!only_set.empty() && each.set != only_set) continue;
        auto const* region = event.find_region(each.region);
        print_residue(each.set, each.region.text() + ' ' + (region ? region->name : ""),
                      each.over == domain::summed_over::children ? "regions" : "method groups",
                      each.printed, each.summed);
    }
    for (auto const& each : catalogue::part_residues_of(rows)) {
        if (!only_set.empty() && each.set != only_set) continue;
        print_residue(each.set, each.month.empty() ? each.node : each.node + ' ' + each.month,
                      each.parts, each.printed, each.summed);
    }
}

void print_target_sets(catalogue::opened_directory const& of)
{
    for (auto const& set : of.event->target_sets) {
        auto const rows = std::count_if(of.targets.begin(), of.targets.end(),
                                        [&](auto const& row) { return row.set == set.name; });
        auto const nation = set.by_region.find(domain::region_code::nation());
        fmt::print("target set \"{}\": {} row(s){}\n", set.name, rows,
                   nation == set.by_region.end() ? "" : fmt::format(", nation {}", nation->second));
        print_residues(of.targets, *of.event, set.name);
    }
}

}  // namespace sejuta::app
