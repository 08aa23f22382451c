// SPDX-License-Identifier: Apache-2.0
// GET /v1/conflicts/{region}: what was refused because its id was recorded with other content,
// beside what is recorded, so that a person can compare and send it as a new report.
#pragma once

#include <string_view>

#include "catalogue/site_names.hpp"
#include "domain/event.hpp"
#include "edge/http.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::app {

bool is_conflicts_page(std::string_view path);

// Blocks. 404 for a region that the event lacks, 503 where the store does not answer. `names` may
// be null.
edge::http_response conflicts_page(ledger::redis::endpoint const& reader,
                                   domain::event const& event, std::string_view path,
                                   catalogue::site_names const* names);

}  // namespace sejuta::app
