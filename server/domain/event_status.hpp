// SPDX-License-Identifier: Apache-2.0
// Which status an event may have after another one. The recording function keeps the same table
// (sejuta_1_status.lua); the contract suite compares the two, row by row.
#pragma once

#include <array>
#include <vector>

#include "domain/dimensions.hpp"

namespace sejuta::domain {

struct status_step {
    event_status from;
    event_status to;
};

// Nothing leaves final.
inline constexpr std::array<status_step, 12> status_steps{{
    {event_status::draft, event_status::open},
    {event_status::open, event_status::late},
    {event_status::open, event_status::closed},
    {event_status::late, event_status::open},
    {event_status::late, event_status::closed},
    {event_status::closed, event_status::open},
    {event_status::closed, event_status::late},
    {event_status::closed, event_status::provisional},
    {event_status::provisional, event_status::closed},
    {event_status::provisional, event_status::verified},
    {event_status::verified, event_status::provisional},
    {event_status::verified, event_status::final},
}};

// Whether an event may go from one status to another one in one step. To stay is no step.
constexpr bool may_follow(event_status from, event_status to)
{
    for (auto const& step : status_steps)
        if (step.from == from && step.to == to) return true;
    return false;
}

// What an event with this status may become, in the order of the table; nothing after final.
inline std::vector<event_status> next_of(event_status from)
{
    std::vector<event_status> next;
    for (auto const& step : status_steps)
        if (step.from == from) next.push_back(step.to);
    return next;
}

// Whether reports and closes that were never recorded before are recorded now.
constexpr bool records(event_status status)
{
    return status == event_status::open || status == event_status::late;
}

// Whether reports and closes whose proof shows an earlier recording are recorded again.
constexpr bool heals(event_status status)
{
    return status != event_status::final;
}

}  // namespace sejuta::domain
