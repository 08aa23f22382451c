// SPDX-License-Identifier: Apache-2.0
// Who may read which page of the totals. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "edge/http.hpp"
#include "people/may.hpp"

namespace sejuta::app {

// What of a page is shown.
struct page_view {
    people::audience audience = people::audience::scope;
    bool site_names = false;  // accounts only: with open dashboards there are codes alone
    std::vector<domain::region_code> scope = {};  // of a page that is of no region: whose is shown
};

struct page_verdict {
    page_view view;
    std::optional<edge::http_response> refusal;  // 401: a login is needed; 403: another scope
};

// A path without a region, or with one that is none, is judged as the nation's.
page_verdict judge_page(std::string_view path, std::optional<people::identity> const& who);

}  // namespace sejuta::app
