// SPDX-License-Identifier: Apache-2.0
// A ledger that went back in time, the terminal that heals it, and what it asks at the end.
#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "base/limits.hpp"
#include "crew.hpp"
#include "unit/client_sim/terminal_fixture.hpp"

namespace sejuta::sim::testing {
namespace {

TEST(terminal, what_a_restored_ledger_lacks_is_sent_again)
{
    fixture day(3, 10s, 0s);
    day.welcome_at(10s);
    day.it->on_message(receipts({1, 2, 3}, 5), 10s);
    day.it->on_closed(11s, 1001, "");
    auto const again = day.welcome_at(day.it->wake_at(), welcome({{2, 3}}));
    EXPECT_EQ(seqs_of(again.frames.at(0)), (seq_list{2, 3}));
    EXPECT_FALSE(day.it->settled());
    day.it->on_message(receipts({2, 3}, 4, false, 8), 12s);
    EXPECT_TRUE(day.it->settled());
    EXPECT_TRUE(day.kept.contradictions().empty());
    EXPECT_EQ(day.kept.reopened_count(), 2U);
    EXPECT_EQ(day.kept.receipted().acceptors, 6);
}

TEST(terminal, what_is_sent_again_carries_the_receipt_as_its_proof)
{
    fixture day(2, 10s, 0s);
    day.welcome_at(10s);
    v1::ServerFrame answer;
    ASSERT_TRUE(answer.ParseFromString(receipts({1, 2}, 5)));
    answer.mutable_receipts()->mutable_receipts(0)->set_event_time_ms(1'593'392'400'123);
    answer.mutable_receipts()->mutable_receipts(0)->set_mac("0123456789abcdef");
    day.it->on_message(answer.SerializeAsString(), 10s);
    day.it->on_closed(11s, 1001, "");
    auto const again = day.welcome_at(day.it->wake_at(), welcome({{1, 1}}));
    v1::TerminalFrame frame;
    ASSERT_TRUE(frame.ParseFromString(again.frames.at(0)));
    auto const& proof = frame.reports().reports(0).proof();
    EXPECT_EQ(proof.revision(), 5U);
    EXPECT_EQ(proof.event_time_ms(), 1'593'392'400'123);
    EXPECT_EQ(proof.mac(), "0123456789abcdef");

    day.it->on_message(rejected(1, v1::REJECTION_CODE_PROOF_REFUSED, v1::ADVICE_FINAL), 12s);
    auto const without = day.it->poll(12s);
    ASSERT_TRUE(frame.ParseFromString(without.frames.at(0)));
    EXPECT_FALSE(frame.reports().reports(0).has_proof()) << "then it is a report like any other";
}

TEST(terminal, what_one_page_cannot_hold_is_reconciled_page_by_page)
{
    constexpr std::uint32_t many = 5'000;
    fixture day(many, 10s, 0s);
    day.welcome_at(10s);
    std::vector<std::uint32_t> all(many);
    std::iota(all.begin(), all.end(), 1U);
    day.it->on_message(receipts(all, 5), 10s);
    day.it->on_closed(11s, 1001, "");
    auto const again = day.welcome_at(day.it->wake_at());
    v1::TerminalFrame frame;
    ASSERT_TRUE(frame.ParseFromString(day.opened.frames.at(0)));
    EXPECT_EQ(frame.hello().held(0).last(), limits::held_seqs_max);
    ASSERT_TRUE(frame.ParseFromString(again.frames.at(0)));
    ASSERT_EQ(frame.reconcile().held_size(), 1);
    EXPECT_EQ(frame.reconcile().held(0).first(), limits::held_seqs_max + 1);
    EXPECT_EQ(frame.reconcile().held(0).last(), many);

    v1::ServerFrame page;
    page.mutable_reconciled()->set_up_to(many);
    auto& lost = *page.mutable_reconciled()->add_lacking();
    lost.set_first(many);
    lost.set_last(many);
    day.it->on_message(page.SerializeAsString(), 12s);
    auto const healed = day.it->poll(12s);
    ASSERT_EQ(healed.frames.size(), 1U) << "no page is left";
    EXPECT_EQ(seqs_of(healed.frames.at(0)), seq_list{many});
}

TEST(terminal, started_again_with_its_book_it_goes_on)
{
    fixture day(2, 10s, 0s);
    day.welcome_at(10s);
    day.it->on_message(receipts({1}, 5), 10s);
    day.it->on_closed(10s, 0, "");
    day.it = std::make_unique<terminal>(day.shared, 0, std::vector<instant>{10s, 10s}, 43);
    EXPECT_EQ(seqs_of(day.welcome_at(20s).frames.at(0)), seq_list{2});
    day.it->on_message(receipts({2}, 6), 20s);
    EXPECT_TRUE(day.it->settled());
}

// With more terminals than the server has places the others could never ask.
TEST(terminal, what_has_asked_all_at_the_end_leaves_its_place)
{
    fixture day(1, 10s);
    day.welcome_at(10s);
    day.it->on_message(receipts({1}, 5), 10s);
    audit seen;
    day.it->begin_audit(seen, 20s, 0s);
    ASSERT_EQ(day.it->poll(20s).frames.size(), 1U) << "a page of what it holds";
    v1::ServerFrame answer;
    answer.mutable_reconciled()->set_up_to(1);
    day.it->on_message(answer.SerializeAsString(), 21s);
    auto const asks = day.it->poll(21s);
    EXPECT_EQ(asks.frames.size(), 1U) << "its sites' days";
    EXPECT_FALSE(asks.hang_up);
    answer.mutable_site_days()->add_days();
    day.it->on_message(answer.SerializeAsString(), 22s);
    EXPECT_TRUE(day.it->poll(22s).hang_up);
    EXPECT_TRUE(day.it->audited());
    EXPECT_EQ(day.it->wake_at(), never);
    EXPECT_FALSE(day.it->poll(60s).connect);
}

// An event of a week or a month: what the ledger has on every one of its dates is asked for.
TEST(terminal, asks_at_the_end_for_every_site_and_date_as_many_as_a_frame_may_name)
{
    std::uint32_t const many = limits::site_days_per_ask_max + 6;
    fixture day(many, 10s, 0s);
    auto& reports = day.planned.terminals.front().reports;
    for (std::uint32_t i = 0; i < many; ++i) reports[i].service_date = 20200629 + i / 2;
    day.planned.terminals.front().more_sites = {{"B", region("15.71")}};
    for (std::uint32_t i = 0; i < many; i += 2) reports[i].site = 1;
    audit seen;
    day.welcome_at(10s);
    day.it->begin_audit(seen, 20s, 0s);
    std::set<std::pair<std::string, std::uint32_t>> asked;
    for (std::size_t const wanted : {limits::site_days_per_ask_max, std::size_t{6}}) {
        v1::TerminalFrame frame;
        ASSERT_TRUE(frame.ParseFromString(day.it->poll(20s).frames.at(0)));
        v1::ServerFrame answer;
        for (auto const& one : frame.ask_site_days().days()) {
            asked.emplace(one.site(), one.service_date());
            answer.mutable_site_days()->add_days()->set_site(one.site());
            answer.mutable_site_days()->mutable_days()->rbegin()->set_service_date(
                one.service_date());
        }
        EXPECT_EQ(static_cast<std::size_t>(frame.ask_site_days().days_size()), wanted);
        EXPECT_FALSE(day.it->audited());
        day.it->on_message(answer.SerializeAsString(), 20s);
    }
    EXPECT_TRUE(day.it->audited());
    EXPECT_EQ(asked.size(), many);
    EXPECT_EQ(seen.site_days.size(), many);
}

}  // namespace
}  // namespace sejuta::sim::testing
