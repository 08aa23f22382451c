// SPDX-License-Identifier: Apache-2.0
// The bodies of the pages beside the totals: sites, movements, officers. Site codes only; names
// live in the event directory and are joined where somebody may see them.
#pragma once

#include <string>
#include <unordered_map>

#include "totals/board.hpp"
#include "totals/movements.hpp"
#include "totals/site_rows.hpp"

namespace sejuta::totals {

// GET /v1/sites/{region}
// With names (by code) for who may see them, without for others.
std::string sites_json(board const& from, domain::region_code region, site_list const& list,
                       std::unordered_map<std::string, std::string> const* names = nullptr);
// GET /v1/movements/{region}
std::string movements_json(board const& from, domain::region_code region, movements const& what);
// GET /v1/officers: those of a scope.
std::string officers_json(board const& from, std::vector<domain::region_code> const& scope);

}  // namespace sejuta::totals
