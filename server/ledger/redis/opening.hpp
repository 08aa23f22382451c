// SPDX-License-Identifier: Apache-2.0
// What is done to an event in the store besides recording: load the functions, begin the event,
// give it a new epoch, set its status, record a change, read its head. Rare calls; a failure is one
// sentence.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "domain/change.hpp"
#include "domain/event.hpp"
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

struct status_change {
    domain::event_status to;
    // Refused where the event has another status than this one, unless it has `to` already.
    std::optional<domain::event_status> expected_from = {};
    // To final although the ledger lacks reports for which terminals hold receipts.
    bool accept_missing = false;
    std::string by = "organiser";  // as domain::change::by
};

// Sets what the event accepts from here on; the status that it has already changes nothing. Only
// steps of domain/event_status.hpp are taken, and final is refused while the ledger is known to
// lack reports that have a receipt. A fault's sentence says why not.
void set_status(connection& to, std::string const& event, status_change const& change,
                on_head done);

// Records what an organiser changed, as one entry. Refused in final, and where a follower could not
// read the change back: a name, code or number outside its limits.
void write_change(connection& to, domain::event const& event, domain::change const& change,
                  on_head done);

// How many reports with a receipt the ledger is known to lack, by terminal. What was recorded since
// it was noted is not counted out here: set_status looks again.
void read_missing(connection& to, std::string const& event,
                  std::function<void(base::checked<std::map<std::string, std::uint64_t>>)> done);

// The head, or nothing where the event has not begun in this store.
void read_head(connection& to, std::string const& event,
               std::function<void(base::checked<std::optional<head>>)> done);

}  // namespace sejuta::ledger::redis
