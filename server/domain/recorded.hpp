// SPDX-License-Identifier: Apache-2.0
// What stands under an id that was sent again with other content: told with the conflict, so that a
// person can compare. Only shown; nothing is decided by it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/clock.hpp"

namespace sejuta::domain {

// Numbers equal the wire's (proto RecordedState).
enum class recorded_state : std::uint8_t { counted = 1, void_, voided, replaced, close };

// The first bytes of the BLAKE2b of a site's code.
using site_mark = std::array<std::uint8_t, 4>;
site_mark mark_of(std::string_view site);

struct recorded {
    recorded_state state = recorded_state::counted;
    domain::site_mark site{};
    std::uint32_t service_date = 0;  // yyyymmdd
    int method = 0;                  // the dimensions' numbers; 0 in a close
    int category = 0;
    int postpartum = 0;
    int partner = 0;
    std::uint32_t count = 0;  // of a close its own total
    base::unix_ms event_time_ms = 0;

    bool operator==(recorded const&) const = default;
};

}  // namespace sejuta::domain
