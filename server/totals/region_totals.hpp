// SPDX-License-Identifier: Apache-2.0
// The totals of one region at one sequence, as values: what screens, pages and exports show.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "domain/dimensions.hpp"
#include "domain/region.hpp"

namespace sejuta::totals {

// Lapor over ada, of the current service date at each site's zone: the newest one that had begun
// at the sequence's event time, or the first one.
struct coverage {
    std::uint32_t reported = 0;  // expected sites with an accepted report or a close; <= expected
    std::uint32_t expected = 0;  // active sites of the register that were expected
    std::uint32_t closed = 0;    // expected sites that closed every service date that has begun
    std::uint32_t outside = 0;   // "di luar daftar": reported though not expected; in no other

    coverage& operator+=(coverage const& other)
    {
        reported += other.reported;
        expected += other.expected;
        closed += other.closed;
        outside += other.outside;
        return *this;
    }
    bool operator==(coverage const&) const = default;
};

struct target {
    std::string set;
    std::int64_t acceptors = 0;
    bool operator==(target const&) const = default;
};

struct region_row {
    domain::region_code code = domain::region_code::nation();
    std::int64_t acceptors = 0;
    std::optional<totals::target> target = {};
    totals::coverage coverage = {};
    std::vector<totals::target> targets = {};  // of every set that names it, in their order
    bool hidden = false;                       // public view: acceptors and reported stand as 0
    bool operator==(region_row const&) const = default;
};

struct minute_row {
    std::uint32_t minute = 0;  // of the event clock, since 1970-01-01T00:00Z: the row's first
    std::int64_t acceptors = 0;
    bool operator==(minute_row const&) const = default;
};

// An estimate of all acceptors at the close, with a band that holds it in four of five days.
struct projection {
    std::int64_t low = 0;
    std::int64_t mid = 0;
    std::int64_t high = 0;
    base::unix_ms closes_at_ms = 0;  // event clock
    bool operator==(projection const&) const = default;
};

// Rows with zero acceptors are left out, but every child region has a row.
struct region_totals {
    domain::region_code code = domain::region_code::nation();
    std::int64_t acceptors = 0;
    // Of the first target set that names the region.
    std::optional<totals::target> target = {};
    std::vector<totals::target> targets = {};  // of every set that names the region, in their order
    totals::coverage coverage = {};
    std::map<domain::place, totals::coverage> coverage_by_place = {};  // kinds that have a site
    std::map<domain::method, std::int64_t> by_method = {};
    std::map<domain::category, std::int64_t> by_category = {};
    std::map<domain::postpartum, std::int64_t> by_postpartum = {};
    std::map<domain::place, std::int64_t> by_place = {};
    std::map<domain::partner, std::int64_t> by_partner = {};
    std::vector<region_row> by_region = {};  // children, by code
    std::vector<minute_row> by_minute = {};  // by minute; at most limits::curve_rows_max
    std::uint32_t minute_step = 1;           // minutes that one row of by_minute stands for
    // By method group, of the first target set that names groups in the region.
    std::map<std::string, totals::target> group_targets = {};
    std::optional<totals::projection> projection = {};
    // The public view: what is hidden stands as 0, or is left out of by_method.
    bool is_public = false;
    bool hidden = false;
    std::set<domain::method> hidden_methods = {};
    bool operator==(region_totals const&) const = default;
};

}  // namespace sejuta::totals
