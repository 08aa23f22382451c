// SPDX-License-Identifier: Apache-2.0
// targets.csv and tables to be imported into it, row by row: published targets, kept as printed.
// A row is of a region (code and name agree), of a site ("site:S1571-PMB-001") or of a field
// officer (in a region, with the officer's code of the register).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalogue/faults.hpp"
#include "catalogue/name_book.hpp"
#include "catalogue/region_reference.hpp"
#include "catalogue/region_set.hpp"
#include "domain/event.hpp"

namespace sejuta::catalogue {

struct target_row {
    std::string set;
    std::string code;  // "ID", "15", "15.07", "site:S1571-PMB-001" or "officer:PLKB-07"
    std::string name;  // of the region, as the region set has it; of others empty
    std::string group;
    std::uint32_t month = 0;  // yyyymm; 0: the whole event
    std::string officer;      // of a row of a region: the officer that it is of
    std::int64_t target = 0;
    std::string source;

    domain::target_key key() const;
    bool operator==(target_row const&) const = default;
};

// What targets refer to; each outlives the reading.
struct target_world {
    region_set const& regions;
    std::unordered_map<std::string, domain::site> const& sites;
    std::vector<domain::service_date> const& days;
};

struct target_import {
    std::string set;  // all rows are of this one
    name_book const* names = nullptr;
    bool accept_aliases = false;
};

struct read_target_rows {
    std::vector<target_row> rows;
    std::vector<taken_alias> aliases;
};

// targets.csv: columns set,code_system,code,name,target and, where there are, method_group, month,
// officer, source. Faults are added to `found`.
read_target_rows parse_targets(std::string_view text, std::string_view file,
                               target_world const& world, faults& found);
// The same without the column set, as people send tables: spellings of the alias table pass where
// they are accepted, codes without a dot pass.
read_target_rows parse_targets(std::string_view text, std::string_view file,
                               target_world const& world, target_import const& with, faults& found);

// The rows as targets.csv has them.
std::string format_targets(std::vector<target_row> const& rows, std::string_view code_system);

// "implan+iud", "suntik" or "kondom+pil".
bool is_method_group(std::string_view text);

}  // namespace sejuta::catalogue
