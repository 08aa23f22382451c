// SPDX-License-Identifier: Apache-2.0
// The live frames as bytes (proto/sejuta/v1/live.proto). Pure; knows nothing of who reads them.
#pragma once

#include <string>

#include "fanout/publication.hpp"
#include "totals/board.hpp"
#include "totals/json.hpp"

namespace sejuta::fanout {

// A topic's state at one sequence, kept to find out what the next one changes.
struct topic_state {
    ledger::sequence sequence;
    domain::event_status status = domain::event_status::draft;
    totals::region_totals totals;
};

// The part of a snapshot that is the same until a row of the region changes: names and rows. As
// protobuf fields in ascending order it stands behind the part that changes with every revision.
std::string snapshot_rows(domain::event const&, totals::region_totals const&);

// A whole snapshot of a state, around rows encoded before; `clock` says how the event's runs.
shared_frame snapshot_frame(totals::moment const&, ledger::head const& clock,
                            totals::warnings const&, std::string const& rows);

// The rows that differ, with their values after; a row that fell to zero stands with 0.
shared_frame delta_frame(topic_state const& before, topic_state const& after);

struct freshness {
    ledger::sequence sequence;
    base::unix_ms checked_at_ms = 0;
    base::unix_ms server_time_ms = 0;
    std::uint32_t ledger_age_seconds = 0;
};
shared_frame heartbeat_frame(freshness const&);

}  // namespace sejuta::fanout
