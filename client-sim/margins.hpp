// SPDX-License-Identifier: Apache-2.0
// Both margins at once: every regency and every method group reaches exactly its amount. One slot
// per acceptor; the slots of the regencies and those of the methods are paired by a seeded shuffle.
#pragma once

#include <map>
#include <utility>

#include "plan.hpp"

namespace sejuta::sim {

using margin_cells = std::map<std::pair<domain::region_code, domain::method>, std::int64_t>;

margin_cells pair_margins(amounts const& wanted, scenario const&, std::uint64_t seed);

// The methods of a group with their shares; a group without shares is one method by its own word.
shares<domain::method> methods_of(scenario const&, std::string const& group);

}  // namespace sejuta::sim
