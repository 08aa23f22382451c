// SPDX-License-Identifier: Apache-2.0
#include "load/contract.hpp"

#include <gmock/gmock.h>

#include "sejuta/v1/dimensions.pb.h"

namespace sejuta::bench {
namespace {

using testing::HasSubstr;

answer receipt()
{
    answer whole;
    whole.seq = 7;
    whole.revision = 3;
    whole.event_time_ms = 1'593'392'400'000;
    whole.service_date = reported_date;
    whole.epoch = 11;
    whole.mac.fill('s');
    whole.mac_bytes = 16;
    return whole;
}

answer duplicate()
{
    auto again = receipt();
    again.duplicate = true;
    return again;
}

answer refused(int code)
{
    answer said;
    said.seq = 7;
    said.code = code;
    return said;
}

// The sentence about a receipt with one thing changed.
std::string without(void (*change)(answer&))
{
    auto broken = receipt();
    change(broken);
    return wrong_with_receipt(broken, false);
}

TEST(contract, a_whole_receipt_is_taken)
{
    EXPECT_EQ(wrong_with_receipt(receipt(), false), "");
}

TEST(contract, each_field_that_a_receipt_lacks_is_named)
{
    EXPECT_THAT(without([](answer& one) { one.revision = 0; }), HasSubstr("revision"));
    EXPECT_THAT(without([](answer& one) { one.event_time_ms = 0; }), HasSubstr("event_time_ms"));
    EXPECT_THAT(without([](answer& one) { one.service_date = 0; }), HasSubstr("service_date"));
    EXPECT_THAT(without([](answer& one) { one.epoch = 0; }), HasSubstr("epoch"));
    EXPECT_THAT(without([](answer& one) { one.mac_bytes = 15; }), HasSubstr("mac has 15 bytes"));
    EXPECT_THAT(without([](answer& one) { one.mac_bytes = 17; }), HasSubstr("mac has 17 bytes"));
}

TEST(contract, duplicate_is_set_for_what_was_sent_before_and_for_nothing_else)
{
    EXPECT_EQ(wrong_with_receipt(duplicate(), true), "");
    EXPECT_THAT(wrong_with_receipt(duplicate(), false), HasSubstr("duplicate is set"));
    EXPECT_THAT(wrong_with_receipt(receipt(), true), HasSubstr("duplicate is not set"));
}

TEST(contract, the_same_content_again_gets_the_first_receipt_as_a_duplicate)
{
    EXPECT_EQ(wrong_with_resent(receipt(), duplicate()), "");
    EXPECT_THAT(wrong_with_resent(receipt(), receipt()), HasSubstr("duplicate is not set"));
    EXPECT_THAT(wrong_with_resent(receipt(), refused(v1::REJECTION_CODE_CONFLICT)),
                HasSubstr("refused as REJECTION_CODE_CONFLICT"));
}

TEST(contract, each_field_that_differs_from_the_first_receipt_is_named)
{
    auto const differing = [](void (*change)(answer&)) {
        auto again = duplicate();
        change(again);
        return wrong_with_resent(receipt(), again);
    };
    EXPECT_THAT(differing([](answer& one) { ++one.revision; }), HasSubstr("revision is 4, but 3"));
    EXPECT_THAT(differing([](answer& one) { ++one.event_time_ms; }), HasSubstr("event_time_ms"));
    EXPECT_THAT(differing([](answer& one) { ++one.service_date; }), HasSubstr("service_date"));
    EXPECT_THAT(differing([](answer& one) { ++one.epoch; }), HasSubstr("epoch is 12, but 11"));
    EXPECT_THAT(differing([](answer& one) { one.mac[15] = 't'; }), HasSubstr("mac is"));
}

TEST(contract, other_content_is_refused_as_a_conflict_and_as_nothing_else)
{
    EXPECT_EQ(wrong_with_conflicting(refused(v1::REJECTION_CODE_CONFLICT)), "");
    EXPECT_THAT(wrong_with_conflicting(refused(v1::REJECTION_CODE_BUSY)),
                HasSubstr("refused as REJECTION_CODE_BUSY"));
    EXPECT_THAT(wrong_with_conflicting(duplicate()), HasSubstr("it got a receipt"));
    EXPECT_THAT(wrong_with_conflicting(refused(-1)), HasSubstr("refused as code -1"));
}

}  // namespace
}  // namespace sejuta::bench
