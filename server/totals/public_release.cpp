// SPDX-License-Identifier: Apache-2.0
#include "totals/public_release.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace sejuta::totals {

void public_release::step(std::uint32_t minute, public_table table, std::vector<bool> const& idle)
{
    hidden_cells hidden;
    if (states_.empty()) {
        hidden.resize(table.size());
        for (std::size_t cell = 0; cell < table.size(); ++cell)
            hidden[cell] = !idle[table.row_of(cell)];
    } else {
        hidden = *states_.back().hidden;
    }
    if (has_fallen(table))
        hide_small(table, idle, hidden);
    else
        release(table, hidden);
    auto shared = !states_.empty() && hidden == *states_.back().hidden
                      ? states_.back().hidden
                      : std::make_shared<hidden_cells const>(std::move(hidden));
    states_.push_back({minute, std::move(table), std::move(shared)});
    if (states_.size() > limits::public_minutes_kept_max) thin();
}

// The older half keeps the last minute of each quarter of an hour, of each hour, ...
void public_release::thin()
{
    auto const half = states_.size() / 2;
    for (auto const step : {15U, 60U, 240U, 1'440U, 10'080U}) {
        std::vector<public_state> fewer;
        for (std::size_t i = 0; i < states_.size(); ++i)
            if (i >= half || states_[i].minute / step != states_[i + 1].minute / step)
                fewer.push_back(states_[i]);
        if (fewer.size() * 4 > limits::public_minutes_kept_max * 3) continue;
        whole_from_ = states_[half].minute;
        states_ = std::move(fewer);
        return;
    }
}

public_state const* public_release::at(std::uint32_t minute) const
{
    auto const after = std::ranges::upper_bound(states_, minute, {}, &public_state::minute);
    return after == states_.begin() ? nullptr : &*std::prev(after);
}

std::uint32_t public_release::kept(std::uint32_t minute) const
{
    auto const* const known = at(minute);
    return minute >= whole_from_ || !known ? minute : known->minute;
}

// Or a province that took no part does now, or a shown cell is small for another reason.
bool public_release::has_fallen(public_table const& now) const
{
    if (states_.empty()) return false;
    auto const& [minute, before, hidden] = states_.back();
    for (std::size_t cell = 0; cell < now.size(); ++cell) {
        if (now.at(cell) < before.at(cell)) return true;
        if (!(*hidden)[cell] && now.at(cell) < public_small && now.at(cell) != 0) return true;
    }
    return false;
}

// The nation's total before anything else: nothing is shown at its expense. Then margins before
// provinces' cells, great ones before small ones: what stays hidden for another's sake is the next
// smallest.
void public_release::release(public_table const& now, hidden_cells& hidden)
{
    std::vector<std::size_t> grown;
    for (std::size_t cell = 0; cell < now.size(); ++cell)
        if (hidden[cell] && now.at(cell) >= public_release_at) grown.push_back(cell);
    if (grown.size() == grown_ && !again_) return;
    again_ = false;
    auto const nation = now.size() - 1;
    std::ranges::stable_sort(grown, [&](std::size_t a, std::size_t b) {
        if (a == nation || b == nation) return a == nation && b != nation;
        if (now.is_margin(a) != now.is_margin(b)) return now.is_margin(a);
        return now.at(a) > now.at(b);
    });
    grown_ = grown.size();
    for (auto const cell : grown) {
        if (hidden[nation] && cell != nation) return;
        auto const count = std::ranges::count(hidden, true);
        if (hidden[cell] && try_release(now, hidden, cell))
            grown_ -= static_cast<std::size_t>(count - std::ranges::count(hidden, true));
    }
}

// Together with every cell that could be computed then, if none of those is too small to be shown.
bool public_release::try_release(public_table const& now, hidden_cells& hidden, std::size_t cell)
{
    auto after = hidden;
    after[cell] = false;
    while (auto const exposed = exposed_cell(now, after)) {
        if (now.at(*exposed) < public_release_at) return false;
        after[*exposed] = false;
    }
    if (!was_safe(now, hidden, after)) {
        again_ = true;
        return false;
    }
    hidden = std::move(after);
    return true;
}

// What is shown now bounds what it was before: a cell was at most this. That tells nothing of the
// minutes in which each was `public_width` less. Of those since then, the first one is the worst:
// what stays hidden must have been enough by itself, and what was shown since not small.
bool public_release::was_safe(public_table const& now, hidden_cells const& before,
                              hidden_cells const& after)
{
    auto since = states_.end();
    for (auto at = states_.end(); at != states_.begin();) {
        --at;
        bool near = false;
        for (std::size_t cell = 0; cell < now.size() && !near; ++cell)
            near = before[cell] && !after[cell] && now.at(cell) - at->table.at(cell) < public_width;
        if (!near) break;
        since = at;
    }
    if (since == states_.end()) return true;
    auto const& then = since->table;
    for (std::size_t cell = 0; cell < then.size(); ++cell)
        if ((*since->hidden)[cell] && !after[cell] && then.at(cell) < public_small) return false;
    return !exposed_cell(then, after);
}

}  // namespace sejuta::totals
