// SPDX-License-Identifier: Apache-2.0
// The sites of an event, what each has told of each service date, and what they are worth for the
// coverage of the regions above them. A site that was merged into another counts as that one. A
// site that the register lacks but the ledger names is kept as one outside the list. About 180
// bytes a site and 80 a site's day.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/text_hash.hpp"
#include "domain/event.hpp"
#include "totals/history.hpp"
#include "totals/region_tree.hpp"
#include "totals/running_dates.hpp"
#include "totals/site_day.hpp"

namespace sejuta::totals {

inline constexpr base::unix_ms never = std::numeric_limits<base::unix_ms>::max();

// One site's service date, of its own reports only (not of those merged into it).
struct own_day {
    domain::service_date date;
    number newest = none;  // contribution; the ones before it follow by `previous`
    std::uint32_t reports = 0;
    std::int64_t acceptors = 0;
    base::unix_ms first_event_time_ms = never;  // of a report or a close
    base::unix_ms last_event_time_ms = 0;       // the same
    base::unix_ms first_closed_ms = never;
    std::optional<day_closing> closed = {};
};

// A site as coverage sees it.
struct listed_site {
    number site = none;
    bool expected = false;  // of the register, expected and active
    domain::zone zone = domain::zone::wib;
    std::vector<number> const* merged = nullptr;  // those that count as it
};

struct known_site {
    std::string code;
    region_node* lowest = nullptr;
    domain::region_code regency = domain::region_code::nation();
    domain::place place{};
    domain::zone zone = domain::zone::wib;
    bool expected = false;       // of the register, expected and active
    number into = none;          // the site that this one counts as
    std::vector<number> merged;  // the sites that count as this one
    std::vector<own_day> days;   // ascending; those that it told something of

    // What it adds to the coverage of its regions now, and as which kind of place.
    coverage counted;
    domain::place counted_place{};
};

class site_book {
public:
    explicit site_book(region_tree& regions) : regions_(regions) {}

    // Everything is forgotten; the register is the event's.
    void load(domain::event const& event);
    // The site of a code, a new one outside the list where there is none.
    number number_of(std::string const& code, domain::event const& event,
                     domain::region_code regency, domain::place place);
    // None where nobody named it.
    number find(std::string const& code) const;
    known_site const& site(number n) const { return sites_[n]; }
    std::size_t size() const { return sites_.size(); }

    // What a contribution is for its site's day: the newest of it, after the one that is returned.
    number add(contribution const& from, number its_number, domain::service_date date);
    void close(number site, domain::service_date date, day_closing const& how);
    // The register's row of a site has changed: added, altered, merged.
    void alter(domain::event const& event, std::string const& code);
    // Coverage is of the service date that runs at this event time.
    void set_time(base::unix_ms as_of_ms);
    running_dates const& dates() const { return dates_; }
    // The revision that is being applied: regions whose coverage changes are marked with it.
    void set_revision(ledger::revision at) { at_ = at; }

    // The site that counts: itself, or the one that it was merged into.
    number counting(number site) const;
    // Null where it told nothing of it. Holds until the next entry.
    own_day const* day(number site, domain::service_date date) const;
    // What a site adds to coverage, of what was told until an event time.
    coverage worth(listed_site const& site, running_dates const& dates, base::unix_ms until) const;
    // Calls f(site, own_day) for all.
    template <class F>
    void for_each_day(F f) const
    {
        for (number n = 0; n < sites_.size(); ++n)
            for (auto const& day : sites_[n].days) f(n, day);
    }

private:
    number add_site(std::string const& code);
    void read(domain::event const& event, domain::site const& from, number into);
    void refresh(number site);
    void count(known_site const& site, coverage const& before, coverage const& after,
               domain::place place);
    own_day& make_day(number site, domain::service_date date);

    region_tree& regions_;
    ledger::revision at_ = 0;
    std::vector<known_site> sites_;
    number last_ = 0;  // asked for last: a site's reports come together
    boost::unordered_flat_map<std::string, number, base::text_hash> numbers_;
    running_dates dates_{{}, 0};
};

}  // namespace sejuta::totals
