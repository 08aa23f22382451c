// SPDX-License-Identifier: Apache-2.0
#include "totals/local_time.hpp"

#include <gtest/gtest.h>

namespace {

using namespace sejuta::totals;

TEST(local_time, reads_a_time_with_its_zone_s_name)
{
    EXPECT_EQ(from_local_time("2020-06-29T22:00WIB"), 1'593'442'800'000);
    EXPECT_EQ(from_local_time("2020-06-29T23:00WITA"), 1'593'442'800'000);
    EXPECT_EQ(from_local_time("2020-06-30T00:00WIT"), 1'593'442'800'000);
    EXPECT_EQ(from_local_time("2020-06-29T22:00:07WIB"), 1'593'442'807'000);
}

TEST(local_time, refuses_anything_else)
{
    for (auto const* wrong : {"", "22:00", "2020-06-29", "2020-06-29T22:00",
                              "2020-06-29T22:00+07:00", "2020-06-29T22:00 07:00",
                              "2020-06-29T24:00WIB", "2020-06-29T22:60WIB", "2020-06-31T22:00WIB",
                              "2020-06-29T22:00wib", "2020-06-29T22:00WIB ", "2020-6-29T22:00WIB",
                              "2020-06-29 22:00WIB", "2020-06-29T22:00:WIB", "2020-06-29T2200WIB"})
        EXPECT_FALSE(from_local_time(wrong)) << wrong;
}

}  // namespace
