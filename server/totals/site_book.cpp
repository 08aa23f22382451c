// SPDX-License-Identifier: Apache-2.0
#include "totals/site_book.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace sejuta::totals {
void site_book::load(domain::event const& event)
{
    sites_.clear();
    numbers_.clear();
    last_ = 0;
    dates_ = {event.service_dates, 0};
    at_ = 0;
    for (auto const& [code, site] : event.sites) add_site(code);
    for (auto const& [code, site] : event.sites) read(event, site, numbers_.at(code));
}

number site_book::add_site(std::string const& code)
{
    auto const n = static_cast<number>(sites_.size());
    sites_.emplace_back().code = code;
    numbers_.emplace(code, n);
    return n;
}

number site_book::find(std::string const& code) const
{
    auto const it = numbers_.find(code);
    return it == numbers_.end() ? none : it->second;
}

number site_book::number_of(std::string const& code, domain::event const& event,
                            domain::region_code regency, domain::place place)
{
    if (!sites_.empty() && sites_[last_].code == code) return last_;
    if (auto const known = find(code); known != none) return last_ = known;
    auto const n = last_ = add_site(code);
    auto& made = sites_[n];
    made.regency = regency;
    made.lowest = regions_.lowest_with(regency);
    made.place = place;
    if (auto const* const region = event.find_region(regency)) made.zone = region->zone;
    return n;
}

void site_book::read(domain::event const& event, domain::site const& from, number n)
{
    auto const into = from.merged_into.empty() ? none : find(from.merged_into);
    auto const before = sites_[n].into;
    if (before != into && before != none) std::erase(sites_[before].merged, n);
    if (before != into && into != none) sites_[into].merged.push_back(n);
    auto& to = sites_[n];
    to.lowest = regions_.lowest_with(from.regency);
    to.regency = from.regency;
    to.place = from.place;
    to.zone = event.zone_of(from);
    to.expected = from.expected && from.active;
    to.into = into;
    refresh(n);
    if (before != into && before != none) refresh(before);
    if (before != into && into != none) refresh(into);
}

void site_book::alter(domain::event const& event, std::string const& code)
{
    auto const* const now = event.find_site(code);
    if (!now) return;
    auto n = find(code);
    if (n == none) n = add_site(code);
    // Those that were merged into it earlier may have gone on with it.
    auto const followers = sites_[n].merged;
    read(event, *now, n);
    for (auto const each : followers)
        if (auto const* const site = event.find_site(sites_[each].code)) read(event, *site, each);
}

void site_book::set_time(base::unix_ms as_of_ms)
{
    auto const before = dates_;
    dates_.move_to(as_of_ms);
    if (dates_.same_as(before)) return;
    for (number n = 0; n < sites_.size(); ++n) refresh(n);
}

number site_book::counting(number site) const
{
    return sites_[site].into == none ? site : sites_[site].into;
}

own_day const* site_book::day(number site, domain::service_date date) const
{
    auto const& days = sites_[site].days;
    auto const at = std::ranges::lower_bound(days, date, {}, &own_day::date);
    return at == days.end() || at->date != date ? nullptr : &*at;
}

own_day& site_book::make_day(number site, domain::service_date date)
{
    auto& days = sites_[site].days;
    auto const at = std::ranges::lower_bound(days, date, {}, &own_day::date);
    if (at != days.end() && at->date == date) return *at;
    return *days.insert(at, {.date = date});
}

number site_book::add(contribution const& from, number its_number, domain::service_date date)
{
    auto& day = make_day(from.site, date);
    auto const previous = std::exchange(day.newest, its_number);
    day.acceptors += from.acceptors;
    day.last_event_time_ms = std::max(day.last_event_time_ms, from.event_time_ms);
    auto const first = std::exchange(day.first_event_time_ms,
                                     std::min(day.first_event_time_ms, from.event_time_ms));
    // What a replacement takes back is of the same report as what it gives.
    if (from.movement != movement::replaced) ++day.reports;
    if (first == never) refresh(from.site);
    return previous;
}

void site_book::close(number site, domain::service_date date, day_closing const& how)
{
    auto& day = make_day(site, date);
    day.closed = how;
    day.last_event_time_ms = std::max(day.last_event_time_ms, how.event_time_ms);
    day.first_event_time_ms = std::min(day.first_event_time_ms, how.event_time_ms);
    day.first_closed_ms = std::min(day.first_closed_ms, how.event_time_ms);
    refresh(site);
}

coverage site_book::worth(listed_site const& of, running_dates const& dates,
                          base::unix_ms until) const
{
    auto const running = dates.running(of.zone);
    auto const told = [&](number each) {
        auto const* const found = day(each, running);
        return found && found->first_event_time_ms <= until;
    };
    coverage out;
    bool const reported = told(of.site) || std::any_of(of.merged->begin(), of.merged->end(), told);
    out.expected = of.expected;
    out.reported = of.expected && reported;
    out.outside = !of.expected && reported;
    if (!out.reported) return out;
    // The newest date first: it is nearly always the one that is open.
    for (auto i = dates.begun(of.zone); i-- > 0;) {
        auto const* const found = day(of.site, dates.date(i));
        if (!found || !found->closed || found->first_closed_ms > until) return out;
    }
    out.closed = 1;
    return out;
}

// Brings what the regions count of a site to what is known of it.
void site_book::refresh(number n)
{
    n = counting(n);
    auto const bring = [&](number each) {
        auto& site = sites_[each];
        auto const now = site.into != none
                             ? coverage{}
                             : worth({each, site.expected, site.zone, &site.merged}, dates_, never);
        if (now == site.counted && site.place == site.counted_place) return;
        count(site, site.counted, {}, site.counted_place);
        count(site, {}, now, site.place);
        site.counted = now;
        site.counted_place = site.place;
    };
    bring(n);
    for (auto const each : sites_[n].merged) bring(each);
}

void site_book::count(known_site const& site, coverage const& before, coverage const& after,
                      domain::place place)
{
    for (auto* at = site.lowest; at; at = at->parent) {
        auto& to = at->coverage_by_place[static_cast<std::size_t>(place)];
        to.reported += after.reported - before.reported;
        to.expected += after.expected - before.expected;
        to.closed += after.closed - before.closed;
        to.outside += after.outside - before.outside;
        at->changed_at = at_;
    }
}

}  // namespace sejuta::totals
