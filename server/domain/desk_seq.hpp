// SPDX-License-Identifier: Apache-2.0
// The seqs of corrections that are made at a desk, in the terminal's own row of numbers; they
// follow from the report that is corrected, so that the same correction again is the same report
// (docs/adr/0014-corrections-at-a-desk.md).
//
//   30   29 ... 24   23 ... 0
//    1     depth     the terminal's own seq
#pragma once

#include <cstdint>
#include <optional>

namespace sejuta::domain {

inline constexpr std::uint32_t desk_seq_bit = 1U << 30;
inline constexpr std::uint32_t desk_depth_step = 1U << 24;

// The first candidate for a correction of this report, or the one after a candidate. Nothing where
// there is none: a seq of the terminal's own above 16,777,215, or the last depth.
constexpr std::optional<std::uint32_t> next_desk_seq(std::uint32_t seq)
{
    if (seq < desk_seq_bit) {
        if (seq == 0 || seq >= desk_depth_step) return std::nullopt;
        return desk_seq_bit | seq;
    }
    auto const next = seq + desk_depth_step;
    if (next >= 2 * desk_seq_bit) return std::nullopt;
    return next;
}

}  // namespace sejuta::domain
