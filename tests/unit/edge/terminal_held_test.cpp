// SPDX-License-Identifier: Apache-2.0
// Further pages of what a terminal holds, and revocation, over the real pipeline and the memory
// ledger.
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "edge/terminal_session.hpp"
#include "support/terminal_stage.hpp"

namespace sejuta::edge {
namespace {

using tests::seated_terminal;
using tests::terminal_stage;
using tests::wire_report;

v1::TerminalFrame page(std::vector<std::pair<std::uint32_t, std::uint32_t>> const& held)
{
    v1::TerminalFrame frame;
    frame.mutable_reconcile();
    for (auto const& [first, last] : held) {
        auto& range = *frame.mutable_reconcile()->add_held();
        range.set_first(first);
        range.set_last(last);
    }
    return frame;
}

TEST(reconcile_test, pages_go_on_after_hellos_and_each_is_answered_with_what_is_lacking)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello({{1, 3}});
    terminal.report({wire_report(5000), wire_report(5002)});
    stage.run();
    terminal.send(page({{4, 4'099}}));  // 4,096 seqs
    stage.run();
    EXPECT_EQ(terminal.last().reconciled().up_to(), 4'099u);
    ASSERT_EQ(terminal.last().reconciled().lacking_size(), 1);
    EXPECT_EQ(terminal.last().reconciled().lacking(0).last(), 4'099u);
    terminal.send(page({{5000, 5001}, {5002, 5003}}));
    stage.run();
    auto const& last = terminal.last().reconciled();
    EXPECT_EQ(last.up_to(), 5'003u);
    ASSERT_EQ(last.lacking_size(), 2);
    EXPECT_EQ(last.lacking(0).first(), 5'001u);
    EXPECT_EQ(last.lacking(1).first(), 5'003u);
    EXPECT_TRUE(terminal.channel.closes.empty());
}

TEST(reconcile_test, a_page_that_is_none_ends_the_connection)
{
    std::vector<std::pair<std::uint32_t, std::uint32_t>> many;
    for (std::uint32_t i = 0; i < 65; ++i) many.emplace_back(100 + 2 * i, 100 + 2 * i);
    for (auto const& wrong :
         {decltype(many){}, {{3, 4}}, {{10, 9}}, {{10, 11}, {11, 12}}, {{10, 4'106}}, many}) {
        terminal_stage stage;
        seated_terminal terminal(stage);
        terminal.hello({{1, 3}});
        terminal.send(page(wrong));
        EXPECT_EQ(terminal.channel.closes, std::vector{close_code::malformed});
    }
}

TEST(reconcile_test, a_second_page_before_the_first_is_answered_ends_the_connection)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.send(page({{1, 4}}));
    EXPECT_TRUE(terminal.channel.closes.empty());
    terminal.send(page({{5, 8}}));
    EXPECT_EQ(terminal.channel.closes, std::vector{close_code::malformed});
    stage.run();
    EXPECT_TRUE(terminal.last().has_welcome());
}

TEST(reconcile_test, one_page_too_many_ends_the_connection)
{
    terminal_stage stage;
    seated_terminal terminal(stage);
    terminal.hello();
    for (std::uint32_t at = 1; at <= limits::reconcile_pages_max + 1; ++at) {
        EXPECT_TRUE(terminal.channel.closes.empty());
        terminal.send(page({{at, at}}));
        stage.run();
    }
    EXPECT_EQ(terminal.channel.closes, std::vector{close_code::malformed});
}

TEST(revoked_test, a_revoked_terminal_is_not_welcome_and_an_open_one_is_closed_at_the_next_tick)
{
    terminal_stage stage;
    seated_terminal open(stage);
    open.hello();
    stage.revoked.insert("terminal-1");
    open.report({wire_report(1)});
    open.close_day(2, 0);
    stage.run();
    ASSERT_EQ(open.last().receipts().rejections_size(), 2);
    EXPECT_EQ(open.last().receipts().rejections(0).code(), v1::REJECTION_CODE_TERMINAL_REVOKED);
    EXPECT_TRUE(open.channel.closes.empty());
    open.session.on_tick(stage.clock.monotonic());
    EXPECT_EQ(open.channel.closes, std::vector{close_code::terminal_revoked});
    seated_terminal late(stage);
    late.hello();
    EXPECT_EQ(late.channel.closes, std::vector{close_code::terminal_revoked});
    EXPECT_TRUE(late.channel.frames.empty());
    EXPECT_TRUE(stage.ledger.cells().empty());
}

}  // namespace
}  // namespace sejuta::edge
