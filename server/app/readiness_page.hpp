// SPDX-License-Identifier: Apache-2.0
// GET /v1/readiness: reads the ledgers of an event and of its rehearsals.
#pragma once

#include <vector>

#include "domain/event.hpp"
#include "edge/http.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::app {

// Blocks. `others` are the server's events, among which the rehearsals are looked for.
edge::http_response readiness_page(ledger::redis::endpoint const& reader,
                                   domain::event_ptr const& event,
                                   std::vector<domain::event_ptr> const& others);

}  // namespace sejuta::app
