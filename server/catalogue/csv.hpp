// SPDX-License-Identifier: Apache-2.0
// A strict reader of the tables that people make with spreadsheets: RFC 4180 quotes, `,` or `;`
// (also named by a first line "sep=;"), LF or CRLF, with or without a byte order mark, UTF-8 only.
// Columns are found by the header's names, so their order is free; spaces around a field are not
// part of it. Never guesses: what is odd is a fault.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/faults.hpp"

namespace sejuta::catalogue {

struct csv_columns {
    std::vector<std::string_view> required;
    std::vector<std::string_view> optional;
};

// One row, its fields in the order of csv_columns: required first, then optional (absent ones
// empty).
struct csv_row {
    std::size_t line = 0;  // at which it begins, from 1
    std::vector<std::string> fields;
};

// The rows of a table; rows of empty fields only, which spreadsheets leave at the end, are skipped.
// Faults of form are added to `found`; rows that could be read are still given, so that their
// faults of content are listed in the same run.
std::vector<csv_row> parse_csv(std::string_view text, std::string_view file,
                               csv_columns const& columns, faults& found);

// The same from a file; a file that is missing, unreadable or too large is a fault.
std::vector<csv_row> read_csv(std::string const& file, csv_columns const& columns, faults& found);

// A file's bytes; nothing, and a fault, where it is missing, unreadable or over
// catalogue_file_bytes.
std::optional<std::string> read_file(std::string const& file, faults& found);

}  // namespace sejuta::catalogue
