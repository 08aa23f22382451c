// SPDX-License-Identifier: Apache-2.0
// The conflict log as people read it, in a real Redis.
#include "ledger/redis/conflicts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/ledger_contract.hpp"

namespace sejuta::tests {
namespace {

using domain::rejection_code;
using ledger::content;

class conflicts_test : public testing::Test {
protected:
    ledger::redis::conflict_log log()
    {
        ledger::redis::blocking store(w_.server().where());
        EXPECT_TRUE(store.connect());
        auto read = ledger::redis::read_conflicts(store, w_.event().id);
        EXPECT_TRUE(read) << read.error().sentence;
        return read ? *read : ledger::redis::conflict_log{};
    }
    std::vector<std::optional<content>> recorded(std::vector<ledger::kept_conflict> const& of)
    {
        ledger::redis::blocking store(w_.server().where());
        EXPECT_TRUE(store.connect());
        auto read = ledger::redis::read_recorded(store, w_.event().id, of);
        EXPECT_TRUE(read) << read.error().sentence;
        return read ? *read : std::vector<std::optional<content>>{};
    }
    redis_world w_{rehearsal()};
};

TEST_F(conflicts_test, a_refused_report_stands_beside_what_is_recorded)
{
    auto const first = a_report("term-1", 7, 3);
    auto const other = a_report("term-1", 7, 300);
    w_.record({a_report("term-0", 1), first, a_report("term-2", 1)});
    EXPECT_EQ(w_.record_one(other).reason, rejection_code::conflict);
    EXPECT_EQ(w_.record_one(other).reason, rejection_code::conflict) << "kept once";
    auto const found = log();
    EXPECT_EQ(found.head, w_.head());
    EXPECT_EQ(found.unreadable, 0U);
    ASSERT_EQ(found.conflicts.size(), 1U);
    EXPECT_EQ(std::get<domain::report>(found.conflicts[0].refused), other);
    EXPECT_GE(found.conflicts[0].event_time_ms, w_.head().now.as_of_ms);
    auto const beside = recorded(found.conflicts);
    ASSERT_TRUE(beside.at(0));
    EXPECT_EQ(std::get<domain::report>(*beside[0]), first);
}

TEST_F(conflicts_test, a_refused_close_too_beside_a_close_or_a_report)
{
    w_.close_day(a_close("term-1", 1, 10));
    w_.record({a_report("term-2", 1, 4)});
    EXPECT_EQ(w_.close_day(a_close("term-1", 1, 11)).outcome.reason, rejection_code::conflict);
    EXPECT_EQ(w_.close_day(a_close("term-2", 1, 12)).outcome.reason, rejection_code::conflict);
    auto found = log().conflicts;
    ASSERT_EQ(found.size(), 2U);
    std::sort(found.begin(), found.end(), [](auto const& one, auto const& other) {
        return ledger::terminal_of(one.refused) < ledger::terminal_of(other.refused);
    });
    EXPECT_EQ(std::get<domain::day_close>(found[0].refused).own_total, 11U);
    auto const beside = recorded(found);
    EXPECT_EQ(std::get<domain::day_close>(beside.at(0).value()).own_total, 10U);
    EXPECT_EQ(std::get<domain::report>(beside.at(1).value()).count, 4U);
}

TEST_F(conflicts_test, what_the_ledger_has_no_more_is_nothing_and_damage_is_counted)
{
    w_.record({a_report("term-1", 1)});
    w_.record_one(a_report("term-1", 1, 9));
    w_.command({"HSET", w_.key("conflicts"), "term-1/2/00", "12 junk"});
    w_.command({"DEL", w_.key("index")});
    auto const found = log();
    EXPECT_EQ(found.unreadable, 1U);
    ASSERT_EQ(found.conflicts.size(), 1U);
    EXPECT_FALSE(recorded(found.conflicts).at(0));
    EXPECT_TRUE(recorded({}).empty());
}

TEST_F(conflicts_test, more_than_one_round_of_reading_keeps_the_order)
{
    constexpr std::uint32_t count = limits::index_fields_per_read + 40;
    for (std::uint32_t seq = 1; seq <= count; seq += 100) {
        reports batch;
        reports others;
        for (auto at = seq; at < std::min(seq + 100, count + 1); ++at) {
            batch.push_back(a_report("term-1", at, at));
            others.push_back(a_report("term-1", at, 9'000));
        }
        w_.record(batch);
        w_.record(others);
    }
    auto const found = log().conflicts;
    ASSERT_EQ(found.size(), count);
    auto const beside = recorded(found);
    for (std::size_t i = 0; i < count; ++i) {
        ASSERT_TRUE(beside[i]);
        EXPECT_EQ(std::get<domain::report>(*beside[i]).count, ledger::seq_of(found[i].refused));
    }
}

}  // namespace
}  // namespace sejuta::tests
