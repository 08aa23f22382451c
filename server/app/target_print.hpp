// SPDX-License-Identifier: Apache-2.0
// Target sets in a terminal: the figures as published, and what their parts add up to.
#pragma once

#include <vector>

#include "catalogue/directory.hpp"

namespace sejuta::app {

// One line for every node whose parts all have targets: printed, sum, residue. Of one set where
// one is named.
void print_residues(std::vector<catalogue::target_row> const& rows, domain::event const& event,
                    std::string const& only_set = {});
// Every set with its number of rows and its residues.
void print_target_sets(catalogue::opened_directory const& of);

}  // namespace sejuta::app
