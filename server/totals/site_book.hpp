// SPDX-License-Identifier: Apache-2.0
// The sites of an event, what each has told of each service date, and what they are worth for the
// coverage of the regions above them. A site that was merged into another counts as that one. A
// site that the register lacks but the ledger names is kept as one outside the list. About 150
// bytes a site and 64 a site's day.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/event.hpp"
#include "totals/history.hpp"
#include "totals/region_tree.hpp"
#include "totals/site_day.hpp"

namespace sejuta::totals {

// One site's service date, of its own reports only (not of those merged into it).
struct own_day {
    number newest = none;  // contribution; the ones before it follow by `previous`
    std::uint32_t reports = 0;
    std::int64_t acceptors = 0;
    base::unix_ms last_event_time_ms = 0;
    std::optional<day_closing> closed;
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
    // Coverage is of the newest service date that had begun at this event time.
    void set_time(base::unix_ms as_of_ms);
    // Above this event time coverage is of another date.
    base::unix_ms next_date_ms() const { return next_date_ms_; }
    domain::service_date current_date(domain::zone zone) const;
    // The revision that is being applied: regions whose coverage changes are marked with it.
    void set_revision(ledger::revision at) { at_ = at; }

    // The site that counts: itself, or the one that it was merged into.
    number counting(number site) const;
    own_day const* day(number site, domain::service_date date) const;
    // Whether it or a site merged into it told something of the date.
    bool has_reported(number site, domain::service_date date) const;

private:
    number add_site(std::string const& code);
    void read(domain::event const& event, domain::site const& from, number into);
    void refresh(number site);
    void count(known_site const& site, coverage const& before, coverage const& after,
               domain::place place);
    bool has_closed_all(number site) const;
    own_day& make_day(number site, domain::service_date date);

    region_tree& regions_;
    ledger::revision at_ = 0;
    std::vector<known_site> sites_;
    std::unordered_map<std::string, number> numbers_;
    std::vector<own_day> days_;
    boost::unordered_flat_map<std::uint64_t, number> day_numbers_;  // site << 32 | yyyymmdd
    std::vector<domain::service_date> dates_;
    std::array<std::size_t, 3> current_{};  // index into dates_, by zone
    base::unix_ms next_date_ms_ = 0;
};

}  // namespace sejuta::totals
