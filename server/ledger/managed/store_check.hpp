// SPDX-License-Identifier: Apache-2.0
// What a store must be found to have each time that somebody connects to it, since it may have come
// back as another one: our functions, and settings that keep the promise. Functions that are
// missing are loaded; others are left alone and never used.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::managed {

struct store_findings {
    std::string functions;            // why they are not ours, one sentence; empty: they are
    std::vector<std::string> weaker;  // settings that break the promise
    bool loaded = false;              // the functions were missing, and are there now
};

// Looks by commands that are sent after this call, as a user who may list and load functions and
// read settings. Answers once, on the connection's thread.
void check_store(redis::connection& admin, std::function<void(store_findings)> done);

enum class library_state : std::uint8_t { ours, missing, other };
// From the answer to FUNCTION LIST of our library, WITHCODE.
library_state library_in(redis::value const& listed);
// The sentence for `other`; `where` names the store.
std::string other_functions(std::string_view where);

}  // namespace sejuta::ledger::managed
