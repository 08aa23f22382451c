// SPDX-License-Identifier: Apache-2.0
#include "catalogue/csv_writer.hpp"

namespace sejuta::catalogue {

std::string csv_field(std::string_view value)
{
    if (value.find_first_of(",;\"\r\n") == std::string_view::npos) return std::string(value);
    std::string out(1, '"');
    for (char c : value) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
    return out;
}

void csv_writer::row(std::vector<std::string> const& fields)
{
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i != 0) text_ += ',';
        text_ += csv_field(fields[i]);
    }
    text_ += '\n';
}

}  // namespace sejuta::catalogue
