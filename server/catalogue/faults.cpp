// SPDX-License-Identifier: Apache-2.0
#include "catalogue/faults.hpp"

#include <algorithm>
#include <stdexcept>

#include "catalogue/csv_writer.hpp"

namespace sejuta::catalogue {
namespace {

constexpr std::size_t shown_bytes_max = 60;

// The longest prefix of at most limit bytes that does not cut a UTF-8 character in two.
std::string_view prefix(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
    return text.substr(0, limit);
}

// Cut and without control characters.
std::string shown(std::string_view value)
{
    std::string out;
    for (char c : prefix(value, shown_bytes_max))
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
    if (value.size() > shown_bytes_max) out += "…";
    return out;
}

// A spreadsheet runs what begins so as a formula; the mark keeps it text.
std::string as_text(std::string value)
{
    bool const formula =
        !value.empty() && std::string_view("=+-@").find(value[0]) != std::string_view::npos;
    return formula ? '\'' + value : value;
}

std::string sentence_of(fault const& of, bool coded)
{
    auto out = of.file;
    if (of.line != 0) out += ':' + std::to_string(of.line);
    out += ": ";
    if (coded && !of.subject.empty()) out += of.subject + ": ";
    if (!of.column.empty())
        out += (of.value_hidden ? of.column : quoted(of.column, of.value)) + ": ";
    out += of.rule;
    if (!of.suggestion.empty()) out += "; " + of.suggestion;
    if (coded && of.why != refusal::other) out += " [" + std::string(word(of.why)) + ']';
    return out;
}

}  // namespace

std::string fault::sentence() const
{
    return sentence_of(*this, false);
}

std::string fault::coded_sentence() const
{
    return sentence_of(*this, true);
}

void faults::at_line(std::string_view file, std::size_t line, std::string_view what,
                     std::string_view value, std::string_view rule, refusal why)
{
    rows_.push_back({.file = std::string(file),
                     .line = line,
                     .subject = {},
                     .column = std::string(what),
                     .value = std::string(value),
                     .value_hidden = false,
                     .rule = std::string(rule),
                     .suggestion = {},
                     .why = why});
}

void faults::at_line(std::string_view file, std::size_t line, std::string_view what,
                     std::string_view rule, refusal why)
{
    at_line(file, line, what, {}, rule, why);
    rows_.back().value_hidden = true;
}

void faults::in_file(std::string_view file, std::string_view rule, refusal why)
{
    at_line(file, 0, {}, {}, rule, why);
}

void faults::sort_by_line()
{
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](fault const& a, fault const& b) { return a.line < b.line; });
}

fault_list faults::take()
{
    fault_list list;
    for (auto const& row : rows_) list.lines.push_back(row.sentence());
    list.rows = std::move(rows_);
    return list;
}

std::string quoted(std::string_view name, std::string_view value)
{
    return std::string(name) + " \"" + shown(value) + '"';
}

std::string report_csv(fault_list const& found)
{
    csv_writer out({"row", "column", "value", "rule", "suggestion", "code"});
    for (auto const& row : found.rows)
        out.row({row.line == 0 ? std::string() : std::to_string(row.line), row.column,
                 row.value_hidden ? std::string() : as_text(shown(row.value)), row.rule,
                 as_text(row.suggestion), std::string(word(row.why))});
    return out.text();
}

void throw_exception_from_error(fault_list const& what, boost::source_location const&)
{
    std::string all;
    for (auto const& line : what.lines) all += line + '\n';
    throw std::runtime_error(all);
}

}  // namespace sejuta::catalogue
