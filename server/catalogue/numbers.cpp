// SPDX-License-Identifier: Apache-2.0
#include "catalogue/numbers.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace sejuta::catalogue {
namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// True for "1.055" and "1.000.000": groups of three after one to three digits.
bool is_grouped(std::string_view text)
{
    auto const dot = text.find('.');
    if (dot == 0 || dot > 3 || (text.size() - dot) % 4 != 0) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const wants_dot = i >= dot && (i - dot) % 4 == 0;
        if (wants_dot ? text[i] != '.' : !is_digit(text[i])) return false;
    }
    return true;
}

// "1e3", "1,2E+05"
bool is_shortened(std::string_view text)
{
    auto const e = text.find_first_of("eE");
    return e != std::string_view::npos && e > 0 && is_digit(text.front()) && is_digit(text.back());
}

bool only(std::string_view text, std::string_view characters)
{
    return text.find_first_not_of(characters) == std::string_view::npos;
}

}  // namespace

bool all_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::optional<std::int64_t> parse_acceptors(std::string_view text)
{
    if (text.empty() || text.front() == '0' || text.size() > 13 ||
        !(all_digits(text) || is_grouped(text)))
        return std::nullopt;
    std::int64_t number = 0;
    for (char c : text)
        if (c != '.') number = number * 10 + (c - '0');
    return number <= limits::target_acceptors_max ? std::optional(number) : std::nullopt;
}

number_fault why_no_acceptors(std::string_view text)
{
    std::string const whole = "a whole number of acceptors, 1 or more";
    if (text.starts_with('=') || text.starts_with('#') || text.starts_with('\''))
        return {refusal::number_of_a_formula,
                whole +
                    "; this is a formula, its error or a text mark of a spreadsheet: paste "
                    "the value"};
    if (is_shortened(text))
        return {refusal::number_shortened,
                whole + "; a spreadsheet shortened it and may have lost digits: write them all"};
    if (text.find(',') != std::string_view::npos && only(text, "0123456789.,"))
        return {refusal::number_with_comma,
                whole +
                    "; a comma means thousands in English and decimals in Indonesian: write "
                    "1000 or 1.000"};
    if (all_digits(text) || (is_grouped(text) && text.front() != '0') ||
        (text.starts_with('-') && only(text, "-.0123456789")))
        return {refusal::number_out_of_range,
                whole + ", at most " + std::to_string(limits::target_acceptors_max)};
    if (text.find('.') != std::string_view::npos && only(text, "0123456789."))
        return {refusal::number_with_decimals,
                whole + "; a dot groups three digits (1.000): there are no half acceptors"};
    return {refusal::not_a_number, whole};
}

std::optional<std::uint32_t> parse_month(std::string_view text)
{
    std::string digits(text);
    if (text.size() == 7 && text[4] == '-') digits.erase(4, 1);
    if (digits.size() != 6 || !all_digits(digits)) return std::nullopt;
    auto const number = static_cast<std::uint32_t>(std::stoul(digits));
    auto const month = number % 100;
    if (number / 100 < 2000 || number / 100 > 2099 || month < 1 || month > 12) return std::nullopt;
    return number;
}

}  // namespace sejuta::catalogue
