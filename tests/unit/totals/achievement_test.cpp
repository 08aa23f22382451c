// SPDX-License-Identifier: Apache-2.0
// The published figures, to the last digit.
#include "totals/achievement.hpp"

#include <gtest/gtest.h>

namespace {

using namespace sejuta::totals;

std::optional<std::string> of_text(char const* actual, char const* target, polarity better)
{
    return percent(decimal::from_text(actual).value(), decimal::from_text(target), better);
}

TEST(achievement, reproduces_published_percentages)
{
    EXPECT_EQ(percent(1'355'294, 1'000'000), "135.53");
    EXPECT_EQ(percent(466'304, 418'224), "111.50");
    EXPECT_EQ(percent(466'304, 454'226), "102.66");
    EXPECT_EQ(percent(6'162, 4'282), "143.90");
    EXPECT_EQ(percent(362'378, 1'256'052), "28.85");
    EXPECT_EQ(percent(1'000, 625), "160.00");
    EXPECT_EQ(of_text("66.4", "69.30", polarity::higher_is_better), "95.82");
}

TEST(achievement, divides_the_other_way_where_lower_is_better)
{
    EXPECT_EQ(of_text("2.27", "1.98", polarity::lower_is_better), "87.22");
    EXPECT_EQ(of_text("8.9", "10.22", polarity::lower_is_better), "114.83");
}

TEST(achievement, rounds_half_up_once)
{
    EXPECT_EQ(percent(1, 20'000), "0.01");  // 0.005
    EXPECT_EQ(percent(49'999, 1'000'000'000), "0.00");
    EXPECT_EQ(percent(1'005, 100'000), "1.01");  // 1.005, which binary floating point loses
    EXPECT_EQ(percent(-1, 20'000), "0.00");      // -0.005 goes up
    EXPECT_EQ(percent(-3, 20'000), "-0.01");     // -0.015 goes up
    EXPECT_EQ(percent(-5, 4), "-125.00");
}

TEST(achievement, is_nothing_without_a_positive_denominator)
{
    EXPECT_EQ(percent(5, 0), std::nullopt);
    EXPECT_EQ(percent(5, -1), std::nullopt);
    EXPECT_EQ(percent(decimal{5, 0}, std::nullopt), std::nullopt);
    EXPECT_EQ(of_text("0", "8.9", polarity::lower_is_better), std::nullopt);
    EXPECT_EQ(percent(0, 1'000'000), "0.00");
}

TEST(achievement, does_not_overflow)
{
    EXPECT_EQ(percent(9'007'199'254'740'992, 1), "900719925474099200.00");
}

TEST(achievement, parses_decimals_strictly)
{
    EXPECT_EQ(decimal::from_text("1.98")->units, 198);
    EXPECT_EQ(decimal::from_text("1.98")->scale, 2);
    EXPECT_EQ(decimal::from_text("-3")->units, -3);
    EXPECT_EQ(decimal::from_text("1.2345")->scale, 4);
    for (auto const* wrong :
         {"", "-", ".", ".5", "5.", "1.2.3", "1,5", "1e3", " 1", "1.23456", "1234567890123456"})
        EXPECT_FALSE(decimal::from_text(wrong)) << wrong;
}

}  // namespace
