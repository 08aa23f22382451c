// SPDX-License-Identifier: Apache-2.0
#include "totals/site_rows.hpp"

#include <algorithm>
#include <tuple>

#include "base/limits.hpp"

namespace sejuta::totals {
namespace {

std::int64_t share_of(region_totals const& region)
{
    if (!region.target || region.coverage.expected == 0) return 0;
    std::int64_t const sites = region.coverage.expected;
    return (2 * region.target->acceptors + sites) / (2 * sites);
}

// What a site without a target of its own weighs, by regency.
class weights {
public:
    explicit weights(board const& from) : from_(from) {}

    std::int64_t of(known_site const& site)
    {
        for (auto const& set : from_.event().target_sets)
            if (auto const own = set.finer.find({"site:" + site.code, "", 0});
                own != set.finer.end())
                return own->second;
        auto const [it, is_new] = shares_.try_emplace(site.regency, 0);
        if (is_new)
            for (auto const code : {site.regency, site.regency.parent()})
                if (auto const region = from_.totals_of(code); region && it->second == 0)
                    it->second = share_of(*region);
        return it->second;
    }

private:
    board const& from_;
    std::map<domain::region_code, std::int64_t> shares_;
};

void add_days(board const& from, number site, site_row& to)
{
    for (auto const date : from.event().service_dates) {
        auto const* const day = from.sites().day(site, date);
        if (!day) continue;
        to.acceptors += day->acceptors;
        to.last_event_time_ms = std::max(to.last_event_time_ms, day->last_event_time_ms);
    }
}

site_row row_of(board const& from, number n)
{
    auto const& book = from.sites();
    auto const& site = book.site(n);
    site_row out;
    out.site = n;
    out.code = site.code;
    out.place = site.place;
    out.regency = site.regency;
    out.worth = site.counted;
    add_days(from, n, out);
    for (auto const each : site.merged) add_days(from, each, out);
    auto const opened = book.dates().running(site.zone).begins_ms(site.zone) + window_opens_ms;
    auto const silence = from.sequence().as_of_ms - opened;
    if (out.worth.expected != 0 && out.worth.reported == 0 && silence > 0)
        out.silent_minutes = silence / base::ms_per_minute;
    return out;
}

bool comes_before(site_row const& a, site_row const& b, site_choice show)
{
    if (show == site_choice::silent)
        return std::tuple(-a.weight, -a.silent_minutes, std::string_view(a.code)) <
               std::tuple(-b.weight, -b.silent_minutes, std::string_view(b.code));
    if (show == site_choice::flagged && a.flags.size() != b.flags.size())
        return a.flags.size() > b.flags.size();
    return a.code < b.code;
}

}  // namespace

site_list sites_of(board const& from, domain::region_code region, site_choice show,
                   std::map<std::string, std::vector<flag>> const& flags)
{
    site_list out;
    weights weigh(from);
    auto const& book = from.sites();
    for (number n = 0; n < book.size(); ++n) {
        auto const& site = book.site(n);
        if (site.into != none || !region.contains(site.regency)) continue;
        auto const found = flags.find(site.code);
        if (show == site_choice::flagged && found == flags.end()) continue;
        if (show == site_choice::silent && (!site.counted.expected || site.counted.reported))
            continue;
        auto row = row_of(from, n);
        row.weight = weigh.of(site);
        if (found != flags.end()) row.flags = found->second;
        out.rows.push_back(std::move(row));
    }
    out.total = out.rows.size();
    auto const kept = std::min(out.total, limits::site_rows_max);
    std::partial_sort(
        out.rows.begin(), out.rows.begin() + static_cast<std::ptrdiff_t>(kept), out.rows.end(),
        [show](site_row const& a, site_row const& b) { return comes_before(a, b, show); });
    out.rows.resize(kept);
    return out;
}

std::vector<site_row> every_site_of(board const& from, domain::region_code region)
{
    std::vector<site_row> out;
    auto const& book = from.sites();
    for (number n = 0; n < book.size(); ++n) {
        auto const& site = book.site(n);
        if (site.into == none && region.contains(site.regency)) out.push_back(row_of(from, n));
    }
    return out;
}

}  // namespace sejuta::totals
