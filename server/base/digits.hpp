// SPDX-License-Identifier: Apache-2.0
// Decimal digits of fixed width, for texts that are made for every report: printf takes ten times
// as long.
#pragma once

#include <cstdint>
#include <string>

namespace sejuta::base {

// Appends the last `width` digits of a number, with leading zeros.
inline void append_digits(std::string& to, std::uint32_t number, std::size_t width)
{
    auto const from = to.size();
    to.resize(from + width);
    for (auto at = from + width; at > from; number /= 10)
        to[--at] = static_cast<char>('0' + number % 10);
}

}  // namespace sejuta::base
