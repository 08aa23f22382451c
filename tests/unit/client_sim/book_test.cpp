// SPDX-License-Identifier: Apache-2.0
// What contradicts a receipt, and what does not.
#include "book.hpp"

#include <gtest/gtest.h>

#include "unit/client_sim/builders.hpp"

namespace sejuta::sim::testing {
namespace {

struct a_receipted_report : ::testing::Test {
    a_receipted_report() : made(plan_of(1)), kept(made)
    {
        kept.sent(0, 1);
        kept.received(0, 1, {7, 1, false, 20200629});
    }
    plan made;
    book kept;
};

// A frame that a network brought twice: one copy is counted, then the ledger goes away.
TEST_F(a_receipted_report, may_be_asked_to_come_again_later)
{
    kept.rejected(0, 1, v1::REJECTION_CODE_LEDGER_UNAVAILABLE, turned_down::for_now);
    EXPECT_TRUE(kept.contradictions().empty());
    EXPECT_EQ(kept.at(0, 1).state, report_state::counted);
    EXPECT_EQ(kept.counted(), 1U);
    EXPECT_EQ(kept.rejections_total(), 1U);
    EXPECT_EQ(kept.unexpected_rejections(), 0U) << "it costs time, and no more";
    kept.rejected_frame(v1::REJECTION_CODE_BUSY, turned_down::for_now);
    EXPECT_EQ(kept.rejections_total(), 2U);
    EXPECT_EQ(kept.unexpected_rejections(), 0U);
    kept.rejected_frame(v1::REJECTION_CODE_MALFORMED_FRAME, turned_down::for_good);
    EXPECT_EQ(kept.unexpected_rejections(), 1U);
}

TEST_F(a_receipted_report, may_not_be_refused_for_good)
{
    kept.rejected(0, 1, v1::REJECTION_CODE_CONFLICT, turned_down::for_good);
    EXPECT_EQ(kept.contradictions().size(), 1U);
    EXPECT_EQ(kept.unexpected_rejections(), 1U);
    EXPECT_EQ(kept.at(0, 1).state, report_state::counted);
}

}  // namespace
}  // namespace sejuta::sim::testing
