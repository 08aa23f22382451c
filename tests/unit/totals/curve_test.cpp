// SPDX-License-Identifier: Apache-2.0
#include "totals/curve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "base/limits.hpp"

namespace {

using namespace sejuta;
using totals::curve;
using totals::minute_row;

constexpr std::uint32_t midnight_wib = 26'556'060;  // 2020-06-29T00:00+07:00
static_assert((midnight_wib + 420) % 1'440 == 0);

curve filled(std::uint32_t minutes)
{
    curve out;
    for (std::uint32_t i = 0; i < minutes; ++i) out.add(midnight_wib + i, 1);
    return out;
}

TEST(curve_test, has_a_row_a_minute_up_to_the_limit_and_five_beyond)
{
    auto const fine = filled(limits::curve_rows_max);
    EXPECT_EQ(fine.step(), 1U);
    EXPECT_EQ(fine.rows().size(), limits::curve_rows_max);
    auto const coarse = filled(limits::curve_rows_max + 1);
    EXPECT_EQ(coarse.step(), 5U);
    EXPECT_EQ(coarse.rows().size(), limits::curve_rows_max / 5 + 1);
    EXPECT_EQ(coarse.rows().front(), (minute_row{midnight_wib, 5}));
}

TEST(curve_test, of_a_month_has_hours)
{
    auto const month = filled(31 * 1'440);
    EXPECT_EQ(month.step(), 60U);
    EXPECT_EQ(month.rows().size(), 31U * 24U);
}

TEST(curve_test, of_a_year_has_halves_of_wib_s_days)
{
    auto const year = filled(366 * 1'440);
    EXPECT_EQ(year.step(), 720U);
    EXPECT_EQ(year.rows().front(), (minute_row{midnight_wib, 720}));
    EXPECT_EQ(year.rows().back().minute, midnight_wib + 365 * 1'440 + 720);
}

TEST(curve_test, shows_the_same_in_whatever_order_it_was_filled)
{
    for (unsigned seed = 1; seed <= 10; ++seed) {
        std::mt19937 random(seed);
        std::vector<std::uint32_t> minutes(3'000);
        for (auto& minute : minutes) minute = midnight_wib + random() % 4'000;
        curve one;
        for (auto const minute : minutes) one.add(minute, 1);
        std::shuffle(minutes.begin(), minutes.end(), random);
        curve other;
        for (auto const minute : minutes) other.add(minute, 1);
        EXPECT_EQ(one.step(), other.step());
        EXPECT_EQ(one.rows(), other.rows()) << "seed " << seed;
        auto const rows = one.rows();
        EXPECT_EQ(std::accumulate(rows.begin(), rows.end(), std::int64_t{0},
                                  [](auto sum, auto const& row) { return sum + row.acceptors; }),
                  3'000);
    }
}

TEST(curve_test, leaves_out_minutes_that_corrections_emptied)
{
    curve c;
    c.add(midnight_wib, 3);
    c.add(midnight_wib + 1, 2);
    c.add(midnight_wib, -3);
    EXPECT_THAT(c.rows(), testing::ElementsAre(minute_row{midnight_wib + 1, 2}));
}

}  // namespace
