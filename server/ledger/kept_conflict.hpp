// SPDX-License-Identifier: Apache-2.0
// What the ledger keeps of a refused sending: its id was there with other content. A field of the
// conflicts hash and its value, read strictly:
//
//   <terminal>/<seq>/<digest, 32 hex digits>  ->  "<event time> <bytes of a LedgerEntry>"
//                                                 "<event time> close <bytes of a LedgerClose>"
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "domain/day_close.hpp"
#include "domain/report.hpp"

namespace sejuta::ledger {

// What somebody sent under a terminal's seq.
using content = std::variant<domain::report, domain::day_close>;

std::string const& terminal_of(content const&);
std::uint32_t seq_of(content const&);
std::string const& site_of(content const&);
domain::region_code regency_of(content const&);

struct kept_conflict {
    base::unix_ms event_time_ms = 0;  // when it was refused
    content refused;
};

// Nothing where the two are not what the recording function writes; the digest is not compared.
std::optional<kept_conflict> parse_kept_conflict(std::string_view field, std::string_view value);

}  // namespace sejuta::ledger
