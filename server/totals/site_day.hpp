// SPDX-License-Identifier: Apache-2.0
// What the ledger has of a site's service date, from all of its terminals.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "domain/dimensions.hpp"
#include "domain/service_date.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::totals {

struct site_date {
    std::string site;
    domain::service_date date;
    auto operator<=>(site_date const&) const = default;
};

// "This is all of this day", as the newest close told it.
struct day_closing {
    std::uint32_t own_total = 0;
    base::unix_ms event_time_ms = 0;
    ledger::revision revision = 0;
    bool operator==(day_closing const&) const = default;
};

struct site_day {
    totals::site_date of;  // as asked for
    // True where the totals had not caught up in time; then nothing below is set.
    bool pending = false;
    std::int64_t acceptors = 0;
    std::uint32_t reports = 0;             // accepted ones, corrections included
    base::unix_ms last_event_time_ms = 0;  // of a report or a close; 0 where there is none
    std::map<std::pair<domain::method, domain::category>, std::int64_t> counts;  // none is 0
    std::optional<day_closing> closed;
    ledger::sequence sequence;  // the state that this shows
    bool operator==(site_day const&) const = default;
};

}  // namespace sejuta::totals
