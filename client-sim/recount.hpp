// SPDX-License-Identifier: Apache-2.0
// What `sejuta verify` found when it recounted the raw ledger at the end of a run: the account that
// no running server can colour. Pure: its printed words in, figures out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace sejuta::sim {

struct recounted {
    std::string by;       // "sejuta verify --data-dir /var/lib/sejuta"; empty: nobody recounted
    std::string trouble;  // why there is no recount; empty where there is one
    std::uint64_t revision = 0;
    std::int64_t acceptors = 0;
    std::uint64_t reports = 0;
    std::uint64_t closes = 0;
    // Places where ledger, counters, codes, index or chain do not fit; the first ones in words.
    std::uint64_t difference_count = 0;
    std::vector<std::string> differences;

    bool made() const { return !by.empty() && trouble.empty(); }
};

// The output of `sejuta verify --event ID` and its exit code; a store in which the event has not
// begun has nothing of everything. A fault where it says nothing of the
// event: its own last line, or the code.
base::checked<recounted> parse_recount(std::string_view printed, int exit_code);

}  // namespace sejuta::sim
