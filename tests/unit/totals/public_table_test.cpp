// SPDX-License-Identifier: Apache-2.0
// Nobody can compute a small cell of the public tables: thousands of random tables, and whole days
// minute by minute, against an attacker that does the sums.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "public_attack.hpp"

namespace sejuta::tests {
namespace {

using namespace totals;

using dice = std::mt19937_64;

std::int64_t one_of(dice& random, std::int64_t low, std::int64_t high)
{
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
}

// Many small cells and zeros, some great ones: what a province's rare methods look like.
public_table random_table(dice& random)
{
    public_table out(static_cast<std::size_t>(one_of(random, 1, 9)));
    for (std::size_t row = 0; row < out.provinces(); ++row) {
        auto const scale = one_of(random, 0, 3);
        for (std::size_t method = 0; method < public_methods; ++method) {
            auto const most = std::int64_t{1} << one_of(random, 0, 2 + 3 * scale);
            out.add(row, method, one_of(random, 0, 3) == 0 ? 0 : one_of(random, 0, most));
        }
    }
    return out;
}

std::vector<bool> nobody_idle(public_table const& of)
{
    return std::vector<bool>(of.rows(), false);
}

// Small hidden cells whose range an attacker brings below `public_width`.
std::size_t found(std::vector<public_state> const& minutes, bool across_minutes)
{
    attacker mind(minutes);
    mind.think(across_minutes);
    std::size_t count = 0;
    for (std::size_t i = 0; i < minutes.size(); ++i)
        for (std::size_t cell = 0; cell < minutes[i].table.size(); ++cell) {
            if (!(*minutes[i].hidden)[cell] || minutes[i].table.at(cell) >= public_small) continue;
            auto const range = mind.of(i, cell);
            count += range.high - range.low < public_width ? 1 : 0;
        }
    return count;
}

public_state shown(public_table const& table, hidden_cells hidden)
{
    return {0, table, std::make_shared<hidden_cells const>(std::move(hidden))};
}

TEST(public_table, no_small_cell_of_thousands_of_random_tables_can_be_computed)
{
    dice random(20200629);
    for (int i = 0; i < 2'000; ++i) {
        auto const table = random_table(random);
        hidden_cells hidden(table.size());
        hide_small(table, nobody_idle(table), hidden);
        for (std::size_t cell = 0; cell < table.size(); ++cell)
            ASSERT_TRUE(hidden[cell] || table.at(cell) >= public_small) << "table " << i;
        ASSERT_FALSE(exposed_cell(table, hidden)) << "table " << i;
        ASSERT_EQ(found({shown(table, hidden)}, false), 0U) << "table " << i;
    }
}

TEST(public_table, hiding_only_small_cells_gives_them_away)
{
    dice random(20200629);
    std::size_t given_away = 0;
    for (int i = 0; i < 300; ++i) {
        auto const table = random_table(random);
        hidden_cells hidden(table.size());
        for (std::size_t cell = 0; cell < table.size(); ++cell)
            hidden[cell] = table.at(cell) < public_small;
        given_away += found({shown(table, hidden)}, false) > 0 ? 1 : 0;
    }
    EXPECT_GT(given_away, 200U);
}

// Also two hidden a row and column do not always do: their sum may be small.
TEST(public_table, a_small_sum_of_hidden_cells_hides_more)
{
    public_table table(3);
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t method = 0; method < public_methods; ++method) table.add(row, method, 40);
    table.add(0, 6, -39), table.add(0, 7, -39), table.add(1, 6, -39), table.add(1, 7, -39);
    hidden_cells hidden(table.size());
    for (auto const row : {0U, 1U})
        for (auto const method : {6U, 7U}) hidden[table.cell(row, method)] = true;
    EXPECT_EQ(width_of(table, hidden, table.cell(0, 6)), 2);
    hide_small(table, nobody_idle(table), hidden);
    EXPECT_EQ(width_of(table, hidden, table.cell(0, 6)), public_width);
}

TEST(public_table, a_province_that_takes_no_part_is_a_zero_that_everybody_may_see)
{
    public_table table(2);
    table.add(0, 0, 100), table.add(0, 1, 50);
    hidden_cells hidden(table.size());
    hide_small(table, {false, true, false}, hidden);
    for (std::size_t column = 0; column <= public_methods; ++column)
        EXPECT_FALSE(hidden[table.cell(1, column)]);
    EXPECT_FALSE(hidden[table.cell(0, public_methods)]);
    EXPECT_FALSE(exposed_cell(table, hidden));
}

// A day of a few provinces: rare methods, bursts, provinces that begin late or never.
std::vector<public_table> random_day(dice& random)
{
    public_table now(static_cast<std::size_t>(one_of(random, 1, 6)));
    std::vector<std::int64_t> begins;
    for (std::size_t row = 0; row < now.provinces(); ++row) begins.push_back(one_of(random, 0, 50));
    auto const rare = static_cast<std::size_t>(one_of(random, 0, 7));
    std::vector<public_table> out;
    for (std::int64_t minute = 0; minute < 60; ++minute) {
        for (std::size_t row = 0; row < now.provinces(); ++row) {
            if (minute < begins[row]) continue;
            for (std::size_t method = 0; method < public_methods; ++method)
                if (one_of(random, 0, method == rare ? 30 : 4) == 0)
                    now.add(row, method, one_of(random, 1, one_of(random, 0, 9) == 0 ? 40 : 3));
        }
        out.push_back(now);
    }
    return out;
}

TEST(public_release, who_keeps_every_minute_of_a_day_cannot_compute_a_small_cell)
{
    dice random(20210624);
    std::size_t shown_cells = 0;
    for (int day = 0; day < 60; ++day) {
        public_release release;
        std::uint32_t minute = 0;
        for (auto const& table : random_day(random))
            release.step(minute++, table, nobody_idle(table));
        ASSERT_EQ(found(release.states(), true), 0U) << "day " << day;
        for (auto const& state : release.states()) {
            ASSERT_FALSE(exposed_cell(state.table, *state.hidden)) << "day " << day;
            for (std::size_t cell = 0; cell < state.table.size(); ++cell)
                ASSERT_TRUE((*state.hidden)[cell] || state.table.at(cell) >= public_small);
        }
        auto const& last = *release.states().back().hidden;
        shown_cells += static_cast<std::size_t>(std::ranges::count(last, false));
    }
    EXPECT_GT(shown_cells, 60U * 9U);  // it does show something
}

// Each minute for itself is safe, and still the minutes together tell.
TEST(public_release, deciding_each_minute_for_itself_gives_cells_away)
{
    dice random(20210624);
    std::size_t given_away = 0;
    for (int day = 0; day < 20; ++day) {
        std::vector<public_state> states;
        for (auto const& table : random_day(random)) {
            hidden_cells hidden(table.size());
            hide_small(table, nobody_idle(table), hidden);
            states.push_back(shown(table, hidden));
        }
        given_away += found(states, true) > 0 ? 1 : 0;
    }
    EXPECT_GT(given_away, 15U);
}

TEST(public_release, a_cell_once_shown_stays_until_something_falls)
{
    dice random(1);
    public_release release;
    std::uint32_t minute = 0;
    for (auto const& table : random_day(random)) release.step(minute++, table, nobody_idle(table));
    auto const& states = release.states();
    for (std::size_t i = 1; i < states.size(); ++i)
        for (std::size_t cell = 0; cell < states[i].table.size(); ++cell)
            ASSERT_TRUE((*states[i - 1].hidden)[cell] || !(*states[i].hidden)[cell]);
    auto fallen = states.back().table;
    fallen.add(0, 1, 3 - fallen.at(fallen.cell(0, 1)));
    release.step(minute, fallen, nobody_idle(fallen));
    EXPECT_TRUE((*release.states().back().hidden)[fallen.cell(0, 1)]);
    EXPECT_FALSE(exposed_cell(fallen, *release.states().back().hidden));
}

}  // namespace
}  // namespace sejuta::tests
