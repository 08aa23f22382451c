// SPDX-License-Identifier: Apache-2.0
#include "catalogue/site_rows.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/limits.hpp"
#include "catalogue/csv.hpp"
#include "catalogue/csv_writer.hpp"
#include "catalogue/utf8.hpp"

namespace sejuta::catalogue {
namespace {

// Columns by their place in csv_columns: the first seven in both kinds of table, then two of the
// event's own table or one of an import.
enum column : std::size_t { code, name, kind, regency, expected, district, officer };
constexpr std::size_t own_active = 7;
constexpr std::size_t own_merged_into = 8;
constexpr std::size_t import_regency_name = 7;

csv_columns columns_of(bool import)
{
    csv_columns columns{{"code", "name", "kind", "regency", "expected"}, {"district", "officer"}};
    if (import)
        columns.optional.push_back("regency_name");
    else
        columns.optional.insert(columns.optional.end(), {"active", "merged_into"});
    return columns;
}

// Whether a value cannot be a person's name, should columns be swapped: codes and numbers have
// digits, the words of a table are one and small.
bool may_show(std::string_view value)
{
    bool const digits = value.find_first_of("0123456789") != std::string_view::npos;
    bool const word = value.size() <= 12 && std::all_of(value.begin(), value.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || c == '_';
                      });
    return digits || word;
}

class site_reader {
public:
    site_reader(std::string_view file, region_set const& regions, site_import const* with,
                faults& found)
        : file_(file),
          with_(with),
          found_(found),
          regions_(file, regions,
                   {with ? with->names : nullptr, with && with->accept_aliases, true}, found)
    {
    }

    void read(std::string_view text)
    {
        auto const rows = parse_csv(text, file_, columns_of(with_ != nullptr), found_);
        out_.rows.reserve(rows.size());
        lines_.reserve(rows.size());
        for (auto const& row : rows) take(row);
        out_.aliases = regions_.take_aliases();
    }

    read_site_rows take_all() { return std::move(out_); }

private:
    void take(csv_row const& row)
    {
        auto const before = found_.count();
        check_code(row);
        auto const place = kind_of(row);
        auto const where = regency_of(row);
        auto const wanted = yes_no(row, expected, "expected");
        check_label(row, "name", name);
        check_label(row, "district", district);
        auto const& who = row.fields[officer];
        if (!who.empty() && !is_officer_code(who))
            refuse(row, "officer", who, "the officer's code, 1 to 32 of A-Z, 0-9 and '-', or empty",
                   refusal::officer_form);
        auto const active = with_ || row.fields[own_active].empty()
                                ? std::optional(true)
                                : yes_no(row, own_active, "active");
        if (found_.count() != before) return;
        auto const [first, is_first] = lines_.try_emplace(row.fields[code], row.line);
        if (!is_first)
            return refuse(row, "code", row.fields[code],
                          "is already in line " + std::to_string(first->second),
                          refusal::given_twice);
        domain::site site{row.fields[code], *place, *where, *wanted, *active, who, {}};
        if (!with_) site.merged_into = row.fields[own_merged_into];
        out_.rows.push_back({std::move(site), row.fields[name], row.fields[district]});
        out_.lines.push_back(row.line);
    }

    void check_code(csv_row const& row)
    {
        if (is_site_code(row.fields[code])) return;
        if (is_site_code(row.fields[name]) && row.fields[name].find('-') != std::string::npos)
            refuse(row, "code", "", "code and name seem swapped", refusal::columns_swapped);
        else
            refuse(row, "code", row.fields[code],
                   "1 to 32 of A-Z, 0-9 and '-', not beginning with '-'", refusal::site_code_form);
    }

    std::optional<domain::place> kind_of(csv_row const& row)
    {
        auto const& said = row.fields[kind];
        auto const place = domain::from_word<domain::place>(with_ ? fold(said) : said);
        if (place) return place;
        auto const means = meaning("place", said);
        if (means && with_->accept_aliases) return domain::from_word<domain::place>(*means);
        refuse_word(row, "kind", said, "puskesmas, pmb, imp, rs or kb_bergerak",
                    refusal::kind_unknown, means);
        return std::nullopt;
    }

    std::optional<bool> yes_no(csv_row const& row, std::size_t at, std::string_view what)
    {
        auto const said = with_ ? fold(row.fields[at]) : row.fields[at];
        if (said == "yes" || said == "no") return said == "yes";
        auto const means = meaning("yes_no", said);
        if (means && with_->accept_aliases) return *means == "yes";
        refuse_word(row, what, row.fields[at], "yes or no", refusal::expected_form, means);
        return std::nullopt;
    }

    std::optional<std::string> meaning(std::string_view of, std::string_view said) const
    {
        return with_ && with_->names ? with_->names->meaning(of, said) : std::nullopt;
    }

    // A word of the alias table is no name, and is shown with what it means.
    void refuse_word(csv_row const& row, std::string_view what, std::string const& said,
                     std::string rule, refusal why, std::optional<std::string> const& means)
    {
        if (!means) return refuse(row, what, said, std::move(rule), why);
        auto found = fault_of(row, what, "", std::move(rule), refusal::alias_not_confirmed);
        found.value = said;
        found.value_hidden = false;
        found.suggestion = '"' + said + "\" → " + *means + ", taken with --accept-aliases";
        found_.add(std::move(found));
    }

    std::optional<domain::region_code> regency_of(csv_row const& row)
    {
        auto const& said = row.fields[regency];
        auto const named = with_ ? row.fields[import_regency_name] : std::string();
        auto const parsed = domain::region_code::from_text(said);
        bool const form = parsed ? parsed->is_regency() : with_ && may_show(said);
        if (!form) {
            refuse(row, "regency", said, "a regency or city like 15.07", refusal::code_form);
            return std::nullopt;
        }
        region_reference::printed const where{row.line,  said,           named,
                                              "regency", "regency_name", row.fields[code]};
        return named.empty() ? regions_.resolve_code(where) : regions_.resolve(where);
    }

    // Says how long the text is and not what it says: it may be a person's name.
    void check_label(csv_row const& row, std::string_view what, column at)
    {
        auto const length = characters(row.fields[at]);
        if (length > limits::site_label_characters_max)
            refuse(row, std::string(what) + " of " + std::to_string(length) + " characters", "",
                   "at most 120", refusal::label_too_long);
    }

    // Shows a value only where it cannot be a name, and the site's code where it is one.
    fault fault_of(csv_row const& row, std::string_view what, std::string const& value,
                   std::string rule, refusal why) const
    {
        auto const shown = may_show(value) && !value.empty();
        return {.file = file_,
                .line = row.line,
                .subject = is_site_code(row.fields[code]) ? row.fields[code] : std::string(),
                .column = std::string(what),
                .value = shown ? value : std::string(),
                .value_hidden = !shown,
                .rule = std::move(rule),
                .suggestion = {},
                .why = why};
    }
    void refuse(csv_row const& row, std::string_view what, std::string const& value,
                std::string rule, refusal why)
    {
        found_.add(fault_of(row, what, value, std::move(rule), why));
    }

    std::string file_;
    site_import const* with_;  // null: the event's own table
    faults& found_;
    region_reference regions_;
    std::unordered_map<std::string, std::size_t> lines_;
    read_site_rows out_;
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

bool is_officer_code(std::string_view text)
{
    return text.size() <= limits::officer_code_bytes_max && is_site_code(text);
}

read_site_rows parse_sites(std::string_view text, std::string_view file, region_set const& regions,
                           faults& found)
{
    site_reader reader(file, regions, nullptr, found);
    reader.read(text);
    return reader.take_all();
}

read_site_rows parse_sites(std::string_view text, std::string_view file, region_set const& regions,
                           site_import const& with, faults& found)
{
    site_reader reader(file, regions, &with, found);
    reader.read(text);
    return reader.take_all();
}

std::string format_sites(std::vector<site_row> const& rows)
{
    csv_writer out({"code", "name", "kind", "regency", "district", "expected", "active", "officer",
                    "merged_into"});
    for (auto const& [site, name, district] : rows)
        out.row({site.code, name, std::string(domain::word(site.place)), site.regency.text(),
                 district, site.expected ? "yes" : "no", site.active ? "yes" : "no", site.officer,
                 site.merged_into});
    return out.text();
}

void check_merges(std::vector<site_row> const& rows, std::string_view file, faults& found)
{
    std::unordered_map<std::string_view, domain::site const*> by_code;
    for (auto const& row : rows) by_code.emplace(row.site.code, &row.site);
    for (auto const& row : rows) {
        if (row.site.merged_into.empty()) continue;
        auto const into = by_code.find(row.site.merged_into);
        bool const good = into != by_code.end() && into->second->regency == row.site.regency &&
                          into->second->merged_into.empty() && into->second != &row.site;
        if (!good)
            found.in_file(file,
                          row.site.code +
                              ": merged_into: another site of the same regency that is not merged "
                              "itself",
                          refusal::merge_impossible);
    }
}

}  // namespace sejuta::catalogue
