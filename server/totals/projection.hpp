// SPDX-License-Identifier: Apache-2.0
// An estimate of the count at the close, with a band that holds it in four of five days:
// docs/PROJECTION.md. A function of what was counted by zone and kind of place and of the event
// time alone, so equal sequences show equal estimates. Costs about a microsecond.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/service_date.hpp"
#include "totals/region_totals.hpp"

namespace sejuta::totals {

// Below this coverage there is no estimate: too few sites have spoken for the others.
inline constexpr std::uint32_t projection_coverage_percent_min = 20;

// What was counted in one zone at one kind of place.
struct counted_part {
    domain::zone zone;
    domain::place place;
    std::int64_t acceptors;
};

// The share of a service date's acceptors that are usually counted by this event time, 0 to 1.
double usual_share(domain::place place, domain::zone zone, domain::service_date date,
                   base::unix_ms at_ms);

// Nothing where too little of the day has passed, or nothing was counted.
std::optional<projection> project(std::vector<counted_part> const& parts,
                                  std::vector<domain::service_date> const& dates,
                                  base::unix_ms deadline_ms, base::unix_ms at_ms);

}  // namespace sejuta::totals
