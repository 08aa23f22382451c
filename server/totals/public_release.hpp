// SPDX-License-Identifier: Apache-2.0
// Which cells of the public table are shown, minute after minute, so that also who keeps every
// minute cannot compute a small one. At first everything is hidden. A cell is shown once it has
// grown to `public_release_at`, and only where every small cell that was ever hidden beside it
// keeps its range, looking back as well (docs/DASHBOARDS.md has the rule and its reason); from then
// on it stays shown. Only a fall may hide a cell again. Pure; a day takes about a kilobyte a
// minute.
#pragma once

#include <memory>
#include <vector>

#include "totals/public_table.hpp"

namespace sejuta::totals {

inline constexpr std::int64_t public_release_at = 10;

// The public table of a minute.
struct public_state {
    std::uint32_t minute =
        0;  // of the event clock, since 1970-01-01T00:00Z: counted until it began
    public_table table{0};
    std::shared_ptr<hidden_cells const> hidden;
};

class public_release {
public:
    // The table of the next minute; `idle` are the rows of provinces that take no part, with zeros.
    void step(std::uint32_t minute, public_table table, std::vector<bool> const& idle);
    // In the order of the minutes; a minute in which nothing changed has none.
    std::vector<public_state> const& states() const { return states_; }
    // What was shown in a minute; null before anything was counted.
    public_state const* at(std::uint32_t minute) const;
    // The minute itself, or the one before it of which the state is kept: of a long event's first
    // part only every 15th, 60th, ... minute is.
    std::uint32_t kept(std::uint32_t minute) const;

private:
    void thin();
    bool has_fallen(public_table const& now) const;
    void release(public_table const& now, hidden_cells& hidden);
    bool try_release(public_table const& now, hidden_cells& hidden, std::size_t cell);
    bool was_safe(public_table const& now, hidden_cells const& before, hidden_cells const& after);

    std::vector<public_state> states_;
    std::uint32_t whole_from_ = 0;  // before it not every minute is kept
    std::size_t grown_ = 0;         // hidden cells of a size to be shown, when last tried
    bool again_ = false;            // the past was in the way: it will not always be
};

}  // namespace sejuta::totals
