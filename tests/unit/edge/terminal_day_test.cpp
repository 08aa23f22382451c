// SPDX-License-Identifier: Apache-2.0
// Closing a day, asking for it, and sending receipts back as proofs, over the real pipeline and the
// memory ledger.
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "edge/terminal_session.hpp"
#include "support/terminal_stage.hpp"

namespace sejuta::edge {
namespace {

using tests::close_frame;
using tests::proof_of;
using tests::seated_terminal;
using tests::terminal_stage;
using tests::wire_report;

totals::site_day some_day(totals::site_date const& of, std::int64_t acceptors)
{
    return {of, false, acceptors, 1, 0, {}, {}, {0xE90C, 3, 0}};
}

v1::RejectionCode refusal(seated_terminal const& terminal)
{
    return terminal.last().receipts().rejections(0).code();
}

TEST(terminal_day_test, a_close_gets_its_receipt_and_then_the_day_at_that_revision_or_later)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.report({wire_report(1, 3)});
    terminal.close_day(2, 4);
    EXPECT_EQ(terminal.channel.frames.size(), 1u);  // the welcome
    stage.run();
    std::map<std::uint32_t, v1::Receipt> receipts;
    for (auto const& frame : terminal.channel.frames)
        for (auto const& each : frame.receipts().receipts()) receipts[each.seq()] = each;
    ASSERT_EQ(receipts.size(), 2u);
    EXPECT_GT(receipts[2].revision(), receipts[1].revision());
    EXPECT_EQ(receipts[2].service_date(), 20200629u);
    EXPECT_EQ(receipts[2].mac().size(), limits::receipt_mac_bytes);

    ASSERT_EQ(stage.questions.size(), 1u);
    auto const& asked = stage.questions[0];
    EXPECT_EQ(asked.event, "uji-2020");
    EXPECT_GE(asked.at_least, receipts[2].revision());
    ASSERT_EQ(asked.asked.size(), 1u);
    EXPECT_EQ(asked.asked[0].site, "PMB-1");
    asked.reply({some_day(asked.asked[0], 3)});
    EXPECT_EQ(terminal.last().site_days().days(0).acceptors(), 3);
}

TEST(terminal_day_test, the_same_close_again_is_a_duplicate_and_another_total_a_conflict)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.close_day(1, 0);
    stage.run();
    auto const first = terminal.last().receipts().receipts(0);
    terminal.close_day(1, 0);
    stage.run();
    auto again = terminal.last().receipts().receipts(0);
    EXPECT_TRUE(again.duplicate());
    again.set_duplicate(false);
    EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
    terminal.close_day(1, 5);
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_CONFLICT);
    EXPECT_EQ(terminal.last().receipts().rejections(0).value(), "1");
    EXPECT_EQ(stage.questions.size(), 2u);  // a refused close is followed by no day
}

TEST(terminal_day_test, a_close_of_a_foreign_site_or_too_much_is_refused)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.close_day(1, 0, "PKM-1");
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_SITE_NOT_YOURS);
    terminal.close_day(1, 1'000'001);
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_OWN_TOTAL_OUT_OF_RANGE);
    stage.may_record = false;
    terminal.close_day(1, 0);
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_LEDGER_UNAVAILABLE);
    EXPECT_TRUE(stage.questions.empty());
}

TEST(terminal_day_test, a_close_whose_end_is_unknown_is_to_be_sent_again)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    stage.ledger.fail_next(ledger::memory_ledger::moment::after_recording, base::errc::store_lost);
    terminal.close_day(1, 2);
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_LEDGER_UNAVAILABLE);
    EXPECT_EQ(terminal.last().receipts().rejections(0).advice(), v1::ADVICE_RETRY_LATER);
    terminal.close_day(1, 2);
    stage.run();
    EXPECT_TRUE(terminal.last().receipts().receipts(0).duplicate());
}

TEST(terminal_day_test, a_close_waits_for_the_reports_that_came_before_it)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    // The batch is tried again after a while.
    stage.ledger.fail_next(ledger::memory_ledger::moment::before_recording, base::errc::store_lost);
    terminal.report({wire_report(1, 3), wire_report(2, 1)});
    terminal.close_day(3, 4);
    terminal.close_day(4, 5);
    stage.run();
    EXPECT_EQ(terminal.channel.frames.size(), 1u);  // the welcome
    stage.run_later();
    std::map<std::uint32_t, ledger::revision> recorded;
    for (auto const& frame : terminal.channel.frames)
        for (auto const& each : frame.receipts().receipts()) recorded[each.seq()] = each.revision();
    ASSERT_EQ(recorded.size(), 4u);
    EXPECT_LE(recorded[1], recorded[2]);
    EXPECT_LT(recorded[2], recorded[3]);
    EXPECT_LT(recorded[3], recorded[4]);
}

TEST(terminal_day_test, a_close_of_a_connection_that_is_gone_is_recorded_still)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    stage.ledger.fail_next(ledger::memory_ledger::moment::before_recording, base::errc::store_lost);
    terminal.report({wire_report(1, 3)});
    terminal.close_day(2, 3);
    stage.run();
    auto const before = stage.ledger.now().now.revision;
    terminal.session.on_closed();
    stage.run();
    EXPECT_EQ(stage.ledger.now().now.revision, before + 1);
}

TEST(terminal_day_test, a_close_among_too_many_finds_the_server_busy)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    stage.ledger.fail_next(ledger::memory_ledger::moment::before_recording, base::errc::queue_full);
    terminal.close_day(1, 2);
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_BUSY);
    EXPECT_EQ(terminal.last().receipts().rejections(0).advice(), v1::ADVICE_RETRY_LATER);
}

TEST(terminal_day_test, an_inactive_site_is_told_so_and_what_it_had_recorded_is_still_proven)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.report({wire_report(1, 3)});
    stage.run();
    auto const receipt = terminal.last().receipts().receipts(0);
    auto closed = *stage.event;
    closed.sites.at("PMB-1").active = false;
    stage.pipeline.set_event(std::make_shared<domain::event const>(closed));
    terminal.report({wire_report(2)});
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_SITE_INACTIVE);
    EXPECT_EQ(terminal.last().receipts().rejections(0).value(), "PMB-1");
    terminal.close_day(3, 0);
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_SITE_INACTIVE);
    auto again = wire_report(1, 3);
    *again.mutable_proof() = proof_of(receipt);
    terminal.report({again});
    stage.run();
    EXPECT_TRUE(terminal.last().receipts().receipts(0).duplicate());
}

TEST(terminal_day_test, what_lost_its_receipt_gets_it_though_the_site_is_inactive_since)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.report({wire_report(1, 3)});
    terminal.close_day(2, 3);
    stage.run();
    auto closed = *stage.event;
    closed.sites.at("PMB-1").active = false;
    stage.pipeline.set_event(std::make_shared<domain::event const>(closed));
    terminal.report({wire_report(1, 3)});
    stage.run();
    ASSERT_EQ(terminal.last().receipts().receipts_size(), 1);
    EXPECT_TRUE(terminal.last().receipts().receipts(0).duplicate());
    terminal.close_day(2, 3);
    stage.run();
    ASSERT_EQ(terminal.last().receipts().receipts_size(), 1);
    EXPECT_TRUE(terminal.last().receipts().receipts(0).duplicate());
    terminal.report({wire_report(1, 4)});
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_CONFLICT);
    EXPECT_EQ(stage.ledger.cells().size(), 1U);
}

TEST(terminal_day_test, a_receipt_heals_a_ledger_that_lacks_it_at_its_first_time)
{
    v1::Receipt receipt;
    v1::Receipt close;
    {
        terminal_stage before;
        seated_terminal terminal(before);
        terminal.hello();
        terminal.report({wire_report(1, 3)});
        before.run();
        receipt = terminal.last().receipts().receipts(0);
        terminal.close_day(2, 3);
        before.run();
        close = terminal.last().receipts().receipts(0);
    }
    terminal_stage after;  // nothing is left, and the event is closed
    after.ledger.begin_epoch(0xE90D);
    after.clock.advance(std::chrono::hours(2));
    after.ledger.set_status(domain::event_status::closed);
    seated_terminal terminal(after);
    terminal.hello();
    terminal.report({wire_report(1, 3)});
    after.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_EVENT_NOT_OPEN);
    auto again = wire_report(1, 3);
    *again.mutable_proof() = proof_of(receipt);
    terminal.report({again});
    after.run();
    ASSERT_EQ(terminal.last().receipts().receipts_size(), 1) << terminal.last().DebugString();
    auto const healed = terminal.last().receipts().receipts(0);
    EXPECT_FALSE(healed.duplicate());
    EXPECT_EQ(healed.event_time_ms(), receipt.event_time_ms());
    EXPECT_EQ(after.ledger.cells().at("2020-06-29/15.71/pil/ulang/none/pmb/none/ontime"), 3);
    auto close_again = close_frame(2, 3);
    *close_again.mutable_close_day()->mutable_proof() = proof_of(close);
    terminal.send(close_again);
    after.run();
    EXPECT_EQ(terminal.last().receipts().receipts(0).event_time_ms(), close.event_time_ms());
    EXPECT_TRUE(after.forgotten.empty());
}

TEST(terminal_day_test, a_receipt_of_the_present_epoch_that_the_ledger_lacks_asks_for_another_epoch)
{
    v1::Receipt receipt;
    {
        terminal_stage before;
        seated_terminal terminal(before);
        terminal.hello();
        terminal.report({wire_report(1)});
        before.run();
        receipt = terminal.last().receipts().receipts(0);
        auto again = wire_report(1);
        *again.mutable_proof() = proof_of(receipt);
        terminal.report({again});
        before.run();
        EXPECT_TRUE(terminal.last().receipts().receipts(0).duplicate());
        EXPECT_TRUE(before.forgotten.empty());
    }
    terminal_stage older;  // the same epoch, without the report
    seated_terminal terminal(older);
    terminal.hello();
    auto again = wire_report(1);
    *again.mutable_proof() = proof_of(receipt);
    terminal.report({again});
    older.run();
    EXPECT_EQ(older.forgotten, std::vector<ledger::epoch>{0xE90C});
}

TEST(terminal_day_test, what_is_no_receipt_of_ours_for_this_very_report_proves_nothing)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.report({wire_report(1, 3)});
    stage.run();
    auto const good = proof_of(terminal.last().receipts().receipts(0));
    auto const refused_with = [&](v1::Report report, auto change) {
        *report.mutable_proof() = good;
        change(*report.mutable_proof());
        terminal.report({report});
        stage.run();
        return refusal(terminal) == v1::REJECTION_CODE_PROOF_REFUSED;
    };
    auto const as_it_is = [](v1::Proof&) {};
    EXPECT_TRUE(refused_with(wire_report(2, 3), as_it_is));
    EXPECT_TRUE(refused_with(wire_report(1, 4), as_it_is));
    EXPECT_TRUE(refused_with(wire_report(1, 3), [](v1::Proof& p) { p.set_late(true); }));
    EXPECT_TRUE(refused_with(wire_report(1, 3), [](v1::Proof& p) { p.set_event_time_ms(1); }));
    EXPECT_TRUE(refused_with(wire_report(1, 3), [](v1::Proof& p) { p.set_epoch(1); }));
    EXPECT_TRUE(
        refused_with(wire_report(1, 3), [](v1::Proof& p) { p.set_service_date(20200630); }));
    EXPECT_TRUE(refused_with(wire_report(1, 3), [](v1::Proof& p) { p.clear_mac(); }));
    EXPECT_TRUE(
        refused_with(wire_report(1, 3), [](v1::Proof& p) { p.mutable_mac()->push_back(0); }));
    EXPECT_EQ(stage.ledger.cells().begin()->second, 3);
}

TEST(terminal_day_test, own_days_are_asked_for_and_a_fifth_question_at_once_is_told_to_wait)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    v1::TerminalFrame frame;
    auto& day = *frame.mutable_ask_site_days()->add_days();
    day.set_site("PKM-1");
    day.set_service_date(20200629);
    terminal.send(frame);
    EXPECT_TRUE(stage.questions.empty());
    EXPECT_EQ(terminal.last().site_days().days_size(), 0);
    day.set_site("IMP-1");
    for (std::size_t i = 0; i < limits::site_days_waiting_max; ++i) terminal.send(frame);
    ASSERT_EQ(stage.questions.size(), limits::site_days_waiting_max);
    terminal.send(frame);
    EXPECT_EQ(stage.questions.size(), limits::site_days_waiting_max);
    EXPECT_TRUE(terminal.last().site_days().days(0).pending());
    auto const& first = stage.questions.front();
    first.reply({some_day(first.asked[0], 9)});
    EXPECT_EQ(terminal.last().site_days().days(0).acceptors(), 9);
    terminal.send(frame);
    EXPECT_EQ(stage.questions.size(), limits::site_days_waiting_max + 1);
}

TEST(terminal_day_test, an_answer_that_comes_after_the_connection_is_nobodys)
{
    terminal_stage stage;
    {
        seated_terminal terminal(stage);
        terminal.hello();
        terminal.close_day(1, 0);
        stage.run();
    }
    ASSERT_EQ(stage.questions.size(), 1u);
    stage.questions[0].reply({some_day(stage.questions[0].asked[0], 1)});
}

}  // namespace
}  // namespace sejuta::edge
