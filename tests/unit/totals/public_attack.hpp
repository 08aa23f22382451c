// SPDX-License-Identifier: Apache-2.0
// Somebody who keeps every public table and does the sums: each row and column adds up, no count is
// below zero, and none falls from one minute to the next. Narrows the range of every hidden cell
// until nothing moves. Shares no code with what it attacks.
#pragma once

#include <limits>
#include <vector>

#include "totals/public_release.hpp"

namespace sejuta::tests {

class attacker {
public:
    static constexpr std::int64_t unknown = std::numeric_limits<std::int64_t>::max() / 4096;

    struct range {
        std::int64_t low = 0;
        std::int64_t high = unknown;
        bool operator==(range const&) const = default;
    };

    // `minutes` in their order; what is hidden is not looked at.
    explicit attacker(std::vector<totals::public_state> const& minutes) : minutes_(minutes)
    {
        for (auto const& each : minutes) {
            std::vector<range> seen(each.table.size());
            for (std::size_t cell = 0; cell < seen.size(); ++cell)
                if (!(*each.hidden)[cell]) seen[cell] = {each.table.at(cell), each.table.at(cell)};
            ranges_.push_back(std::move(seen));
        }
    }

    void think(bool across_minutes)
    {
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t i = 0; i < minutes_.size(); ++i) moved |= add_up(i);
            if (across_minutes) moved |= compare();
        }
    }

    range of(std::size_t minute, std::size_t cell) const { return ranges_[minute][cell]; }

private:
    bool narrow(range& what, std::int64_t low, std::int64_t high)
    {
        auto const was = what;
        what.low = std::max(what.low, low);
        what.high = std::min(what.high, high);
        return what != was;
    }

    // The parts and their sum.
    bool line(std::size_t minute, std::vector<std::size_t> const& parts, std::size_t sum)
    {
        auto& all = ranges_[minute];
        std::int64_t low = 0;
        std::int64_t high = 0;
        for (auto const part : parts) low += all[part].low, high += all[part].high;
        bool moved = narrow(all[sum], low, std::min(high, unknown));
        for (auto const part : parts) {
            auto const others_low = low - all[part].low;
            auto const others_high = high - all[part].high;
            low -= all[part].low, high -= all[part].high;
            moved |= narrow(all[part], all[sum].low - others_high, all[sum].high - others_low);
            low += all[part].low, high += all[part].high;
        }
        return moved;
    }

    bool add_up(std::size_t minute)
    {
        auto const& table = minutes_[minute].table;
        auto const last_column = totals::public_methods;
        bool moved = false;
        for (std::size_t row = 0; row < table.rows(); ++row) {
            std::vector<std::size_t> parts;
            for (std::size_t c = 0; c < last_column; ++c) parts.push_back(table.cell(row, c));
            moved |= line(minute, parts, table.cell(row, last_column));
        }
        for (std::size_t c = 0; c <= last_column; ++c) {
            std::vector<std::size_t> parts;
            for (std::size_t row = 0; row < table.provinces(); ++row)
                parts.push_back(table.cell(row, c));
            moved |= line(minute, parts, table.cell(table.provinces(), c));
        }
        return moved;
    }

    bool compare()
    {
        bool moved = false;
        for (std::size_t i = 1; i < ranges_.size(); ++i)
            for (std::size_t cell = 0; cell < ranges_[i].size(); ++cell) {
                moved |= narrow(ranges_[i][cell], ranges_[i - 1][cell].low, unknown);
                moved |= narrow(ranges_[i - 1][cell], 0, ranges_[i][cell].high);
            }
        return moved;
    }

    std::vector<totals::public_state> const& minutes_;
    std::vector<std::vector<range>> ranges_;
};

}  // namespace sejuta::tests
