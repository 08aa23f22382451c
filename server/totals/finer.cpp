// SPDX-License-Identifier: Apache-2.0
#include "totals/finer.hpp"

#include <algorithm>
#include <set>

#include "totals/shares.hpp"

namespace sejuta::totals {
namespace {

constexpr std::string_view officer_prefix = "officer:";

std::uint32_t month_of(domain::service_date date)
{
    return date.number() / 100;
}

void add(month_sums& to, domain::cell const& cell, std::int64_t acceptors)
{
    to[month_of(cell.date)][static_cast<std::size_t>(cell.method)] += acceptors;
}

template <class F>
void for_each_target_of(domain::event const& event, std::string const& node, F f)
{
    for (auto const& set : event.target_sets)
        for (auto it = set.finer.lower_bound({node, "", 0});
             it != set.finer.end() && it->first.node == node; ++it)
            f(set, it->first, it->second);
}

}  // namespace

month_sums of_region(board const& from, domain::region_code region)
{
    month_sums out;
    auto const& history = from.history();
    for (number n = 0; n < history.cells(); ++n)
        if (region.contains(history.cell(n).regency))
            add(out, history.cell(n), history.acceptors_of_cell(n));
    return out;
}

month_sums of_site(board const& from, number site)
{
    month_sums out;
    auto const& history = from.history();
    auto const add_days = [&](number each) {
        for (auto const date : from.event().service_dates) {
            auto const* const day = from.sites().day(each, date);
            for (auto n = day ? day->newest : none; n != none; n = history.at(n).previous)
                add(out, history.cell(history.at(n).cell), history.at(n).acceptors);
        }
    };
    add_days(site);
    for (auto const each : from.sites().site(site).merged) add_days(each);
    return out;
}

std::map<std::string, officer_sums> of_officers(board const& from,
                                                std::vector<domain::region_code> const& scope)
{
    std::map<std::string, officer_sums> out;
    auto const& event = from.event();
    auto const& book = from.sites();
    auto const covers = [&scope](domain::region_code where) {
        return std::ranges::any_of(scope, [&](auto own) { return own.contains(where); });
    };
    if (covers(domain::region_code::nation()))
        for (auto const& set : event.target_sets)
            for (auto const& [key, acceptors] : set.finer)
                if (key.node.starts_with(officer_prefix))
                    out[key.node.substr(officer_prefix.size())];
    std::set<std::string> outside;  // officers with a site there
    std::vector<month_sums*> officer_of(book.size());
    for (number n = 0; n < book.size(); ++n) {
        auto const* const site = event.find_site(book.site(book.counting(n)).code);
        if (!site || site->officer.empty()) continue;
        if (covers(site->regency))
            officer_of[n] = &out[site->officer].sums;
        else
            outside.insert(site->officer);
    }
    auto const& history = from.history();
    for (auto const& row : history.all())
        if (row.site != none && officer_of[row.site])
            add(*officer_of[row.site], history.cell(row.cell), row.acceptors);
    for (auto& [code, each] : out) each.is_whole = !outside.contains(code);
    return out;
}

std::int64_t sum_of(month_sums const& from, std::uint32_t month, std::string_view group)
{
    std::int64_t out = 0;
    for (auto const& [each, by_method] : from) {
        if (month != 0 && each != month) continue;
        region_totals one;
        for (auto const& token : domain::method_tokens) {
            auto const acceptors = by_method[static_cast<std::size_t>(token.value)];
            out += group.empty() ? acceptors : 0;
            one.by_method[token.value] = acceptors;
        }
        if (!group.empty()) out += group_of(one, group).value_or(0);
    }
    return out;
}

std::vector<reached_target> targets_of(domain::event const& event, std::string const& node,
                                       month_sums const& sums)
{
    std::vector<reached_target> out;
    for_each_target_of(event, node, [&](auto const& set, auto const& key, std::int64_t target) {
        out.push_back({set.name, key, target, sum_of(sums, key.month, key.group)});
    });
    return out;
}

bool has_finer_target(domain::event const& event, std::string const& node)
{
    bool found = false;
    for_each_target_of(event, node, [&](auto const&, auto const&, auto) { found = true; });
    return found;
}

}  // namespace sejuta::totals
