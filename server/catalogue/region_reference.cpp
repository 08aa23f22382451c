// SPDX-License-Identifier: Apache-2.0
#include "catalogue/region_reference.hpp"

#include <algorithm>

#include "catalogue/numbers.hpp"

namespace sejuta::catalogue {
namespace {

using domain::region_code;

constexpr auto code_rule = "ID, a province like 15 or a regency like 15.07";

// "1507" → "15.07", the same code without its dot.
std::string with_dot(std::string_view text)
{
    if (text.size() != 4 || !all_digits(text)) return std::string(text);
    return std::string(text.substr(0, 2)) + '.' + std::string(text.substr(2));
}

// "15.1", "15,1" and "15,10": what is left where a spreadsheet read a code as a number, with the
// dot and the zero put back.
std::optional<region_code> before_the_spreadsheet(std::string_view text)
{
    auto point = std::string(text);
    std::replace(point.begin(), point.end(), ',', '.');
    if (point.size() == 4 && point[2] == '.') point += '0';
    return point == text ? std::nullopt : region_code::from_text(point);
}

}  // namespace

std::optional<region_code> region_reference::resolve(printed const& row)
{
    auto const code = resolve_code(row);
    if (!code || regions_.agrees(row.name, *code)) return code;
    bool const confirmed = with_.names && with_.accept_aliases && !regions_.named(row.name) &&
                           with_.names->suggest(row.name) == code;
    if (!confirmed) {
        refuse_name(row, *code);
        return std::nullopt;
    }
    taken_.push_back({row.line, std::string(row.name), name_of(*code), *code});
    return code;
}

std::optional<region_code> region_reference::resolve_code(printed const& row)
{
    auto const code = parse(row);
    if (!code || regions_.regions.contains(*code)) return code;
    auto const meant = regions_.named(row.name);
    fault_at(row, row.code_column, row.code, "is not in the event's regions (" + regions_.id + ")",
             meant ? name_of(*meant) + " has code " + meant->text() : "", refusal::code_not_in_set);
    return std::nullopt;
}

std::optional<region_code> region_reference::parse(printed const& row)
{
    auto code = region_code::from_text(row.code);
    if (!code && with_.names) code = region_code::from_text(with_dot(row.code));
    if (code) return code;
    if (region_code::from_text(row.name)) {
        fault_at(row, row.code_column, row.code, "code and name seem swapped", "",
                 refusal::columns_swapped);
        return std::nullopt;
    }
    auto const meant = regions_.named(row.name);
    auto const should = meant ? name_of(*meant) + " has code " + meant->text() : std::string();
    auto const lost = before_the_spreadsheet(row.code);
    if (!lost) {
        fault_at(row, row.code_column, row.code, code_rule, should, refusal::code_form);
        return std::nullopt;
    }
    bool const is_there = regions_.regions.contains(*lost);
    fault_at(row, row.code_column, row.code,
             "a spreadsheet took it for a number; a code is text with two digits after its dot",
             is_there ? "is it " + lost->text() + ", " + name_of(*lost) + '?' : should,
             refusal::code_lost_zero);
    return std::nullopt;
}

void region_reference::refuse_name(printed const& row, region_code code)
{
    auto const rule = "code " + code.text() + " is \"" + name_of(code) + '"';
    auto const said = '"' + std::string(row.name) + '"';
    if (auto const meant = regions_.named(row.name))
        return fault_at(row, row.name_column, row.name, rule, said + " has code " + meant->text(),
                        refusal::name_disagrees);
    auto const near = with_.names ? with_.names->suggest(row.name) : std::nullopt;
    if (!near) return fault_at(row, row.name_column, row.name, rule, "", refusal::name_disagrees);
    auto const means = said + " → " + name_of(*near) + ' ' + near->text();
    if (*near == code)
        fault_at(row, row.name_column, row.name, rule, means + ", taken with --accept-aliases",
                 refusal::alias_not_confirmed);
    else
        fault_at(row, row.name_column, row.name, rule, means, refusal::name_disagrees);
}

std::string region_reference::name_of(region_code code) const
{
    return regions_.regions.at(code).name;
}

void region_reference::fault_at(printed const& row, std::string_view column, std::string_view value,
                                std::string rule, std::string suggestion, refusal why)
{
    bool const unknown_name = column == row.name_column && suggestion.empty();
    bool const hidden = unknown_name && with_.names_may_be_of_people;
    found_.add({.file = file_,
                .line = row.line,
                .subject = std::string(row.subject.empty() ? row.code : row.subject),
                .column = std::string(column),
                .value = hidden ? std::string() : std::string(value),
                .value_hidden = hidden,
                .rule = std::move(rule),
                .suggestion = std::move(suggestion),
                .why = why});
}

}  // namespace sejuta::catalogue
