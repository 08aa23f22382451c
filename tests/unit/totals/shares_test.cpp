// SPDX-License-Identifier: Apache-2.0
#include "totals/shares.hpp"

#include <gtest/gtest.h>

namespace {

using namespace sejuta::totals;
using sejuta::domain::method;

region_totals sample()
{
    region_totals t;
    t.by_method = {{method::iud, 1},     {method::implan, 2},          {method::suntik_1_bulan, 4},
                   {method::suntik, 8},  {method::suntik_3_bulan, 16}, {method::pil, 32},
                   {method::kondom, 64}, {method::mow, 128},           {method::mop, 256},
                   {method::mal, 512}};
    return t;
}

TEST(shares, sum_what_the_practice_sums)
{
    EXPECT_EQ(suntik_of(sample()), 4 + 8 + 16);
    EXPECT_EQ(mkjp_of(sample()), 1 + 2 + 128 + 256);
    EXPECT_EQ(of_method(sample(), method::mal), 512);
    EXPECT_EQ(of_method({}, method::mal), 0);
}

TEST(shares, sum_groups_in_any_order)
{
    EXPECT_EQ(group_of(sample(), "implan+iud"), 3);
    EXPECT_EQ(group_of(sample(), "iud+implan"), 3);
    EXPECT_EQ(group_of(sample(), "suntik"), 28);
    EXPECT_EQ(group_of(sample(), "kondom+pil"), 96);
    for (auto const* wrong : {"", "+", "iud+", "iud+susuk"})
        EXPECT_EQ(group_of(sample(), wrong), std::nullopt) << wrong;
}

}  // namespace
