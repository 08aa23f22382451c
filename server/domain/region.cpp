// SPDX-License-Identifier: Apache-2.0
#include "domain/region.hpp"

#include "base/digits.hpp"

namespace sejuta::domain {
namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

}  // namespace

std::optional<region_code> region_code::from_text(std::string_view text)
{
    if (text == "ID") return nation();
    bool const province = text.size() == 2;
    bool const regency = text.size() == 5 && text[2] == '.';
    if (!province && !regency) return std::nullopt;
    int number = 0;
    for (char c : text) {
        if (c == '.') continue;
        if (!is_digit(c)) return std::nullopt;
        number = number * 10 + (c - '0');
    }
    if (province) number *= 100;
    if (number / 100 < 11 || (regency && number % 100 == 0)) return std::nullopt;
    return region_code(static_cast<std::uint16_t>(number));
}

bool region_code::contains(region_code other) const
{
    if (is_nation()) return true;
    if (is_regency()) return other == *this;
    return other == *this || other.parent() == *this;
}

std::string region_code::text() const
{
    if (is_nation()) return "ID";
    std::string out;
    base::append_digits(out, number_ / 100U, 2);
    if (is_province()) return out;
    out.push_back('.');
    base::append_digits(out, number_, 2);
    return out;
}

}  // namespace sejuta::domain
