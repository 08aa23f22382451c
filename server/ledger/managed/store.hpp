// SPDX-License-Identifier: Apache-2.0
// Makes a Redis, ours or another's, ready to record: its version, its settings, our functions, the
// application's rights, the events. Blocks; for start-up, before anything serves.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/limits.hpp"
#include "domain/event.hpp"
#include "ledger/ledger.hpp"
#include "ledger/managed/durability.hpp"
#include "ledger/managed/witness.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::managed {

struct store {
    redis::endpoint application;           // records and reads
    std::optional<redis::endpoint> admin;  // where it is another user; absent: the application
};

struct prepare_options {
    bool accept_weaker_durability = false;
    // The store was cut, restored or rebuilt: events that have begun get a new epoch.
    bool new_epoch = false;
    // Where what was seen of the ledger last is kept; a ledger that does not continue it gets a new
    // epoch as well. Null: nobody knows what was seen.
    witness const* last_seen = nullptr;
    std::chrono::milliseconds connect_deadline = limits::redis_start_deadline;
};

struct prepared_store {
    std::string redis_version;
    std::vector<std::string> weaker;     // settings that break the promise, accepted
    std::vector<std::string> advice;     // settings that only cost speed
    bool functions_were_loaded = false;  // now; false: an earlier start had loaded them
    std::vector<ledger::head> heads;     // of the events, in their order
    std::string why_new_epoch;           // for people; empty: the epochs went on
    bool epochs_are_new = false;         // of events that had begun
};

// In this order, so that the first report cannot meet a store that is half ready: connect, version,
// role, settings, functions, rights, events. A fault is one sentence with the cure.
base::checked<prepared_store> prepare_store(store const& where,
                                            std::vector<domain::event_ptr> const& events,
                                            prepare_options const& options);

}  // namespace sejuta::ledger::managed
