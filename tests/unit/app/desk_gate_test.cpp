// SPDX-License-Identifier: Apache-2.0
#include "app/desk_gate.hpp"

#include <gtest/gtest.h>

namespace sejuta::app {
namespace {

using namespace std::chrono_literals;

TEST(desk_gate_test, an_account_waits_for_the_next_minute_and_others_do_not)
{
    desk_gate gate;
    auto const now = 10min + 45s;
    for (std::size_t i = 0; i < limits::desk_acts_per_minute_max; ++i)
        ASSERT_FALSE(gate.refused("jambi-01", now)) << i;
    EXPECT_EQ(gate.refused("jambi-01", now), 15s);
    EXPECT_EQ(gate.refused("jambi-01", now + 14'500ms), 1s);
    EXPECT_FALSE(gate.refused("jambi-02", now));
    EXPECT_FALSE(gate.refused("jambi-01", now + 15s));
}

}  // namespace
}  // namespace sejuta::app
