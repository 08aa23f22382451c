// SPDX-License-Identifier: Apache-2.0
// The totals as they were at an earlier event time, from the history alone: identical whenever they
// are asked for. A healed report counts at the time of its first recording, so healing a restored
// ledger brings the same past back. Costs one pass over the history, about 15 ms a million reports.
#pragma once

#include <memory>
#include <optional>

#include "totals/board.hpp"

namespace sejuta::totals {

struct past_state {
    domain::event_ptr event;  // with the changes made until then
    domain::event_kind kind;
    domain::event_status status;
    // The newest revision and event time that the state has anything of.
    ledger::sequence sequence;
    base::unix_ms at;
    region_totals totals;

    totals::moment moment() const { return {*event, kind, status, sequence, at, at}; }
};

// Everything recorded at or before `at`. Nothing where the event has no such region.
std::optional<past_state> past_of(board const& from, domain::region_code, base::unix_ms at);

}  // namespace sejuta::totals
