// SPDX-License-Identifier: Apache-2.0
#include "load/terminal.hpp"

#include <gtest/gtest.h>

#include "sejuta/v1/terminal.pb.h"

namespace sejuta::bench {
namespace {

constexpr std::int64_t ms = 1'000'000;

std::string receipt_of(std::uint32_t seq)
{
    v1::ServerFrame frame;
    auto& receipt = *frame.mutable_receipts()->add_receipts();
    receipt.set_seq(seq);
    receipt.set_revision(seq);
    return frame.SerializeAsString();
}

// A terminal that sends three reports, due 1 ms before the window, in it, and at its end.
struct around_a_window : testing::Test {
    options with;
    terminal one{with, "t-000000", "S1571-PMB-001", 100};
    tally all;

    around_a_window()
    {
        all.timed_from_ns = 100 * ms;
        all.timed_until_ns = 200 * ms;
        for (auto const due : {99 * ms, 199 * ms, 200 * ms}) one.send_frame(due);
    }
};

TEST_F(around_a_window, a_report_due_in_it_is_timed_although_its_receipt_comes_after_it)
{
    one.hear(receipt_of(2), 1'699 * ms, all);

    EXPECT_EQ(all.latency_us.count(), 1U);
    EXPECT_EQ(all.latency_us.max(), 1'500'000U);
}

TEST_F(around_a_window, a_report_due_before_it_is_not_timed_although_its_receipt_comes_in_it)
{
    one.hear(receipt_of(1), 150 * ms, all);

    EXPECT_EQ(all.receipts, 1U);
    EXPECT_EQ(all.latency_us.count(), 0U);
}

TEST_F(around_a_window, a_report_due_at_its_end_is_not_timed)
{
    one.hear(receipt_of(3), 201 * ms, all);

    EXPECT_EQ(all.receipts, 1U);
    EXPECT_EQ(all.latency_us.count(), 0U);
}

}  // namespace
}  // namespace sejuta::bench
