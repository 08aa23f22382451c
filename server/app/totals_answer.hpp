// SPDX-License-Identifier: Apache-2.0
// The HTTP pages that need a board: totals, sites, movements, officers and snapshots. Each answers
// with an ETag of its sequence, so that asking again costs nothing until something was recorded.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "edge/http.hpp"
#include "people/may.hpp"
#include "totals/board.hpp"
#include "totals/flag_book.hpp"
#include "totals/json.hpp"
#include "totals/public_book.hpp"

namespace sejuta::app {

// Whether a path is one of these pages.
bool is_totals_page(std::string_view path);

// What one event's pages are made from; on the totals thread.
struct totals_source {
    totals::board const& board;
    totals::flag_book& flags;
    totals::warnings const& say;
    std::chrono::nanoseconds now;                         // of a monotonic clock
    people::audience audience = people::audience::scope;  // never nobody: that is refused before
    // Names by site code, where the reader may see them; else null.
    std::unordered_map<std::string, std::string> const* site_names = nullptr;
    totals::public_book* book = nullptr;  // what the public sees; needed where that is the audience
    // Whose field officers are shown.
    std::vector<domain::region_code> scope = {domain::region_code::nation()};
};

// The request is a GET or HEAD of such a page. 304 where the client has the page of this sequence,
// 400 for a parameter that breaks its rule, 404 for a region that the event lacks, 503 while the
// ledger is being loaded.
edge::http_response totals_answer(totals_source const& from, edge::http_request const& request);

}  // namespace sejuta::app
