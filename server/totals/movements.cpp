// SPDX-License-Identifier: Apache-2.0
#include "totals/movements.hpp"

#include <algorithm>
#include <map>

#include "base/limits.hpp"

namespace sejuta::totals {
namespace {

// Provinces of the nation, regencies of a province, sites of a regency.
std::string child_of(board const& from, domain::region_code region, contribution const& row)
{
    auto const regency = from.history().cell(row.cell).regency;
    if (region.is_nation()) return regency.parent().text();
    if (region.is_province()) return regency.text();
    if (row.site == none) return {};
    return from.sites().site(from.sites().counting(row.site)).code;
}

fall fall_of(board const& from, contribution const& row)
{
    fall out;
    out.event_time_ms = row.event_time_ms;
    out.regency = from.history().cell(row.cell).regency;
    if (row.site != none) out.site = from.sites().site(row.site).code;
    out.acceptors = row.acceptors;
    out.movement = row.movement;
    out.reason = row.reason;
    if (row.terminal != none) out.terminal = from.history().terminal(row.terminal);
    out.seq = row.seq;
    return out;
}

// What a correction took less what it gave instead: the two stand in a row in the history, where a
// replacement gave something.
std::int64_t net_of(std::vector<contribution> const& all, std::size_t at)
{
    auto net = static_cast<std::int64_t>(all[at].acceptors);
    if (all[at].movement == movement::replaced && at + 1 < all.size() &&
        all[at + 1].movement == movement::replacement && all[at + 1].terminal == all[at].terminal &&
        all[at + 1].seq == all[at].seq)
        net += all[at + 1].acceptors;
    return net;
}

std::vector<contributor> sorted(board const& from, std::map<std::string, std::int64_t> const& sums)
{
    std::vector<contributor> out;
    for (auto const& [code, acceptors] : sums) {
        if (acceptors == 0 || code.empty()) continue;
        auto const region = domain::region_code::from_text(code);
        auto const* const known = region ? from.event().find_region(*region) : nullptr;
        out.push_back({code, known ? known->name : std::string(), acceptors});
    }
    std::stable_sort(out.begin(), out.end(), [](contributor const& a, contributor const& b) {
        return a.acceptors > b.acceptors;
    });
    if (out.size() > limits::site_rows_max) out.resize(limits::site_rows_max);
    return out;
}

}  // namespace

movements movements_of(board const& from, domain::region_code region, unsigned minutes)
{
    movements out;
    out.since_ms =
        std::max<base::unix_ms>(0, from.sequence().as_of_ms - minutes * base::ms_per_minute);
    std::map<std::string, std::int64_t> sums;
    auto const& all = from.history().all();
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const& row = all[i];
        if (row.event_time_ms <= out.since_ms) continue;
        if (!region.contains(from.history().cell(row.cell).regency)) continue;
        sums[child_of(from, region, row)] += row.acceptors;
        if (row.acceptors >= 0 || net_of(all, i) >= 0) continue;
        out.falls.push_back(fall_of(from, row));
        out.falls.back().acceptors = net_of(all, i);
    }
    out.contributors = sorted(from, sums);
    std::stable_sort(out.falls.begin(), out.falls.end(), [](fall const& a, fall const& b) {
        return a.event_time_ms > b.event_time_ms;
    });
    out.falls_total = out.falls.size();
    if (out.falls.size() > limits::site_rows_max) out.falls.resize(limits::site_rows_max);
    return out;
}

}  // namespace sejuta::totals
