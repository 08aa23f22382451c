// SPDX-License-Identifier: Apache-2.0
#include "catalogue/sites.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "catalogue/csv.hpp"
#include "catalogue/utf8.hpp"

namespace sejuta::catalogue {
namespace {

// Columns of sites.csv by their place in csv_columns.
enum column : std::size_t { code, name, kind, regency, expected, district };

class site_reader {
public:
    site_reader(std::string_view file, region_set const& regions, faults& found)
        : file_(file),
          regions_(regions),
          found_(found)
    {
    }

    void take(csv_row const& row)
    {
        auto const before = found_.count();
        if (!is_site_code(row.fields[code]))
            fault(row, "code", code, "1 to 32 of A-Z, 0-9 and '-', not beginning with '-'");
        auto const place = domain::from_word<domain::place>(row.fields[kind]);
        if (!place) fault(row, "kind", kind, "puskesmas, pmb, imp, rs or kb_bergerak");
        auto const where = regency_of(row);
        auto const& wanted = row.fields[expected];
        if (wanted != "yes" && wanted != "no") fault(row, "expected", expected, "yes or no");
        check_label(row, "name", name);
        check_label(row, "district", district);
        if (found_.count() != before) return;
        auto const [first, is_first] = lines_.try_emplace(row.fields[code], row.line);
        if (!is_first)
            return fault(row, "code", code, "is already in line " + std::to_string(first->second));
        sites_.emplace(row.fields[code],
                       domain::site{row.fields[code], *place, *where, wanted == "yes"});
    }

    std::unordered_map<std::string, domain::site> take_sites() { return std::move(sites_); }

private:
    std::optional<domain::region_code> regency_of(csv_row const& row)
    {
        auto const where = domain::region_code::from_text(row.fields[regency]);
        if (!where || !where->is_regency()) {
            fault(row, "regency", regency, "a regency or city like 15.07");
            return std::nullopt;
        }
        if (regions_.regions.contains(*where)) return where;
        fault(row, "regency", regency, "is not in the event's regions (" + regions_.id + ")");
        return std::nullopt;
    }

    // Says how long the text is and not what it says: it may be a person's name.
    void check_label(csv_row const& row, std::string_view what, column at)
    {
        auto const length = characters(row.fields[at]);
        if (length > limits::site_label_characters_max)
            found_.at_line(file_, row.line,
                           std::string(what) + " of " + std::to_string(length) + " characters",
                           "at most 120");
    }

    void fault(csv_row const& row, std::string_view what, column at, std::string_view rule)
    {
        found_.at_line(file_, row.line, quoted(what, row.fields[at]), rule);
    }

    std::string_view file_;
    region_set const& regions_;
    faults& found_;
    std::unordered_map<std::string, domain::site> sites_;
    std::unordered_map<std::string, std::size_t> lines_;
};

}  // namespace

bool is_site_code(std::string_view text)
{
    auto const is_part = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !text.empty() && text.size() <= limits::site_code_bytes_max && text.front() != '-' &&
           std::all_of(text.begin(), text.end(), is_part);
}

std::unordered_map<std::string, domain::site> read_sites(std::string const& file,
                                                         region_set const& regions, faults& found)
{
    csv_columns const columns{{"code", "name", "kind", "regency", "expected"}, {"district"}};
    site_reader reader(file, regions, found);
    for (auto const& row : read_csv(file, columns, found)) reader.take(row);
    return reader.take_sites();
}

}  // namespace sejuta::catalogue
