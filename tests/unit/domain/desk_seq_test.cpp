// SPDX-License-Identifier: Apache-2.0
#include "domain/desk_seq.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/limits.hpp"

namespace sejuta::domain {
namespace {

constexpr std::uint32_t largest_own = (1U << 24) - 1;

TEST(desk_seq_test, candidates_follow_from_the_report_and_are_never_anothers)
{
    std::set<std::uint32_t> seen;
    for (std::uint32_t const own : {1U, 2U, largest_own}) {
        std::size_t depths = 0;
        for (auto seq = next_desk_seq(own); seq; seq = next_desk_seq(*seq), ++depths) {
            EXPECT_TRUE(seen.insert(*seq).second) << *seq;
            EXPECT_LE(*seq, limits::seq_max);
            EXPECT_GT(*seq, largest_own);
        }
        EXPECT_EQ(depths, 64U);
    }
}

TEST(desk_seq_test, what_is_beyond_the_terminals_own_numbers_has_none)
{
    EXPECT_TRUE(next_desk_seq(largest_own));
    EXPECT_FALSE(next_desk_seq(largest_own + 1));
    EXPECT_FALSE(next_desk_seq(desk_seq_bit - 1));
    EXPECT_FALSE(next_desk_seq(0));
    EXPECT_TRUE(next_desk_seq(desk_seq_bit | 1U));
    EXPECT_FALSE(next_desk_seq(limits::seq_max));
}

}  // namespace
}  // namespace sejuta::domain
