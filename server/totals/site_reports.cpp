// SPDX-License-Identifier: Apache-2.0
#include "totals/site_reports.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/limits.hpp"

namespace sejuta::totals {
namespace {

bool is_own(contribution const& row)
{
    return row.movement == movement::report || row.movement == movement::replacement;
}

bool takes_back(contribution const& row)
{
    return row.movement == movement::voided || row.movement == movement::replaced;
}

// Calls f(row) for what a site's service dates are made of, each date's newest first.
template <class F>
void for_each_row(board const& from, number site, F f)
{
    for (auto const date : from.event().service_dates) {
        auto const* const day = from.sites().day(site, date);
        for (auto n = day ? day->newest : none; n != none; n = from.history().at(n).previous)
            f(from.history().at(n));
    }
}

std::vector<std::string> terminals_of(board const& from, std::string const& code,
                                      std::set<number> const& heard)
{
    std::set<std::string> all;
    for (auto const n : heard) all.insert(from.history().terminal(n));
    for (auto const& [terminal, sites] : from.enrolled())
        if (std::find(sites.begin(), sites.end(), code) != sites.end()) all.insert(terminal);
    return {all.begin(), all.end()};
}

}  // namespace

site_reports reports_of(board const& from, std::string const& site)
{
    site_reports out;
    std::set<number> heard;
    std::map<std::pair<number, std::uint32_t>, report_fate> fates;  // by terminal and seq
    std::vector<contribution> rows;
    auto const n = from.sites().find(site);
    if (n != none)
        for_each_row(from, n, [&](contribution const& row) {
            heard.insert(row.terminal);
            if (is_own(row)) rows.push_back(row);
            if (takes_back(row))
                fates[{row.terminal, row.corrects}] =
                    row.movement == movement::voided ? report_fate::voided : report_fate::replaced;
        });
    out.total = rows.size();
    std::sort(rows.begin(), rows.end(), [](contribution const& a, contribution const& b) {
        return std::tie(a.event_time_ms, a.revision, a.terminal, a.seq) >
               std::tie(b.event_time_ms, b.revision, b.terminal, b.seq);
    });
    if (rows.size() > limits::desk_reports_max) rows.resize(limits::desk_reports_max);
    for (auto const& row : rows) {
        auto const fate = fates.find({row.terminal, row.seq});
        out.reports.push_back({from.history().terminal(row.terminal), row,
                               from.history().cell(row.cell),
                               fate == fates.end() ? report_fate::counted : fate->second});
    }
    out.terminals = terminals_of(from, site, heard);
    return out;
}

std::set<std::string> sites_of_terminal(board const& from, std::string const& terminal)
{
    std::set<std::string> sites;
    if (auto const found = from.enrolled().find(terminal); found != from.enrolled().end())
        sites.insert(found->second.begin(), found->second.end());
    auto const n = from.history().find_terminal(terminal);
    if (n == none) return sites;
    std::set<number> heard;
    for (auto const& row : from.history().all())
        if (row.terminal == n) heard.insert(row.site);
    for (auto const site : heard) sites.insert(from.sites().site(site).code);
    return sites;
}

std::optional<known_report> report_of(board const& from, std::string const& terminal,
                                      std::uint32_t seq)
{
    auto const& history = from.history();
    auto const n = history.find_terminal(terminal);
    auto const* const row = n == none ? nullptr : history.find(n, seq);
    if (!row) return std::nullopt;
    known_report out{*row, history.cell(row->cell), from.sites().site(row->site).code, {}};
    auto const* const taking = history.taken_back_by(*row);
    if (!taking) return out;
    out.taken_back = known_report::correction{*taking, {}, {}};
    if (taking->movement != movement::replaced) return out;
    if (auto const* const instead = history.find(n, taking->seq)) {
        out.taken_back->instead = *instead;
        out.taken_back->cell = history.cell(instead->cell);
    }
    return out;
}

}  // namespace sejuta::totals
