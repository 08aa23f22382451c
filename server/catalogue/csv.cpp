// SPDX-License-Identifier: Apache-2.0
#include "catalogue/csv.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "base/limits.hpp"
#include "catalogue/utf8.hpp"

namespace sejuta::catalogue {
namespace {

// Without the spaces, tabs and no-break spaces that spreadsheets leave around a field.
std::string trimmed(std::string value)
{
    static constexpr std::array<std::string_view, 3> blanks{" ", "\t", "\xC2\xA0"};
    auto const cut = [](std::string_view& text) {
        for (auto const blank : blanks) {
            if (text.starts_with(blank)) return text.remove_prefix(blank.size()), true;
            if (text.ends_with(blank)) return text.remove_suffix(blank.size()), true;
        }
        return false;
    };
    std::string_view rest = value;
    while (cut(rest)) {
    }
    return rest.size() == value.size() ? std::move(value) : std::string(rest);
}

// Splits text into records. `at_` is always the next byte to look at.
class scanner {
public:
    scanner(std::string_view text, std::string_view file, char separator, std::size_t line,
            faults& found)
        : text_(text),
          file_(file),
          separator_(separator),
          stops_{separator, '\r', '\n'},
          line_(line),
          found_(found)
    {
    }

    bool done() const { return at_ >= text_.size(); }

    csv_row next()
    {
        csv_row row;
        row.line = line_;
        do row.fields.push_back(trimmed(field()));
        while (take(separator_));
        end_of_record();
        return row;
    }

private:
    bool take(char c)
    {
        if (done() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    std::string field()
    {
        if (take('"')) return quoted_field();
        auto const end = std::min(text_.find_first_of(stops_, at_), text_.size());
        std::string value(text_.substr(at_, end - at_));
        at_ = end;
        if (value.find('"') != std::string::npos)
            found_.at_line(file_, line_, "field", value,
                           "a quote stands at both ends of a field and is doubled inside",
                           refusal::broken_quote);
        return value;
    }

    // After the opening quote, up to and with the closing one.
    std::string quoted_field()
    {
        std::string value;
        auto const began_at = line_;
        while (!done()) {
            char const c = text_[at_++];
            if (c == '"' && !take('"')) {
                after_quote(value);
                return value;
            }
            if (c == '\n') ++line_;
            value += c;
        }
        found_.at_line(file_, began_at, "field", value, "its quote is not closed",
                       refusal::broken_quote);
        return value;
    }

    void after_quote(std::string& value)
    {
        if (done() || stops_.find(text_[at_]) != std::string::npos) return;
        found_.at_line(file_, line_, "field", value,
                       "after a closing quote comes the separator or the end of the line",
                       refusal::broken_quote);
        at_ = std::min(text_.find_first_of(stops_, at_), text_.size());
    }

    void end_of_record()
    {
        if (take('\r') && !done() && text_[at_] != '\n')
            found_.at_line(file_, line_, "carriage return", "lines end in LF or CRLF",
                           refusal::line_end);
        take('\n');
        ++line_;
    }

    std::string_view text_;
    std::string_view file_;
    char separator_;
    std::string stops_;  // what ends a field that has no quotes
    std::size_t line_;
    faults& found_;
    std::size_t at_ = 0;
};

bool is_blank(csv_row const& row)
{
    return std::all_of(row.fields.begin(), row.fields.end(),
                       [](std::string const& field) { return field.empty(); });
}

// Takes a spreadsheet's "sep=;" line off, or looks at which separator the header uses.
char take_separator(std::string_view& text, std::size_t& line)
{
    auto const first = text.substr(0, text.find('\n'));
    bool const named =
        first.starts_with("sep=") && first.size() >= 5 && (first[4] == ',' || first[4] == ';');
    if (!named) return first.find(';') != std::string_view::npos ? ';' : ',';
    char const separator = first[4];
    text.remove_prefix(std::min(first.size() + 1, text.size()));
    ++line;
    return separator;
}

// For each wanted column its place in the header, or nothing.
std::vector<std::optional<std::size_t>> find_columns(csv_row const& header, std::string_view file,
                                                     csv_columns const& columns, faults& found)
{
    auto wanted = columns.required;
    wanted.insert(wanted.end(), columns.optional.begin(), columns.optional.end());
    std::vector<std::optional<std::size_t>> places(wanted.size());
    for (std::size_t i = 0; i < header.fields.size(); ++i) {
        auto const& name = header.fields[i];
        auto const match = std::find(wanted.begin(), wanted.end(), name);
        if (match == wanted.end()) {
            found.at_line(file, header.line, "column", name, "this table has no such column",
                          refusal::unknown_column);
            continue;
        }
        auto& place = places[static_cast<std::size_t>(match - wanted.begin())];
        if (place)
            found.at_line(file, header.line, "column", name, "appears twice",
                          refusal::column_twice);
        place = i;
    }
    for (std::size_t i = 0; i < columns.required.size(); ++i)
        if (!places[i])
            found.at_line(file, header.line, "column", wanted[i], "is missing",
                          refusal::missing_column);
    return places;
}

}  // namespace

std::vector<csv_row> parse_csv(std::string_view text, std::string_view file,
                               csv_columns const& columns, faults& found)
{
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (auto const line = first_line_not_utf8(text)) {
        found.at_line(file, *line, "text", "not UTF-8; save the table as \"CSV UTF-8\"",
                      refusal::not_utf8);
        return {};
    }
    std::size_t line = 1;
    char const separator = take_separator(text, line);
    scanner scan(text, file, separator, line, found);
    if (scan.done()) {
        found.in_file(file, "empty; the first line names the columns", refusal::empty_table);
        return {};
    }
    auto const header = scan.next();
    auto const before = found.count();
    auto const places = find_columns(header, file, columns, found);
    if (found.count() != before) return {};

    std::vector<csv_row> rows;
    while (!scan.done()) {
        auto raw = scan.next();
        if (is_blank(raw)) continue;
        if (raw.fields.size() != header.fields.size()) {
            found.at_line(file, raw.line, std::to_string(raw.fields.size()) + " fields",
                          "the header has " + std::to_string(header.fields.size()),
                          refusal::field_count);
            continue;
        }
        auto& row = rows.emplace_back();
        row.line = raw.line;
        for (auto const& place : places)
            row.fields.push_back(place ? std::move(raw.fields[*place]) : std::string());
    }
    return rows;
}

std::optional<std::string> read_file(std::string const& file, faults& found)
{
    std::error_code failed;
    auto const bytes = std::filesystem::file_size(file, failed);
    if (failed) {
        found.in_file(file, "cannot be read: " + failed.message(), refusal::unreadable);
        return std::nullopt;
    }
    if (bytes > limits::catalogue_file_bytes_max) {
        found.in_file(file,
                      std::to_string(bytes) + " bytes; at most " +
                          std::to_string(limits::catalogue_file_bytes_max),
                      refusal::too_large);
        return std::nullopt;
    }
    std::ifstream in(file, std::ios::binary);
    std::string text(bytes, '\0');
    in.read(text.data(), static_cast<std::streamsize>(bytes));
    if (in.gcount() != static_cast<std::streamsize>(bytes)) {
        found.in_file(file, "cannot be read", refusal::unreadable);
        return std::nullopt;
    }
    return text;
}

std::vector<csv_row> read_csv(std::string const& file, csv_columns const& columns, faults& found)
{
    auto const text = read_file(file, found);
    return text ? parse_csv(*text, file, columns, found) : std::vector<csv_row>();
}

}  // namespace sejuta::catalogue
