// SPDX-License-Identifier: Apache-2.0
// Reads the conflict log of one event: what was refused because its id has other content, and what
// is recorded under that id. It blocks, as verify does: never on a thread that serves. Only reads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ledger/kept_conflict.hpp"
#include "ledger/ledger.hpp"
#include "ledger/redis/blocking.hpp"

namespace sejuta::ledger::redis {

// Head and conflicts at one revision. The function keeps at most 10,000 of an event.
struct conflict_log {
    ledger::head head;
    std::vector<kept_conflict> conflicts;
    std::size_t unreadable = 0;  // fields that the recording function would not have written
};

base::checked<conflict_log> read_conflicts(blocking& store, std::string const& event);

// What is recorded under the ids of these, in their order; nothing where the index or the ledger
// has no such id (any more).
base::checked<std::vector<std::optional<content>>> read_recorded(
    blocking& store, std::string const& event, std::vector<kept_conflict> const& of);

}  // namespace sejuta::ledger::redis
