// SPDX-License-Identifier: Apache-2.0
// One hub a network thread: the viewers of that thread and the newest frames of each topic. The
// publisher on the totals thread posts immutable frames to it; it hands each to its viewers.
// A topic is (event, region). Not thread-safe; lives on its network thread.
#pragma once

#include <cstdint>
#include <map>
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
    auto operator<=>(topic const&) const = default;
};

// What one step of a topic looks like on the wire: encoded once, shared by all viewers.
struct publication {
    fanout::topic topic;
    ledger::sequence sequence;
    ledger::revision base_revision = 0;  // of the delta
    shared_frame snapshot;               // LiveFrame with a Snapshot; always set
    shared_frame delta;                  // LiveFrame with a Delta; null for a first or reset state
};

}  // namespace sejuta::fanout
