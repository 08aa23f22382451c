// SPDX-License-Identifier: Apache-2.0
// What the publishers on the totals thread give to the hubs on the network threads: immutable
// frames, encoded once, shared by all viewers. A topic is (event, region), in full or as the public
// may see it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "domain/region.hpp"
#include "ledger/ledger.hpp"

namespace sejuta::fanout {

using shared_frame = std::shared_ptr<std::string const>;

struct topic {
    std::string event;
    domain::region_code region = domain::region_code::nation();
    bool is_public = false;
    auto operator<=>(topic const&) const = default;
};

// What one step of a topic looks like on the wire.
struct publication {
    fanout::topic topic;
    ledger::sequence sequence;
    ledger::revision base_revision = 0;  // of the delta, in the same epoch
    shared_frame snapshot;               // LiveFrame with a Snapshot; always set
    shared_frame delta;                  // LiveFrame with a Delta; null for a first or reset state
};

// The proof of freshness of one event: every topic's newest publication before it holds at
// `sequence`.
struct heartbeat {
    std::string event;
    ledger::sequence sequence;
    shared_frame frame;      // LiveFrame with a LiveHeartbeat
    bool is_public = false;  // to the viewers of the event's public topics
};

}  // namespace sejuta::fanout
