// SPDX-License-Identifier: Apache-2.0
// Stage decode: frame bytes → a terminal's words. Pure. Fields that we do not know are dropped here
// and go no further (a name in field 99 never reaches the ledger).
#pragma once

#include <string_view>

#include "domain/rejection.hpp"
#include "domain/sent.hpp"

namespace sejuta::ingest {

// Rejections: malformed_frame (no TerminalFrame, no body, or 0 or above 64 days asked for),
// reports_per_frame (0 or above 64).
domain::judged<domain::sent_frame> decode(std::string_view frame);

}  // namespace sejuta::ingest
