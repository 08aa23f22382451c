// SPDX-License-Identifier: Apache-2.0
// The target sets of an event from the rows of its targets.csv, and what their parts add up to.
// Nothing is made to add up: published figures are kept, and the residue is shown.
#pragma once

#include <string>
#include <vector>

#include "catalogue/region_set.hpp"
#include "catalogue/target_rows.hpp"
#include "domain/event.hpp"

namespace sejuta::catalogue {

// In the order in which the sets appear: the first is the one percentages are of by default.
std::vector<domain::target_set> target_sets_of(std::vector<target_row> const& rows);

// Where all children of a node, or all its method groups, have targets: what they sum to beside
// what is printed. Nothing is made to add up; a difference is shown, not healed.
std::vector<domain::residue> residues_of(std::vector<domain::target_set> const& sets,
                                         region_set const& regions);

// The same where a node has targets for months, or a region for its officers: the parts beside the
// whole, where there is one.
struct part_residue {
    std::string set;
    std::string node;   // "36.04", "officer:PLKB-07"
    std::string parts;  // "months" or "officers"
    std::string month;  // "2022-03"; empty: of the whole event
    std::int64_t printed = 0;
    std::int64_t summed = 0;
};
std::vector<part_residue> part_residues_of(std::vector<target_row> const& rows);

}  // namespace sejuta::catalogue
