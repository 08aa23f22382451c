// SPDX-License-Identifier: Apache-2.0
// What the parts of a printed target sum to, by the targets as changes made them.
#pragma once

#include <vector>

#include "domain/event.hpp"

namespace sejuta::totals {

// Of every set that has a target of the region, and targets of all of its children or of all three
// method groups; also where the difference is 0.
std::vector<domain::residue> residues_of(domain::event const& event, domain::region_code region);

}  // namespace sejuta::totals
