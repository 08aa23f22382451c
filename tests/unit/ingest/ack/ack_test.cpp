// SPDX-License-Identifier: Apache-2.0
#include "ingest/ack/ack.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

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
    auto const bytes = answers.take(99);
    ASSERT_TRUE(frame.ParseFromString(bytes));
    EXPECT_EQ(frame.SerializeAsString(), bytes);
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

// The words as protobuf's generated code writes them.
void put(receipt_words const& line, v1::Receipt& to)
{
    to.set_seq(line.seq);
    to.set_revision(line.outcome.revision);
    to.set_event_time_ms(line.outcome.event_time_ms);
    to.set_duplicate(line.outcome.verdict == ledger::verdict::duplicate);
    to.set_service_date(line.service_date);
    to.set_date_changed(line.flagged_date);
    to.set_late(line.outcome.late);
    to.set_flagged(line.flagged_ceiling);
    to.set_epoch(line.outcome.epoch);
    to.set_mac(line.mac.data(), line.mac.size());
}

receipt_words nothing_but_a_seal()
{
    return {.outcome = {ledger::verdict::recorded, 0, 0, 0, false, {}}};
}

receipt_words as_long_as_can_be()
{
    receipt_words line{
        .seq = 0xffffffff,
        .service_date = 0xffffffff,
        .flagged_ceiling = true,
        .flagged_date = true,
        .outcome = {ledger::verdict::duplicate, ~0ULL, ~0ULL, -1, true, {}},
    };
    line.mac.fill(0xff);
    return line;
}

// Each part is 0, small, or as large as can be, in any mixture.
receipt_words some_receipt(std::mt19937& random)
{
    auto line = random() % 2 == 0 ? nothing_but_a_seal() : as_long_as_can_be();
    if (random() % 2 == 0) line.seq = random() % 300;
    if (random() % 2 == 0) line.service_date = 20200629;
    if (random() % 2 == 0) line.flagged_ceiling = !line.flagged_ceiling;
    if (random() % 2 == 0) line.flagged_date = !line.flagged_date;
    if (random() % 2 == 0) line.outcome.verdict = ledger::verdict::recorded;
    if (random() % 2 == 0) line.outcome.revision = random() % 300;
    if (random() % 2 == 0) line.outcome.epoch = random() % 300;
    if (random() % 2 == 0) line.outcome.event_time_ms = 1'593'399'600'000;
    if (random() % 2 == 0) line.outcome.late = !line.outcome.late;
    if (random() % 2 == 0) line.mac[random() % line.mac.size()] = 'm';
    return line;
}

TEST(ack_test, receipts_are_the_very_bytes_that_protobuf_writes)
{
    std::mt19937 random(20200629);
    for (int round = 0; round < 2'000; ++round) {
        std::vector<receipt_words> lines{nothing_but_a_seal(), as_long_as_can_be()};
        lines.resize(1 + random() % 2);
        for (auto more = random() % 64; more > 0; --more) lines.push_back(some_receipt(random));
        ack answers;
        v1::ServerFrame frame;
        for (auto const& line : lines) {
            answers.receipt(line);
            put(line, *frame.mutable_receipts()->add_receipts());
        }
        auto const epoch = round % 2 == 0 ? 0 : ~0ULL;
        frame.mutable_receipts()->set_epoch(epoch);
        ASSERT_EQ(answers.take(epoch), frame.SerializeAsString()) << "round " << round;
    }
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
