// SPDX-License-Identifier: Apache-2.0
#include "load/terminal.hpp"

#include <gtest/gtest.h>

#include "sejuta/v1/terminal.pb.h"

namespace sejuta::bench {
namespace {

constexpr std::int64_t ms = 1'000'000;

std::string receipt_of(std::uint32_t seq, bool duplicate = false)
{
    v1::ServerFrame frame;
    auto& receipt = *frame.mutable_receipts()->add_receipts();
    receipt.set_seq(seq);
    receipt.set_revision(seq);
    receipt.set_event_time_ms(1'593'392'400'000);
    receipt.set_service_date(reported_date);
    receipt.set_epoch(11);
    receipt.set_mac(std::string(16, 's'));
    receipt.set_duplicate(duplicate);
    return frame.SerializeAsString();
}

std::string conflict_of(std::uint32_t seq)
{
    v1::ServerFrame frame;
    auto& rejection = *frame.mutable_receipts()->add_rejections();
    rejection.set_seq(seq);
    rejection.set_code(v1::REJECTION_CODE_CONFLICT);
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

// A terminal that has the receipt of its only report.
struct with_a_receipt : testing::Test {
    options with;
    terminal one{with, "t-000000", "S1571-PMB-001", 100};
    tally all;

    with_a_receipt()
    {
        one.send_frame(1 * ms);
        one.hear(receipt_of(1), 2 * ms, all);
    }
};

TEST_F(with_a_receipt, the_right_answers_to_what_it_sends_again_are_no_second_answers)
{
    one.ask_conflicting(0);
    one.hear(conflict_of(1), 2 * ms, all);
    one.ask_again();
    one.hear(receipt_of(1, true), 3 * ms, all);

    EXPECT_FALSE(one.asked());
    EXPECT_EQ(all.breaches, 0U) << all.breach;
    EXPECT_EQ(all.receipts, 1U);
    EXPECT_EQ(all.rejected, 0U);
    EXPECT_EQ(all.twice, 0U);
}

TEST_F(with_a_receipt, the_first_wrong_answer_is_kept_with_its_terminal_and_seq)
{
    one.ask_conflicting(0);
    one.hear(receipt_of(1, true), 2 * ms, all);
    one.ask_again();
    one.hear(receipt_of(1), 3 * ms, all);

    EXPECT_EQ(all.breaches, 2U);
    EXPECT_EQ(all.breach,
              "terminal t-000000, seq 1: sent again with other content, it got a "
              "receipt instead of REJECTION_CODE_CONFLICT");
}

TEST_F(with_a_receipt, what_it_sends_again_and_is_not_answered_is_a_breach)
{
    one.ask_again();
    one.give_up(all);

    EXPECT_EQ(all.breaches, 1U);
    EXPECT_FALSE(one.asked());
}

TEST_F(with_a_receipt, an_answer_that_it_did_not_ask_for_is_a_second_one)
{
    one.hear(receipt_of(1, true), 2 * ms, all);

    EXPECT_EQ(all.twice, 1U);
}

TEST(reports, what_is_sent_with_other_content_differs_in_count_method_or_category)
{
    for (unsigned which = 0; which < 3; ++which)
        for (std::uint32_t seq = 1; seq <= 30; ++seq)
            EXPECT_NE(conflicting_frame("S1571-PMB-001", seq, 0, which),
                      reports_frame("S1571-PMB-001", seq, 1, 0));
}

}  // namespace
}  // namespace sejuta::bench
