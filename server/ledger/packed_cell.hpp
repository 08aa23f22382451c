// SPDX-License-Identifier: Apache-2.0
// A cell in 55 bits, so that a recount of a million reports compares numbers instead of texts.
// From the low end: lateness 2, partner 3, place 3, postpartum 2, category 2, method 4,
// regency 14, date 25. Lives in memory only: it is never stored or sent.
#pragma once

#include <cstdint>

#include "domain/cell.hpp"

namespace sejuta::ledger {

using packed_cell = std::uint64_t;

packed_cell pack(domain::cell const&);
// Only for what pack made.
domain::cell unpack(packed_cell);

// 15 of a cell in 15.71.
constexpr std::uint16_t province_of(packed_cell cell)
{
    return static_cast<std::uint16_t>((cell >> 16 & 0x3fff) / 100);
}

}  // namespace sejuta::ledger
