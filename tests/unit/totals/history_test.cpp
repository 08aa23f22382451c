// SPDX-License-Identifier: Apache-2.0
// Finding a report again by its terminal and seq.
#include "totals/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <random>

#include "unit/totals/sample.hpp"

namespace {

using namespace sejuta;
using namespace sejuta::tests;
using totals::movement;
using totals::none;
using totals::number;

domain::cell const some_cell{domain::service_date::from_number(20200629).value(),
                             code("15.71"),
                             domain::method::pil,
                             domain::category::baru,
                             domain::postpartum::none,
                             domain::place::pmb,
                             domain::partner::none};

struct history_test : testing::Test {
    totals::history history;

    number append(number terminal, std::uint32_t seq, movement how = movement::report,
                  number site = 0)
    {
        return history.append({.event_time_ms = 0,
                               .revision = 1,
                               .cell = history.number_of_cell(some_cell),
                               .site = site,
                               .terminal = terminal,
                               .seq = seq,
                               .acceptors = 1,
                               .previous = none,
                               .movement = how,
                               .reason = 0});
    }
    // The number of what was found, or none.
    number found(number terminal, std::uint32_t seq) const
    {
        auto const* const row = history.find(terminal, seq);
        return row ? static_cast<number>(row - history.all().data()) : none;
    }
};

TEST_F(history_test, finds_every_report_in_whatever_order_the_seqs_came)
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        history.clear();
        std::mt19937 random(seed);
        auto const one = history.number_of_terminal("one");
        auto const other = history.number_of_terminal("other");
        std::vector<std::uint32_t> seqs(300);
        std::iota(seqs.begin(), seqs.end(), 1U);
        // From hardly to wholly out of order, every third of them missing.
        for (unsigned swaps = 0; swaps < seed * 10; ++swaps)
            std::swap(seqs[random() % seqs.size()], seqs[random() % seqs.size()]);
        std::erase_if(seqs, [](auto seq) { return seq % 3 == 0; });
        std::map<std::uint32_t, number> of_one;
        std::map<std::uint32_t, number> of_other;
        for (auto const seq : seqs) {
            of_one[seq] = append(one, seq);
            of_other[seq + 1] = append(other, seq + 1);
        }
        for (std::uint32_t seq = 0; seq <= 302; ++seq) {
            EXPECT_EQ(found(one, seq), of_one.contains(seq) ? of_one[seq] : none)
                << "seed " << seed << " seq " << seq;
            EXPECT_EQ(found(other, seq), of_other.contains(seq) ? of_other[seq] : none)
                << "seed " << seed << " seq " << seq;
        }
    }
}

TEST_F(history_test, knows_a_terminal_again_in_a_row_and_between_others)
{
    for (int round = 0; round < 2; ++round) {
        for (auto const* each : {"one", "one", "other", "one", "one", "third", "other"})
            EXPECT_EQ(history.terminal(history.number_of_terminal(each)), each);
        EXPECT_NE(history.number_of_terminal("one"), history.number_of_terminal("other"));
        EXPECT_EQ(history.number_of_terminal("third"), 2U) << "three were named";
        history.clear();
        EXPECT_EQ(history.find_terminal("one"), none);
    }
}

TEST_F(history_test, finds_what_a_terminal_gave_and_not_what_was_taken)
{
    auto const terminal = history.number_of_terminal("one");
    auto const report = append(terminal, 1);
    append(terminal, 2, movement::voided);
    append(terminal, 3, movement::replaced);
    auto const instead = append(terminal, 3, movement::replacement);
    EXPECT_EQ(found(terminal, 1), report);
    EXPECT_EQ(found(terminal, 2), none);
    EXPECT_EQ(found(terminal, 3), instead);
}

TEST_F(history_test, finds_the_first_of_two_with_the_same_seq)
{
    auto const terminal = history.number_of_terminal("one");
    auto const first = append(terminal, 7);
    append(terminal, 7);
    append(terminal, 9);
    append(terminal, 7);
    EXPECT_EQ(found(terminal, 7), first);
}

TEST_F(history_test, knows_which_terminals_report_for_several_sites)
{
    auto const own = history.number_of_terminal("own");
    auto const proxy = history.number_of_terminal("proxy");
    append(own, 1, movement::report, 4);
    append(own, 2, movement::report, 4);
    append(proxy, 1, movement::report, 4);
    EXPECT_FALSE(history.is_proxy(proxy));
    append(proxy, 2, movement::report, 5);
    append(proxy, 3, movement::report, 4);
    EXPECT_FALSE(history.is_proxy(own));
    EXPECT_TRUE(history.is_proxy(proxy));
}

}  // namespace
