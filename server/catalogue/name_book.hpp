// SPDX-License-Identifier: Apache-2.0
// What a name in a table may mean: the alias table (data/regions/aliases.csv) and, beside it, names
// that differ by a slip of the pen. Only ever a suggestion at import, which a person confirms;
// nothing here is used while counting.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/faults.hpp"
#include "catalogue/region_set.hpp"

namespace sejuta::catalogue {

// Lower case, only letters and digits: "Tanjungjabung Timu" and "Tanjung Jabung Timur" differ in
// one character.
std::string letters_of(std::string_view name);

// Characters to insert, remove, replace or swap with their neighbour; at_most + 1 where there are
// more.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t at_most);

class name_book {
public:
    // Aliases of a file that is not there are none. `regions` outlives the book.
    static name_book open(std::filesystem::path const& aliases, region_set const& regions,
                          faults& found);

    // The one region that a printed name probably means: by the alias table, else the nearest name
    // where no other is as near. Nothing where several are, or none is near enough.
    std::optional<domain::region_code> suggest(std::string_view printed) const;
    // What an alias of another kind means: ("method_group", "implant.iud") → "implan+iud".
    std::optional<std::string> meaning(std::string_view kind, std::string_view printed) const;

private:
    explicit name_book(region_set const& regions);

    region_set const* regions_;
    std::map<std::pair<std::string, std::string>, std::string> aliases_;  // kind, letters → meaning
    std::multimap<std::string, domain::region_code> names_;               // letters → region
};

}  // namespace sejuta::catalogue
