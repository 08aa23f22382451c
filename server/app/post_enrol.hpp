// SPDX-License-Identifier: Apache-2.0
// POST /v1/enrol: a one-time code for a token. The code itself goes no further than here: not into
// a log, not into the ledger.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/enrol_gate.hpp"
#include "base/clock.hpp"
#include "domain/change.hpp"
#include "edge/http.hpp"
#include "ingest/authorise/key_ring.hpp"
#include "ledger/redis/enrolment.hpp"

namespace sejuta::app {

// What enrolment needs of its thread.
struct enrol_world {
    std::vector<std::string> events;  // where a code may be of
    ingest::key_ring const& keys;
    enrol_gate& gate;
    base::clock const& clock;
    // ledger::redis::redeem on the thread's connection.
    std::function<void(std::string const& event, domain::code_hash const& code,
                       ledger::redis::claim const& by, std::string const& terminal,
                       std::function<void(base::checked<ledger::redis::redeemed>)> done)>
        redeem;
};

// Answers once: 200 with the token, 400, 403 with the reason, 429 or 503 (docs/PROTOCOL.md). The
// world outlives the answer.
void post_enrol(enrol_world const& world, std::string_view body, edge::http_reply reply);

}  // namespace sejuta::app
