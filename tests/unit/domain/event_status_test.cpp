// SPDX-License-Identifier: Apache-2.0
#include "domain/event_status.hpp"

#include <gmock/gmock.h>

namespace sejuta::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(event_status_test, next_of_names_every_step_that_may_follow)
{
    using enum event_status;
    EXPECT_THAT(next_of(draft), ElementsAre(open));
    EXPECT_THAT(next_of(open), ElementsAre(late, closed));
    EXPECT_THAT(next_of(late), ElementsAre(open, closed));
    EXPECT_THAT(next_of(closed), ElementsAre(open, late, provisional));
    EXPECT_THAT(next_of(provisional), ElementsAre(closed, verified));
    EXPECT_THAT(next_of(verified), ElementsAre(provisional, final));
    EXPECT_THAT(next_of(final), IsEmpty());
}

TEST(event_status_test, to_stay_is_no_step_and_no_status_is_skipped)
{
    for (auto const& row : event_status_tokens) EXPECT_FALSE(may_follow(row.value, row.value));
    EXPECT_FALSE(may_follow(event_status::open, event_status::final));
    EXPECT_FALSE(may_follow(event_status::draft, event_status::closed));
}

TEST(event_status_test, two_statuses_record_and_all_but_final_heal)
{
    int recording = 0;
    int healing = 0;
    for (auto const& row : event_status_tokens) {
        recording += records(row.value);
        healing += heals(row.value);
    }
    EXPECT_EQ(recording, 2);
    EXPECT_TRUE(records(event_status::open) && records(event_status::late));
    EXPECT_EQ(healing, 6);
    EXPECT_FALSE(heals(event_status::final));
}

}  // namespace
}  // namespace sejuta::domain
