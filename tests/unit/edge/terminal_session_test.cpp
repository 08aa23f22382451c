// SPDX-License-Identifier: Apache-2.0
#include "edge/terminal_session.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "support/terminal_stage.hpp"

namespace sejuta::edge {
namespace {

using tests::seated_terminal;
using tests::terminal_stage;
using tests::wire_report;

TEST(terminal_session_test, hello_is_answered_with_the_sites_the_clock_and_the_epoch)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    ASSERT_EQ(terminal.channel.frames.size(), 1u);
    auto const& welcome = terminal.last().welcome();
    EXPECT_EQ(welcome.event(), "uji-2020");
    EXPECT_EQ(welcome.terminal(), "terminal-1");
    EXPECT_EQ(welcome.event_kind(), v1::EVENT_KIND_REHEARSAL);
    ASSERT_EQ(welcome.sites_size(), 2);
    EXPECT_EQ(welcome.sites(0).code(), "IMP-1");
    EXPECT_EQ(welcome.sites(0).place(), v1::PLACE_IMP);
    EXPECT_EQ(welcome.sites(1).regency(), "15.71");
    EXPECT_EQ(welcome.sites(1).zone_offset_minutes(), 420);
    EXPECT_EQ(welcome.epoch(), 0xE90Cu);
    EXPECT_EQ(welcome.alternatives(0), "wss://lain.example:443");
    EXPECT_TRUE(welcome.development_tokens());
    EXPECT_EQ(welcome.event_name(), "Uji");
    EXPECT_EQ(welcome.ceiling(), 500u);
    EXPECT_EQ(welcome.clock_speed(), 1.0);
    ASSERT_EQ(welcome.service_dates_size(), 1);
    EXPECT_EQ(welcome.service_dates(0), 20200629u);
    EXPECT_EQ(welcome.deadline_ms(), stage.event->deadline_ms);
    EXPECT_EQ(welcome.sites(0).name(), "Titik IMP-1");
    EXPECT_EQ(welcome.sites(0).regency_name(), "Muaro Jambi");
    EXPECT_EQ(stage.seen, std::vector<std::string>{"terminal-1"});
}

TEST(terminal_session_test, a_frame_before_welcome_ends_it_whether_something_was_held_or_not)
{
    terminal_stage stage;
    for (bool holds : {false, true}) {
        seated_terminal terminal(stage);
        v1::TerminalFrame hello;
        hello.mutable_hello()->set_token("dev:terminal-1:PMB-1");
        hello.mutable_hello()->set_event("uji-2020");
        if (holds) {
            hello.mutable_hello()->add_held()->set_first(1);
            hello.mutable_hello()->mutable_held(0)->set_last(1);
        }
        terminal.send(hello);
        terminal.report({wire_report(1)});
        stage.run();
        EXPECT_EQ(terminal.channel.closes, std::vector{close_code::hello_expected}) << holds;
        EXPECT_TRUE(terminal.channel.frames.empty()) << holds;
    }
    EXPECT_TRUE(stage.ledger.cells().empty());
}

TEST(terminal_session_test, a_report_gets_its_receipt_only_after_the_ledger_answered)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.report({wire_report(1, 3)});
    EXPECT_EQ(terminal.channel.frames.size(), 1u);  // the welcome
    stage.run();
    ASSERT_EQ(terminal.channel.frames.size(), 2u);
    auto const& receipts = terminal.last().receipts();
    ASSERT_EQ(receipts.receipts_size(), 1);
    EXPECT_EQ(receipts.receipts(0).seq(), 1u);
    EXPECT_EQ(receipts.receipts(0).revision(), 2u);
    EXPECT_FALSE(receipts.receipts(0).duplicate());
    EXPECT_EQ(stage.ledger.cells().at("2020-06-29/15.71/pil/ulang/none/pmb/none/ontime"), 3);
}

TEST(terminal_session_test, the_same_report_again_gets_the_same_receipt_as_a_duplicate)
{
    terminal_stage stage;
    seated_terminal first(stage);
    first.hello();
    first.report({wire_report(1)});
    stage.run();
    auto const receipt = first.last().receipts().receipts(0);
    seated_terminal second(stage);
    second.hello();
    second.report({wire_report(1)});
    stage.run();
    auto again = second.last().receipts().receipts(0);
    EXPECT_TRUE(again.duplicate());
    again.set_duplicate(false);
    EXPECT_EQ(again.SerializeAsString(), receipt.SerializeAsString());
    EXPECT_EQ(stage.ledger.cells().begin()->second, 1);
}

TEST(terminal_session_test, receipts_and_rejections_of_one_turn_leave_in_one_frame)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    auto wrong = wire_report(2);
    wrong.set_method(static_cast<v1::Method>(99));
    auto foreign = wire_report(3);
    foreign.set_site("PKM-1");
    terminal.report({wire_report(1), wrong, foreign, wire_report(4), wire_report(4)});
    stage.run();
    int receipts = 0;
    std::map<std::uint32_t, v1::RejectionCode> rejected;
    for (auto const& frame : terminal.channel.frames) {
        receipts += frame.receipts().receipts_size();
        for (auto const& each : frame.receipts().rejections()) rejected[each.seq()] = each.code();
    }
    EXPECT_EQ(receipts, 2);
    EXPECT_EQ(rejected, (std::map<std::uint32_t, v1::RejectionCode>{
                            {2, v1::REJECTION_CODE_METHOD_UNKNOWN},
                            {3, v1::REJECTION_CODE_SITE_NOT_YOURS},
                            {4, v1::REJECTION_CODE_SEQ_TWICE_IN_FRAME}}));
    EXPECT_LE(terminal.channel.frames.size(), 3u);
}

TEST(terminal_session_test, a_hello_with_held_ranges_is_told_what_the_ledger_lacks)
{
    terminal_stage stage;
    seated_terminal first(stage);
    first.hello();
    first.report({wire_report(2), wire_report(5)});
    stage.run();
    seated_terminal second(stage);
    second.hello({{1, 3}, {5, 8}});
    stage.run();
    auto const& lacking = second.last().welcome().lacking();
    ASSERT_EQ(lacking.size(), 3);
    EXPECT_EQ(lacking[0].first(), 1u);
    EXPECT_EQ(lacking[0].last(), 1u);
    EXPECT_EQ(lacking[1].first(), 3u);
    EXPECT_EQ(lacking[2].first(), 6u);
    EXPECT_EQ(lacking[2].last(), 8u);
}

TEST(terminal_session_test, a_clock_that_can_be_none_gives_a_skew_that_can_be_reckoned_with)
{
    for (auto const& [device_ms, ahead] :
         {std::pair{std::numeric_limits<std::int64_t>::min(), false},
          {std::numeric_limits<std::int64_t>::max(), true}}) {
        terminal_stage stage;
        seated_terminal terminal(stage);
        v1::TerminalFrame frame;
        frame.mutable_hello()->set_token("dev:terminal-1:PMB-1");
        frame.mutable_hello()->set_event("uji-2020");
        frame.mutable_hello()->set_device_time_ms(device_ms);
        terminal.send(frame);
        stage.run();
        EXPECT_EQ(terminal.last().welcome().skew_ms() > 0, ahead);
        terminal.report({wire_report(1)});
        stage.run();
        EXPECT_EQ(terminal.last().receipts().receipts_size(), 1);
    }
}

TEST(terminal_session_test, a_refused_correction_names_the_seq_that_it_wanted_to_correct)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    auto correction = wire_report(5);
    correction.mutable_correction()->set_seq(3);
    correction.mutable_correction()->set_kind(v1::CORRECTION_KIND_VOID);
    correction.mutable_correction()->set_reason(v1::CORRECTION_REASON_SALAH_ENTRY);
    terminal.report({correction});
    stage.run();
    auto const& refused = terminal.last().receipts().rejections(0);
    EXPECT_EQ(refused.code(), v1::REJECTION_CODE_CORRECTION_TARGET_MISSING);
    EXPECT_EQ(refused.field(), "correction.seq");
    EXPECT_EQ(refused.value(), "3");
    EXPECT_EQ(refused.advice(), v1::ADVICE_RETRY_AFTER_RECONCILE);
}

TEST(terminal_session_test, anything_before_hello_and_a_second_hello_end_the_connection)
{
    terminal_stage stage;
    seated_terminal early(stage);
    early.report({wire_report(1)});
    EXPECT_EQ(early.channel.closes, std::vector{close_code::hello_expected});
    seated_terminal garbage(stage);
    garbage.session.on_message("\xff\xff");
    EXPECT_EQ(garbage.channel.closes, std::vector{close_code::hello_expected});
    seated_terminal twice(stage);
    twice.hello();
    twice.hello();
    EXPECT_EQ(twice.channel.closes, std::vector{close_code::hello_expected});
    stage.run();
    EXPECT_TRUE(stage.ledger.cells().empty());
}

TEST(terminal_session_test, a_wrong_token_event_or_range_has_its_own_close_code)
{
    terminal_stage stage;
    auto const close_after = [&stage](auto change) {
        seated_terminal terminal(stage);
        v1::TerminalFrame frame;
        frame.mutable_hello()->set_token("dev:terminal-1:PMB-1");
        frame.mutable_hello()->set_event("uji-2020");
        change(*frame.mutable_hello());
        terminal.send(frame);
        stage.run();
        return terminal.channel.closes;
    };
    EXPECT_EQ(close_after([](v1::Hello&) {}), std::vector<close_code>{});
    EXPECT_EQ(close_after([](v1::Hello& hello) { hello.set_token("sjt1.AAAA.AAAA"); }),
              std::vector{close_code::token_refused});
    EXPECT_EQ(close_after([](v1::Hello& hello) { hello.set_terminal("terminal-2"); }),
              std::vector{close_code::token_refused});
    EXPECT_EQ(close_after([](v1::Hello& hello) { hello.set_event("lain-2020"); }),
              std::vector{close_code::event_unknown});
    EXPECT_EQ(close_after([](v1::Hello& hello) { hello.add_held()->set_first(0); }),
              std::vector{close_code::malformed});
    EXPECT_EQ(close_after([](v1::Hello& hello) { hello.set_app_version(std::string(64, 'x')); }),
              std::vector<close_code>{});
    EXPECT_EQ(close_after([](v1::Hello& hello) { hello.set_app_version(std::string(65, 'x')); }),
              std::vector{close_code::malformed});
    EXPECT_EQ(close_after([](v1::Hello& hello) { hello.set_app_version(" Sejuta/1.0~"); }),
              std::vector<close_code>{});
    for (auto const* odd : {"a\nb", "a\x7f", "\x1f", "Sejuta \xc3\xa9"})
        EXPECT_EQ(close_after([odd](v1::Hello& hello) { hello.set_app_version(odd); }),
                  std::vector{close_code::malformed});
}

TEST(terminal_session_test, eight_malformed_frames_are_answered_and_the_ninth_ends_it)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    for (std::size_t i = 0; i < limits::malformed_frames_per_connection_max; ++i) {
        terminal.session.on_message("\xff");
        stage.run();
        EXPECT_EQ(terminal.last().receipts().rejections(0).code(),
                  v1::REJECTION_CODE_MALFORMED_FRAME);
        EXPECT_EQ(terminal.last().receipts().rejections(0).seq(), 0u);
    }
    EXPECT_TRUE(terminal.channel.closes.empty());
    terminal.session.on_message("\xff");
    EXPECT_EQ(terminal.channel.closes, std::vector{close_code::malformed});
}

TEST(terminal_session_test, silence_ends_it_after_sixty_seconds_and_a_heartbeat_keeps_it)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    auto const tick_after = [&](std::chrono::milliseconds passed) {
        stage.clock.advance(passed);
        terminal.session.on_tick(stage.clock.monotonic());
    };
    terminal.hello();
    tick_after(std::chrono::milliseconds(0));
    tick_after(std::chrono::seconds(60));
    EXPECT_TRUE(terminal.channel.closes.empty());
    v1::TerminalFrame beat;
    beat.mutable_heartbeat()->set_time_ms(1);
    terminal.send(beat);
    EXPECT_TRUE(terminal.last().has_heartbeat());
    tick_after(std::chrono::milliseconds(0));  // from here on it is silent
    tick_after(std::chrono::seconds(60));
    EXPECT_TRUE(terminal.channel.closes.empty());
    tick_after(std::chrono::milliseconds(1));
    EXPECT_EQ(terminal.channel.closes, std::vector{close_code::silent});
}

TEST(terminal_session_test, no_hello_within_ten_seconds_ends_it)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    stage.clock.advance(limits::hello_deadline);
    terminal.session.on_tick(stage.clock.monotonic());
    EXPECT_TRUE(terminal.channel.closes.empty());
    stage.clock.advance(std::chrono::milliseconds(1));
    terminal.session.on_tick(stage.clock.monotonic());
    EXPECT_EQ(terminal.channel.closes, std::vector{close_code::hello_expected});
}

TEST(terminal_session_test, the_1025th_unanswered_report_is_told_to_wait)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    std::uint32_t seq = 0;
    while (seq < limits::reports_in_flight_per_terminal_max) {
        std::vector<v1::Report> frame;
        for (int i = 0; i < 64; ++i) frame.push_back(wire_report(++seq));
        terminal.report(frame);
    }
    terminal.report({wire_report(++seq)});
    stage.run();
    int receipts = 0;
    std::vector<v1::Rejection> rejections;
    for (auto const& frame : terminal.channel.frames) {
        receipts += frame.receipts().receipts_size();
        rejections.insert(rejections.end(), frame.receipts().rejections().begin(),
                          frame.receipts().rejections().end());
    }
    EXPECT_EQ(receipts, 1024);
    ASSERT_EQ(rejections.size(), 1u);
    EXPECT_EQ(rejections[0].code(), v1::REJECTION_CODE_BUSY);
    EXPECT_EQ(rejections[0].advice(), v1::ADVICE_RETRY_LATER);
    EXPECT_GT(rejections[0].retry_after_ms(), 0u);
}

TEST(terminal_session_test, while_nothing_may_be_recorded_reports_are_told_to_wait)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    stage.may_record = false;
    terminal.report({wire_report(1)});
    stage.run();
    EXPECT_EQ(terminal.last().receipts().rejections(0).code(),
              v1::REJECTION_CODE_LEDGER_UNAVAILABLE);
    stage.may_record = true;
    terminal.report({wire_report(1)});
    stage.run();
    EXPECT_EQ(terminal.last().receipts().receipts(0).seq(), 1u);
}

TEST(terminal_session_test, a_lost_reply_is_asked_again_and_counts_once)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    stage.ledger.fail_next(ledger::memory_ledger::moment::after_recording, base::errc::store_lost);
    terminal.report({wire_report(1)});
    stage.run();
    EXPECT_EQ(terminal.channel.frames.size(), 1u);  // no receipt without a reply
    stage.run_later();
    ASSERT_EQ(terminal.last().receipts().receipts_size(), 1);
    EXPECT_TRUE(terminal.last().receipts().receipts(0).duplicate());
    EXPECT_EQ(stage.ledger.cells().begin()->second, 1);
}

TEST(terminal_session_test, shutdown_waits_for_receipts_and_then_says_going_away_once)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.report({wire_report(1)});
    terminal.session.on_shutdown();
    EXPECT_TRUE(terminal.channel.closes.empty());
    stage.run();
    EXPECT_EQ(terminal.last().receipts().receipts_size(), 1);
    EXPECT_EQ(terminal.channel.closes, std::vector{close_code::going_away});
    seated_terminal idle(stage);
    idle.hello();
    idle.session.on_shutdown();
    stage.run();
    EXPECT_EQ(idle.channel.closes, std::vector{close_code::going_away});
}

TEST(terminal_session_test, a_connection_that_is_gone_takes_its_answers_with_it)
{
    terminal_stage stage;
    {
        seated_terminal terminal(stage);
        terminal.hello();
        terminal.report({wire_report(1)});
    }
    stage.run();
    EXPECT_EQ(stage.ledger.cells().begin()->second, 1);
}

}  // namespace
}  // namespace sejuta::edge
