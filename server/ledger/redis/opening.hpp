// SPDX-License-Identifier: Apache-2.0
// What is done to an event in the store besides recording: load the functions, begin the event,
// give it a new epoch, set its status, read its head. Rare calls; a failure is one sentence.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "ledger/ledger.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::redis {

using on_head = std::function<void(base::checked<head>)>;

// A new random epoch, never 0.
ledger::epoch random_epoch();

// FUNCTION LOAD REPLACE of this program's functions; needs a user that may do so.
void load_functions(connection& to, std::function<void(base::checked<void>)> done);

// Begins the event where it has not begun, with this epoch, its kind, initial status and clock. One
// that has begun is answered as it is; one that was begun as another kind is a fault.
void begin(connection& to, domain::event const& event, ledger::epoch epoch, on_head done);

// Writes a new epoch: for a store that was restored, rebuilt or lost its tail.
void begin_epoch(connection& to, std::string const& event, ledger::epoch epoch, on_head done);

// Sets what the event accepts from here on. Nothing leaves final.
void set_status(connection& to, std::string const& event, domain::event_status status,
                on_head done);

// The head, or nothing where the event has not begun in this store.
void read_head(connection& to, std::string const& event,
               std::function<void(base::checked<std::optional<head>>)> done);

}  // namespace sejuta::ledger::redis
