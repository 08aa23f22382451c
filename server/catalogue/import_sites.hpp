// SPDX-License-Identifier: Apache-2.0
// Taking a table of sites into the register of an event, and changing one site: as a whole, or not
// at all. A site is never deleted and never moves to another regency. Pure: who calls reads the
// table, writes sites.csv and tells the ledger.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "catalogue/directory.hpp"
#include "catalogue/faults.hpp"
#include "catalogue/name_book.hpp"
#include "domain/change.hpp"

namespace sejuta::catalogue {

struct site_table {
    std::string_view text;
    std::string file;  // as faults name it
    bool accept_aliases = false;
};

struct imported_sites {
    std::vector<site_row> rows;  // of the whole new sites.csv
    std::size_t added = 0;
    std::size_t updated = 0;
    std::size_t unchanged = 0;  // rows of the table that say what the register says
    std::vector<taken_alias> aliases;
    std::vector<std::variant<domain::site_change, domain::site_merge>> changes;
};

// Sites of the table are added or updated; whether one is active, and into which it was merged,
// stays. On any fault nothing is answered but all faults, in the order of lines.
loaded<imported_sites> import_sites(opened_directory const& into, name_book const& names,
                                    site_table const& table);

// The same for one site, given as a row of a table.
loaded<imported_sites> add_site(opened_directory const& into, site_row const& site);
loaded<imported_sites> activate_site(opened_directory const& into, std::string const& code,
                                     bool active);
// The history and the reports of `from` count as those of `into`, which is of the same regency.
loaded<imported_sites> merge_sites(opened_directory const& into, domain::site_merge const& merge);

}  // namespace sejuta::catalogue
