// SPDX-License-Identifier: Apache-2.0
// What a device may say its clock is. Wrong clocks are common, so only what cannot be a clock at
// all is out of range, and a skew is always a number that can be reckoned with.
#pragma once

#include <algorithm>

#include "base/clock.hpp"

namespace sejuta::domain {

inline constexpr base::unix_ms device_time_min_ms = 946'684'800'000;    // 2000-01-01T00:00Z
inline constexpr base::unix_ms device_time_max_ms = 4'102'444'799'999;  // 2099-12-31T23:59:59.999Z

// Device clock minus event clock, with a clock out of range taken as the end of the range.
inline base::unix_ms skew_of(base::unix_ms device_ms, base::unix_ms event_ms)
{
    return std::clamp(device_ms, device_time_min_ms, device_time_max_ms) - event_ms;
}

}  // namespace sejuta::domain
