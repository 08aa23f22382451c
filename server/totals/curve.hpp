// SPDX-License-Identifier: Apache-2.0
// Acceptors by minute of the event clock. Where the minutes would be more than
// limits::curve_rows_max, a row stands for 5, 15, 60, ... minutes, aligned at WIB's midnight; so a
// curve is bounded, and what it shows does not depend on the order in which it was filled.
#pragma once

#include <cstdint>
#include <vector>

#include "totals/region_totals.hpp"

namespace sejuta::totals {

class curve {
public:
    // Nearly always to the newest row: the event clock never goes back but for healed reports.
    void add(std::uint32_t minute, std::int64_t acceptors)
    {
        if (!rows_.empty() && minute - rows_.back().minute < step_)
            rows_.back().acceptors += acceptors;
        else
            add_elsewhere(minute, acceptors);
    }
    // Rows that are not zero.
    std::vector<minute_row> rows() const;
    std::uint32_t step() const { return step_; }
    // All rows, zero ones too.
    std::vector<minute_row> const& all() const { return rows_; }

private:
    void add_elsewhere(std::uint32_t minute, std::int64_t acceptors);
    void coarsen();

    std::vector<minute_row> rows_;
    std::uint32_t step_ = 1;
};

}  // namespace sejuta::totals
