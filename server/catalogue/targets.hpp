// SPDX-License-Identifier: Apache-2.0
// targets.csv: published targets, kept as printed. Code and name must agree, since the code lists
// of Kemendagri and BPS look the same and would credit the wrong regency.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/faults.hpp"
#include "catalogue/region_set.hpp"
#include "domain/event.hpp"

namespace sejuta::catalogue {

// A whole number of acceptors, 1 to 1,000,000,000: "11093", or "11.093" as id-ID writes it. Nothing
// for anything else: "12.5" and "11,093" could mean two things.
std::optional<std::int64_t> parse_acceptors(std::string_view text);

// The target sets in the order in which they appear; faults are added to `found`.
std::vector<domain::target_set> read_targets(std::string const& file, region_set const& regions,
                                             faults& found);

// Where all children of a node, or all its method groups, have targets: what they sum to beside
// what is printed. Nothing is made to add up; a difference is shown, not healed.
std::vector<domain::residue> residues_of(std::vector<domain::target_set> const& sets,
                                         region_set const& regions);

}  // namespace sejuta::catalogue
