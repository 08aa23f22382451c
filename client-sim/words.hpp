// SPDX-License-Identifier: Apache-2.0
// Words that several rooms print alike.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "domain/dimensions.hpp"

namespace sejuta::sim {

// The same in both languages.
struct saying {
    std::string en;
    std::string id;

    bool operator==(saying const&) const = default;
};

// The row of a published result: all injections stand under "suntik".
constexpr std::string_view printed_method(domain::method given)
{
    using domain::method;
    bool const injection = given == method::suntik || given == method::suntik_1_bulan ||
                           given == method::suntik_3_bulan;
    return injection ? "suntik" : domain::word(given);
}

inline std::string in_groups(std::string digits, char mark)
{
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, mark);
    return digits;
}

// 11093 → "11,093".
inline std::string grouped(std::int64_t number)
{
    auto const digits = in_groups(std::to_string(number < 0 ? -number : number), ',');
    return number < 0 ? "-" + digits : digits;
}

inline std::string count_text(std::uint64_t number)
{
    return grouped(static_cast<std::int64_t>(number));
}

// 11093 → "11.093", as id-ID writes it.
inline std::string count_id(std::uint64_t number)
{
    return in_groups(std::to_string(number), '.');
}

// "1 report", "1,234 reports".
inline std::string counted_of(std::uint64_t number, std::string const& what)
{
    return count_text(number) + " " + what + (number == 1 ? "" : "s");
}

// As the text of an element or an attribute, in HTML and in XML, which has no control characters.
inline std::string in_markup(std::string_view text)
{
    std::string out;
    for (char const letter : text) switch (letter) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default:
            if (static_cast<unsigned char>(letter) >= 0x20 || letter == '\n') out += letter;
        }
    return out;
}

// printf into a string of at most 511 bytes.
template <class... values>
std::string format(char const* pattern, values... given)
{
    char out[512];
    std::snprintf(out, sizeof out, pattern, given...);
    return out;
}

}  // namespace sejuta::sim
