// SPDX-License-Identifier: Apache-2.0
// Until when late reports come in, over the real pipeline and the memory ledger.
#include <gtest/gtest.h>

#include "support/terminal_stage.hpp"

namespace sejuta::edge {
namespace {

using tests::proof_of;
using tests::seated_terminal;
using tests::terminal_stage;
using tests::wire_report;

v1::RejectionCode refusal(seated_terminal const& terminal)
{
    return terminal.last().receipts().rejections(0).code();
}

// In status late, at an event time before or after the deadline.
struct late_stage : terminal_stage {
    explicit late_stage(base::unix_ms after_deadline_ms) : terminal_stage(with_deadline())
    {
        EXPECT_TRUE(ledger.set_status(domain::event_status::late, {}, false));
        pipeline.set_status(domain::event_status::late);
        clock.advance(std::chrono::milliseconds(event->deadline_ms + after_deadline_ms -
                                                pipeline.event_now_ms()));
    }
    static domain::event with_deadline()
    {
        auto event = tests::small_event();
        event.deadline_ms = event.clock.starts_at_ms + 3'600'000;
        return event;
    }
};

TEST(deadline_test, a_late_report_is_taken_until_the_deadline_and_counted_as_late)
{
    late_stage stage(0);
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.report({wire_report(1, 3)});
    stage.run();
    EXPECT_TRUE(terminal.last().receipts().receipts(0).late());
    terminal.close_day(2, 3);
    stage.run();
    EXPECT_EQ(terminal.last().receipts().receipts_size(), 1);
}

TEST(deadline_test, after_the_deadline_late_ones_are_refused_but_for_what_is_known_or_proven)
{
    late_stage stage(0);
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.report({wire_report(1, 3)});
    stage.run();
    auto const first = terminal.last().receipts().receipts(0);
    stage.clock.advance(std::chrono::milliseconds(1));
    terminal.report({wire_report(2, 1)});
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_EVENT_NOT_OPEN);
    terminal.close_day(3, 3);
    stage.run();
    EXPECT_EQ(refusal(terminal), v1::REJECTION_CODE_EVENT_NOT_OPEN);
    terminal.report({wire_report(1, 3)});
    stage.run();
    EXPECT_TRUE(terminal.last().receipts().receipts(0).duplicate());
    // Another server has the same seal, and an older copy of the ledger.
    late_stage restored(1);
    seated_terminal again(restored);
    again.hello();
    auto proven = wire_report(1, 3);
    *proven.mutable_proof() = proof_of(first);
    again.report({proven});
    restored.run();
    ASSERT_EQ(again.last().receipts().receipts_size(), 1);
    EXPECT_EQ(again.last().receipts().receipts(0).event_time_ms(), first.event_time_ms());
}

TEST(deadline_test, while_the_event_is_open_the_deadline_refuses_nothing)
{
    late_stage stage(1);
    EXPECT_TRUE(stage.ledger.set_status(domain::event_status::open, {}, false));
    stage.pipeline.set_status(domain::event_status::open);
    seated_terminal terminal(stage);
    terminal.hello();
    terminal.report({wire_report(1, 3)});
    stage.run();
    EXPECT_FALSE(terminal.last().receipts().receipts(0).late());
}

}  // namespace
}  // namespace sejuta::edge
