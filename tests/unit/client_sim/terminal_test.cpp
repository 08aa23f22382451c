// SPDX-License-Identifier: Apache-2.0
// The terminal's conversation, driven by hand: no socket, no timer, and time moves only when the
// test moves it.
#include "terminal.hpp"

#include <gtest/gtest.h>

#include "unit/client_sim/terminal_fixture.hpp"

namespace sejuta::sim::testing {
namespace {

using phase = terminal::phase;

TEST(terminal, connects_shortly_before_its_first_report_is_due)
{
    fixture day(1);
    EXPECT_FALSE(day.it->poll(7s).connect);
    EXPECT_EQ(day.it->wake_at(), 8s);
    EXPECT_TRUE(day.it->poll(8s).connect);
    EXPECT_FALSE(day.it->poll(9s).connect) << "one attempt at a time";
}

TEST(terminal, first_connections_are_spread_when_everything_is_due_at_once)
{
    fixture day(1, 0s);
    day.shared.run_begins = 5s;
    day.shared.limits.connect_spread = 2s;
    std::vector<instant> at;
    for (std::uint64_t seed = 0; seed < 50; ++seed)
        at.push_back(terminal(day.shared, 0, {0s}, seed).wake_at());
    auto const [first, last] = std::minmax_element(at.begin(), at.end());
    EXPECT_GE(*first, 5s);
    EXPECT_LE(*last, 7s);
    EXPECT_GT(*last - *first, 1s);
}

TEST(terminal, hello_names_token_event_clock_and_what_is_held)
{
    fixture day(5);
    day.welcome_at(12s);
    v1::TerminalFrame frame;
    ASSERT_TRUE(frame.ParseFromString(day.opened.frames.at(0)));
    EXPECT_EQ(frame.hello().token(), "dev:sim-a:A");
    EXPECT_EQ(frame.hello().event(), "small-2020");
    EXPECT_EQ(frame.hello().terminal(), "sim-a");
    EXPECT_EQ(frame.hello().device_time_ms(), 1'593'392'400'000);
    EXPECT_EQ(frame.hello().held_size(), 0) << "nothing has a receipt yet";
    day.it->on_message(receipts({1, 2}, 5), 12s);
    day.it->on_closed(13s, 0, "");
    day.welcome_at(day.it->wake_at());
    ASSERT_TRUE(frame.ParseFromString(day.opened.frames.at(0)));
    ASSERT_EQ(frame.hello().held_size(), 1);
    EXPECT_EQ(frame.hello().held(0).first(), 1U);
    EXPECT_EQ(frame.hello().held(0).last(), 2U) << "the third has no receipt: it is simply sent";
}

TEST(terminal, sends_each_report_when_it_is_due_and_measures_from_then)
{
    fixture day(2);
    EXPECT_TRUE(day.welcome_at(9s).frames.empty());
    EXPECT_EQ(day.it->wake_at(), 10s);
    auto const first = day.it->poll(10s);
    ASSERT_EQ(first.frames.size(), 1U);
    EXPECT_EQ(seqs_of(first.frames[0]), seq_list{1});
    day.it->on_message(receipts({1}, 5), 10s + 3ms);
    EXPECT_EQ(day.latency.percentile(100), 3'000U);
    EXPECT_FALSE(day.it->settled());
    EXPECT_EQ(seqs_of(day.it->poll(11s).frames.at(0)), seq_list{2});
    day.it->on_message(receipts({2}, 6), 11s);
    EXPECT_TRUE(day.it->settled());
    EXPECT_EQ(day.kept.receipted().acceptors, 3);
}

TEST(terminal, what_was_past_due_at_the_begin_is_measured_apart)
{
    fixture day(2, 3s, 9s);
    day.shared.run_begins = 3s;
    day.welcome_at(3s);
    day.it->on_message(receipts({1}, 5), 8s);
    day.it->poll(12s);
    day.it->on_message(receipts({2}, 6), 12s + 1ms);
    EXPECT_EQ(day.backlog.percentile(100), 5'000'000U);
    EXPECT_EQ(day.latency.percentile(100), 1'000U);
}

TEST(terminal, the_report_on_the_wire_is_the_planned_one)
{
    fixture day(1);
    day.planned.terminals[0].reports[0].confirmed = true;
    v1::TerminalFrame frame;
    ASSERT_TRUE(frame.ParseFromString(day.welcome_at(10s).frames.at(0)));
    auto const& sent = frame.reports().reports(0);
    EXPECT_EQ(sent.site(), "A");
    EXPECT_EQ(sent.service_date(), 20200629U);
    EXPECT_EQ(sent.method(), v1::METHOD_PIL);
    EXPECT_EQ(sent.category(), v1::CATEGORY_BARU);
    EXPECT_EQ(sent.postpartum(), v1::POSTPARTUM_NONE);
    EXPECT_EQ(sent.partner(), v1::PARTNER_NONE);
    EXPECT_EQ(sent.count(), 1U);
    EXPECT_TRUE(sent.confirmed());
    EXPECT_EQ(sent.device_time_ms(), 1'593'392'400'001);
}

TEST(terminal, a_flood_is_cut_into_frames_of_64_and_bounded_in_flight)
{
    fixture day(600, 0s, 0s);
    auto const sent = day.welcome_at(0s).frames;
    ASSERT_EQ(sent.size(), 8U);
    for (auto const& frame : sent) EXPECT_EQ(seqs_of(frame).size(), 64U);
    EXPECT_TRUE(day.it->poll(1s).frames.empty()) << "512 are in flight";
    day.it->on_message(receipts({1, 2, 3}, 1), 1s);
    EXPECT_EQ(seqs_of(day.it->poll(1s).frames.at(0)), (seq_list{513, 514, 515}));
}

TEST(terminal, without_a_receipt_in_15_seconds_it_reconnects_and_sends_again)
{
    fixture day(2, 10s, 0s);
    day.welcome_at(10s);
    day.it->on_message(receipts({1}, 5), 10s);
    EXPECT_FALSE(day.it->poll(25s - 1ns).drop);
    EXPECT_TRUE(day.it->poll(25s).drop);
    EXPECT_EQ(day.shared.receipt_timeouts, 1U);
    EXPECT_EQ(day.state(2), report_state::made);
    auto const back = day.it->wake_at();
    EXPECT_LE(back, 25s + 250ms);
    auto const again = day.welcome_at(back);
    EXPECT_EQ(seqs_of(again.frames.at(0)), seq_list{2}) << "what has its receipt is not sent";
    day.it->on_message(receipts({2}, 5, true), back);
    EXPECT_TRUE(day.it->settled());
    EXPECT_EQ(day.kept.duplicates(), 1U);
    EXPECT_EQ(day.kept.receipted().acceptors, 3);
    EXPECT_EQ(day.shared.reconnects, 1U);
}

TEST(terminal, a_lost_connection_puts_back_what_has_no_receipt)
{
    fixture day(3, 10s, 0s);
    day.welcome_at(10s);
    day.it->on_message(receipts({2}, 5), 10s);
    day.it->on_closed(11s, 1001, "drain");
    EXPECT_EQ(day.it->state(), phase::idle);
    auto const again = day.welcome_at(day.it->wake_at());
    EXPECT_EQ(seqs_of(again.frames.at(0)), (seq_list{1, 3}));
}

TEST(terminal, back_off_is_jittered_grows_and_is_bounded)
{
    fixture day(1);
    instant at = 10s;
    instant longest{0};
    for (unsigned i = 0; i < 40; ++i) {
        ASSERT_TRUE(day.it->poll(at).connect);
        day.it->on_closed(at, 0, "refused");
        auto const waits = day.it->wake_at() - at;
        auto const bound = std::min<instant>(5s, 250ms * (1 << std::min(i, 10U)));
        ASSERT_LE(waits, bound) << "attempt " << i;
        longest = std::max(longest, waits);
        at = day.it->wake_at();
    }
    EXPECT_GT(longest, 2s);
}

TEST(terminal, a_server_that_does_not_answer_is_left)
{
    fixture silent_connect(1);
    EXPECT_TRUE(silent_connect.it->poll(10s).connect);
    EXPECT_TRUE(silent_connect.it->poll(20s).drop);

    fixture silent_hello(1);
    EXPECT_TRUE(silent_hello.it->poll(10s).connect);
    silent_hello.it->on_open(11s, 0);
    EXPECT_FALSE(silent_hello.it->poll(21s - 1ns).drop);
    EXPECT_TRUE(silent_hello.it->poll(21s).drop);
}

TEST(terminal, a_quiet_terminal_sends_heartbeats_and_expects_answers)
{
    fixture day(2, 10s, 300s);
    day.welcome_at(10s);
    day.it->on_message(receipts({1}, 5), 10s);
    EXPECT_TRUE(day.it->poll(30s - 1ns).frames.empty());
    v1::TerminalFrame frame;
    ASSERT_TRUE(frame.ParseFromString(day.it->poll(30s).frames.at(0)));
    EXPECT_TRUE(frame.has_heartbeat());
    EXPECT_FALSE(day.it->poll(55s - 1ns).drop);
    EXPECT_TRUE(day.it->poll(55s).drop) << "nothing was heard for 45 s";
}

TEST(terminal, a_repeated_receipt_changes_nothing)
{
    fixture day(1);
    day.welcome_at(10s);
    day.it->on_message(receipts({1}, 5), 10s);
    day.it->on_message(receipts({1}, 5, true), 10s);
    EXPECT_EQ(day.kept.counted(), 1U);
    EXPECT_EQ(day.kept.repeated(), 1U);
    EXPECT_EQ(day.latency.count(), 1U);
    EXPECT_TRUE(day.kept.contradictions().empty());
}

TEST(terminal, two_receipts_of_one_report_with_other_revisions_contradict_each_other)
{
    fixture day(1);
    day.welcome_at(10s);
    day.it->on_message(receipts({1}, 5), 10s);
    day.it->on_message(receipts({1}, 6), 10s);
    ASSERT_EQ(day.kept.contradictions().size(), 1U);
    EXPECT_EQ(day.kept.receipted().acceptors, 1) << "still one report";
}

TEST(terminal, a_final_refusal_is_not_sent_again_and_not_held)
{
    fixture day(3, 10s, 0s);
    day.welcome_at(10s);
    day.it->on_message(rejected(2, v1::REJECTION_CODE_CONFLICT, v1::ADVICE_FINAL), 10s);
    day.it->on_closed(10s, 0, "");
    auto const again = day.welcome_at(day.it->wake_at());
    EXPECT_EQ(seqs_of(again.frames.at(0)), (seq_list{1, 3}));
    day.it->on_message(receipts({1, 3}, 9), 20s);
    EXPECT_TRUE(day.it->settled());
    day.it->on_closed(21s, 0, "");
    day.welcome_at(day.it->wake_at());
    v1::TerminalFrame hello;
    ASSERT_TRUE(hello.ParseFromString(day.opened.frames.at(0)));
    ASSERT_EQ(hello.hello().held_size(), 2);
    EXPECT_EQ(hello.hello().held(0).last(), 1U);
    EXPECT_EQ(hello.hello().held(1).first(), 3U);
    EXPECT_EQ(day.kept.refused(), 1U);
    EXPECT_EQ(day.kept.rejections().at(v1::REJECTION_CODE_CONFLICT), 1U);
}

TEST(terminal, retry_later_waits_at_least_as_long_as_asked)
{
    fixture day(1);
    day.welcome_at(10s);
    day.it->on_message(rejected(1, v1::REJECTION_CODE_BUSY, v1::ADVICE_RETRY_LATER, 2'000), 10s);
    EXPECT_TRUE(day.it->poll(12s - 1ns).frames.empty());
    auto const at = day.it->wake_at();
    EXPECT_GE(at, 12s);
    EXPECT_LE(at, 14s);
    EXPECT_EQ(seqs_of(day.it->poll(at).frames.at(0)), seq_list{1});
}

TEST(terminal, asked_to_confirm_it_confirms_once)
{
    fixture day(1);
    auto const ask = rejected(1, v1::REJECTION_CODE_COUNT_ABOVE_CEILING, v1::ADVICE_CONFIRM);
    day.welcome_at(10s);
    day.it->on_message(ask, 10s);
    v1::TerminalFrame frame;
    ASSERT_TRUE(frame.ParseFromString(day.it->poll(10s).frames.at(0)));
    EXPECT_TRUE(frame.reports().reports(0).confirmed());
    day.it->on_message(ask, 10s);
    EXPECT_TRUE(day.it->settled()) << "asked again after confirming: refused for good";
}

TEST(terminal, hopeless_closes_end_it_and_others_do_not)
{
    for (int const code : {1002, 1003, 1009, 4002, 4003, 4004, 4009}) {
        fixture day(1);
        day.it->poll(10s);
        day.it->on_closed(10s, code, "no");
        EXPECT_EQ(day.it->state(), phase::failed) << code;
        EXPECT_TRUE(day.it->ended());
        EXPECT_FALSE(day.it->poll(100s).connect);
    }
    for (int const code : {0, 1001, 1006, 1013, 4001, 4005, 4006}) {
        fixture day(1);
        day.it->poll(10s);
        day.it->on_closed(10s, code, "later");
        EXPECT_EQ(day.it->state(), phase::idle) << code;
    }
}

TEST(terminal, a_refused_frame_ends_it_unless_it_is_a_passing_trouble)
{
    fixture passing(1);
    passing.welcome_at(10s);
    passing.it->on_message(rejected(0, v1::REJECTION_CODE_BUSY, v1::ADVICE_RETRY_LATER), 10s);
    EXPECT_EQ(passing.it->state(), phase::ready);
    fixture wrong(1);
    wrong.welcome_at(10s);
    wrong.it->on_message(rejected(0, v1::REJECTION_CODE_MALFORMED_FRAME, v1::ADVICE_FINAL), 10s);
    EXPECT_EQ(wrong.it->state(), phase::failed);
    EXPECT_EQ(wrong.kept.rejections().at(v1::REJECTION_CODE_MALFORMED_FRAME), 1U);
}

TEST(terminal, nonsense_from_the_server_is_counted_and_survived)
{
    fixture day(1);
    day.welcome_at(10s);
    day.it->on_message("\xff\xff\xff", 10s);
    day.it->on_message("", 10s);
    day.it->on_message(receipts({2}, 5), 10s);
    EXPECT_EQ(day.shared.nonsense, 3U);
    EXPECT_EQ(day.it->state(), phase::ready);
    EXPECT_EQ(day.kept.counted(), 0U);
}

}  // namespace
}  // namespace sejuta::sim::testing
