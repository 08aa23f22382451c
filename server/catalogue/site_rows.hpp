// SPDX-License-Identifier: Apache-2.0
// sites.csv and tables to be imported into it, row by row, after the register K/0/KB. Names and
// districts stay in these rows and in the file: a name may be a person's, so no fault, log or event
// holds it, and a value that could be one is not shown.
#pragma once

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

struct site_row {
    domain::site site;
    std::string name;
    std::string district;

    bool operator==(site_row const&) const = default;
};

// 1 to 32 of A-Z, 0-9 and '-', beginning with a letter or digit.
bool is_site_code(std::string_view text);
// The same form: a code, never a name.
bool is_officer_code(std::string_view text);

struct site_import {
    name_book const* names = nullptr;
    bool accept_aliases = false;
};

struct read_site_rows {
    std::vector<site_row> rows;
    std::vector<taken_alias> aliases;
    std::vector<std::size_t> lines;  // of the rows
};

// sites.csv: columns code,name,kind,regency,expected and, where there are, district, active,
// officer, merged_into. Faults are added to `found`.
read_site_rows parse_sites(std::string_view text, std::string_view file, region_set const& regions,
                           faults& found);
// The same as people send it: regency_name beside regency must agree, words of any case and
// spellings of the alias table pass where they are accepted; active and merged_into are not theirs.
read_site_rows parse_sites(std::string_view text, std::string_view file, region_set const& regions,
                           site_import const& with, faults& found);

// The rows as sites.csv has them.
std::string format_sites(std::vector<site_row> const& rows);

// Faults where a site was merged into one that is not there, of another regency or merged itself.
void check_merges(std::vector<site_row> const& rows, std::string_view file, faults& found);

}  // namespace sejuta::catalogue
