// SPDX-License-Identifier: Apache-2.0
#include "totals/flag_book.hpp"

#include <algorithm>

namespace sejuta::totals {
namespace {

bool is_served_at_night(domain::cell const& cell)
{
    return cell.method == domain::method::iud && cell.postpartum == domain::postpartum::kb_pp;
}

// Adds the reports of one site's date that stand; newest first, so that what was taken back is met
// before what it took back.
void add_reports(board const& from, number site, domain::service_date date, site_facts& to)
{
    auto const& history = from.history();
    auto const* const day = from.sites().day(site, date);
    std::map<std::pair<number, std::int64_t>, int> taken;  // by cell and acceptors
    for (auto n = day ? day->newest : none; n != none; n = history.at(n).previous) {
        auto const& row = history.at(n);
        auto const& cell = history.cell(row.cell);
        to.acceptors += row.acceptors;
        to.counts[{cell.method, cell.category}] += row.acceptors;
        if (row.acceptors < 0) {
            ++taken[{row.cell, -row.acceptors}];
            continue;
        }
        if (auto const it = taken.find({row.cell, row.acceptors});
            it != taken.end() && it->second > 0) {
            --it->second;
            continue;
        }
        to.reports.push_back({row.event_time_ms, row.acceptors, history.is_proxy(row.terminal),
                              is_served_at_night(cell)});
    }
}

}  // namespace

std::vector<site_facts> facts_of(board const& from, domain::region_code region)
{
    std::vector<site_facts> out;
    auto const& book = from.sites();
    for (number n = 0; n < book.size(); ++n) {
        auto const& site = book.site(n);
        if (site.into != none || !region.contains(site.regency)) continue;
        auto const date = book.dates().running(site.zone);
        site_facts facts{site.code, site.regency, site.place, site.zone, 0, {}, {}};
        add_reports(from, n, date, facts);
        for (auto const each : site.merged) add_reports(from, each, date, facts);
        std::erase_if(facts.counts, [](auto const& count) { return count.second == 0; });
        if (!facts.reports.empty()) out.push_back(std::move(facts));
    }
    return out;
}

flag_book::found const& flag_book::of_province(board const& from, domain::region_code province,
                                               std::chrono::nanoseconds now)
{
    auto const [it, is_new] = provinces_.try_emplace(province);
    auto& known = it->second;
    bool const is_old =
        is_new || known.resets != from.resets() ||
        (known.changed_at != from.changed_at(province) && now - known.at >= flags_age_max);
    if (!is_old) return known;
    ++findings_;
    known = {from.resets(), from.changed_at(province), now,
             flags_of(facts_of(from, province), from.event())};
    return known;
}

std::map<std::string, std::vector<flag>> flag_book::flags(board const& from,
                                                          domain::region_code region,
                                                          std::chrono::nanoseconds now)
{
    if (!region.is_nation())
        return of_province(from, region.is_province() ? region : region.parent(), now).flags;
    std::map<std::string, std::vector<flag>> out;
    auto const before = findings_;
    for (auto const& [code, each] : from.event().regions) {
        if (!code.is_province()) continue;
        if (findings_ - before < provinces_anew_max) of_province(from, code, now);
        auto const known = provinces_.find(code);
        if (known == provinces_.end() || known->second.resets != from.resets()) continue;
        out.insert(known->second.flags.begin(), known->second.flags.end());
    }
    return out;
}

}  // namespace sejuta::totals
