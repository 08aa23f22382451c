// SPDX-License-Identifier: Apache-2.0
#include "ingest/ack/ack.hpp"

#include <gtest/gtest.h>

#include "sejuta/v1/terminal.pb.h"

namespace sejuta::ingest {
namespace {

TEST(ack_test, receipts_and_rejections_go_in_one_frame_and_are_taken_once)
{
    ack answers;
    EXPECT_TRUE(answers.empty());
    answers.receipt({.seq = 7,
                     .service_date = 20200629,
                     .flagged_ceiling = false,
                     .flagged_date = true,
                     .outcome = {ledger::verdict::duplicate, 12, 34, 56, true, {}},
                     .mac = {'s', 'e', 'a', 'l'}});
    answers.reject(8, {domain::rejection_code::count_out_of_range, "0"});
    v1::ServerFrame frame;
    ASSERT_TRUE(frame.ParseFromString(answers.take(99)));
    EXPECT_TRUE(answers.empty());

    EXPECT_EQ(frame.receipts().epoch(), 99u);
    ASSERT_EQ(frame.receipts().receipts_size(), 1);
    auto const& receipt = frame.receipts().receipts(0);
    EXPECT_EQ(receipt.seq(), 7u);
    EXPECT_EQ(receipt.revision(), 12u);
    EXPECT_EQ(receipt.epoch(), 34u);
    EXPECT_EQ(receipt.event_time_ms(), 56);
    EXPECT_TRUE(receipt.duplicate());
    EXPECT_TRUE(receipt.late());
    EXPECT_TRUE(receipt.date_changed());
    EXPECT_EQ(receipt.service_date(), 20200629u);
    EXPECT_EQ(receipt.mac(), std::string("seal") + std::string(12, '\0'));

    ASSERT_EQ(frame.receipts().rejections_size(), 1);
    auto const& rejection = frame.receipts().rejections(0);
    EXPECT_EQ(rejection.seq(), 8u);
    EXPECT_EQ(rejection.code(), v1::REJECTION_CODE_COUNT_OUT_OF_RANGE);
    EXPECT_EQ(rejection.advice(), v1::ADVICE_FINAL);
    EXPECT_EQ(rejection.field(), "count");
    EXPECT_EQ(rejection.value(), "0");
    EXPECT_FALSE(rejection.rule_id().empty());
    EXPECT_FALSE(rejection.rule_en().empty());
}

TEST(ack_test, every_rejection_code_has_its_row_and_its_number_of_the_wire)
{
    EXPECT_EQ(v1::RejectionCode_ARRAYSIZE, domain::rejection_codes + 1);
    for (int number = 1; number <= domain::rejection_codes; ++number) {
        auto const& rule = domain::rule_of(static_cast<domain::rejection_code>(number));
        EXPECT_FALSE(rule.text_id.empty());
        EXPECT_FALSE(rule.text_en.empty());
        EXPECT_TRUE(v1::Advice_IsValid(static_cast<int>(rule.advice)));
    }
}

}  // namespace
}  // namespace sejuta::ingest
