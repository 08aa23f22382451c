// SPDX-License-Identifier: Apache-2.0
// Decimal digits of fixed width, for texts that are made for every report: printf takes ten times
// as long.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace sejuta::base {

// Appends the last `width` digits of a number, at most 10, with leading zeros.
inline void append_digits(std::string& to, std::uint32_t number, std::size_t width)
{
    std::array<char, 10> digits;
    for (auto at = width; at > 0; number /= 10) digits[--at] = static_cast<char>('0' + number % 10);
    to.append(digits.data(), width);
}

}  // namespace sejuta::base
