// SPDX-License-Identifier: Apache-2.0
// Taking a table of targets into an event: as a whole, or not at all. Pure: who calls reads the
// table, writes targets.csv and tells the ledger.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/directory.hpp"
#include "catalogue/faults.hpp"
#include "catalogue/name_book.hpp"
#include "domain/change.hpp"

namespace sejuta::catalogue {

struct target_table {
    std::string_view text;
    std::string file;  // as faults name it
    std::string set;
    bool accept_aliases = false;
};

struct imported_targets {
    std::vector<target_row> rows;  // of the whole new targets.csv: other sets as they were
    std::size_t imported = 0;      // rows of the set
    std::vector<taken_alias> aliases;
    // What differs from the set as it was, in the order of the table, then what is gone.
    std::vector<domain::target_change> changes;
};

// The set is replaced by the table's rows and keeps its place among the sets; a new one comes last.
// On any fault nothing is answered but all faults, in the order of lines.
loaded<imported_targets> import_targets(opened_directory const& into, name_book const& names,
                                        target_table const& table);

// One target changed, added or (0) taken away. A fault says what is wrong with the node.
loaded<imported_targets> set_target(opened_directory const& into, domain::target_change const& to);

}  // namespace sejuta::catalogue
