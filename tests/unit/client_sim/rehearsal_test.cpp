// SPDX-License-Identifier: Apache-2.0
#include "rehearsal.hpp"

#include <gtest/gtest.h>

namespace sejuta::sim {
namespace {

TEST(rehearsal_options, settling_bears_a_server_that_is_away_as_long_as_the_run_does)
{
    using std::chrono::seconds;
    rehearsal_options given;
    EXPECT_EQ(settle_wait_of(given), seconds(30)) << "as long as --server-wait by itself";
    given.server_wait = seconds(2);
    EXPECT_EQ(settle_wait_of(given), seconds(20)) << "totals may lag behind the last receipt";
    given.server_wait = seconds(90);
    EXPECT_EQ(settle_wait_of(given), seconds(90));
}

}  // namespace
}  // namespace sejuta::sim
