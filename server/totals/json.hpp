// SPDX-License-Identifier: Apache-2.0
// The body of GET /v1/totals and /v1/totals/{region}: the same numbers as the live topics, for
// people with curl. Counts are integers; percentages are strings with two decimals, or null.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "totals/board.hpp"
#include "totals/finer.hpp"

namespace sejuta::totals {

// What every screen must say about the server beside the numbers.
struct warnings {
    bool development_tokens = false;
    bool weaker_durability = false;
    bool open_dashboards = false;  // everybody may see everything
};

std::string totals_json(moment const& of, region_totals const& totals,
                        std::vector<reached_target> const& finer, warnings const& say);
// Of the board now. Nothing where the event has no such region. Call on the board's thread.
std::optional<std::string> totals_json(board const& from, domain::region_code region,
                                       warnings const& say);

}  // namespace sejuta::totals
