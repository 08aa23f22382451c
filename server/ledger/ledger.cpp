// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger.hpp"

#include <algorithm>
#include <cmath>

namespace sejuta::ledger {

base::unix_ms head::event_time_at(base::unix_ms real_ms) const
{
    auto const elapsed = static_cast<double>(real_ms - clock_real_ms) * clock_speed;
    auto const event_ms = clock_event_ms + static_cast<base::unix_ms>(std::floor(elapsed));
    return clock_event_end_ms == 0 ? event_ms : std::min(event_ms, clock_event_end_ms);
}

}  // namespace sejuta::ledger
