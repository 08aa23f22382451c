// SPDX-License-Identifier: Apache-2.0
// Words that several rooms print alike.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "domain/dimensions.hpp"

namespace sejuta::sim {

// The row of a published result: all injections stand under "suntik".
constexpr std::string_view printed_method(domain::method given)
{
    using domain::method;
    bool const injection = given == method::suntik || given == method::suntik_1_bulan ||
                           given == method::suntik_3_bulan;
    return injection ? "suntik" : domain::word(given);
}

// 11093 → "11,093".
inline std::string grouped(std::int64_t number)
{
    std::string digits = std::to_string(number < 0 ? -number : number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
    return number < 0 ? "-" + digits : digits;
}

inline std::string count_text(std::uint64_t number)
{
    return grouped(static_cast<std::int64_t>(number));
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
