// SPDX-License-Identifier: Apache-2.0
// The server's event clock as a viewer was told it (live.proto, EventInfo), and its inverse: when,
// on our wall clock, an instant of the event is due.
#pragma once

#include <cmath>

#include "base/clock.hpp"

namespace sejuta::sim {

struct event_time {
    base::unix_ms real_ms = 0;
    base::unix_ms event_ms = 0;
    double speed = 1;
    base::unix_ms event_end_ms = 0;  // 0: the clock does not stop

    base::unix_ms at(base::unix_ms wall_ms) const
    {
        auto const passed = static_cast<double>(wall_ms - real_ms) * speed;
        base::unix_ms const now = event_ms + static_cast<base::unix_ms>(std::floor(passed));
        return event_end_ms != 0 && now > event_end_ms ? event_end_ms : now;
    }
    // The first wall instant at which the clock has reached `instant`. Beyond the clock's end it
    // goes on as if the clock did not stop: what is planned too late is still sent.
    base::unix_ms due_wall_ms(base::unix_ms instant) const
    {
        return real_ms + static_cast<base::unix_ms>(
                             std::ceil(static_cast<double>(instant - event_ms) / speed));
    }
};

}  // namespace sejuta::sim
