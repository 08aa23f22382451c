// SPDX-License-Identifier: Apache-2.0
// Which service date runs in each zone at an event time: the newest one that has begun there, or
// the first one while none has.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "domain/service_date.hpp"

namespace sejuta::totals {

class running_dates {
public:
    running_dates(std::vector<domain::service_date> dates, base::unix_ms at_ms)
        : dates_(std::move(dates))
    {
        move_to(at_ms);
    }
    void move_to(base::unix_ms at_ms)
    {
        next_ms_ = std::numeric_limits<base::unix_ms>::max();
        for (auto const zone : {domain::zone::wib, domain::zone::wita, domain::zone::wit}) {
            auto const next = std::find_if(
                dates_.begin(), dates_.end(),
                [&](domain::service_date date) { return date.begins_ms(zone) > at_ms; });
            if (next != dates_.end()) next_ms_ = std::min(next_ms_, next->begins_ms(zone));
            auto const begun = static_cast<std::size_t>(next - dates_.begin());
            begun_[index_of(zone)] = std::max<std::size_t>(begun, 1);
        }
    }
    // Not empty, ascending; the last one runs.
    std::size_t begun(domain::zone zone) const { return begun_[index_of(zone)]; }
    domain::service_date date(std::size_t index) const { return dates_[index]; }
    domain::service_date running(domain::zone zone) const { return dates_[begun(zone) - 1]; }
    // From this event time on another date runs somewhere.
    base::unix_ms next_ms() const { return next_ms_; }
    bool same_as(running_dates const& other) const { return begun_ == other.begun_; }

private:
    static std::size_t index_of(domain::zone zone)
    {
        return static_cast<std::size_t>(zone) - static_cast<std::size_t>(domain::zone::wib);
    }

    std::vector<domain::service_date> dates_;
    std::array<std::size_t, 3> begun_{};
    base::unix_ms next_ms_ = 0;
};

}  // namespace sejuta::totals
