// SPDX-License-Identifier: Apache-2.0
#include "totals/curve.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace sejuta::totals {
namespace {

// Each divides the next, so rows join without being taken apart. A year has 732 rows of 720; the
// last step holds what no event has: twenty years.
constexpr std::array<std::uint32_t, 8> steps{1, 5, 15, 60, 240, 720, 1'440, 7 * 1'440};
constexpr std::uint32_t wib_minutes = 7 * 60;

std::uint32_t first_of(std::uint32_t minute, std::uint32_t step)
{
    return minute - (minute + wib_minutes) % step;
}

}  // namespace

void curve::add_elsewhere(std::uint32_t minute, std::int64_t acceptors)
{
    minute = first_of(minute, step_);
    auto at = std::lower_bound(rows_.begin(), rows_.end(), minute,
                               [](minute_row const& r, std::uint32_t m) { return r.minute < m; });
    if (at == rows_.end() || at->minute != minute) at = rows_.insert(at, {minute, 0});
    at->acceptors += acceptors;
    if (rows_.size() > limits::curve_rows_max) coarsen();
}

void curve::coarsen()
{
    while (rows_.size() > limits::curve_rows_max && step_ != steps.back()) {
        step_ = *std::upper_bound(steps.begin(), steps.end(), step_);
        std::vector<minute_row> joined;
        for (auto const& row : rows_) {
            auto const minute = first_of(row.minute, step_);
            if (joined.empty() || joined.back().minute != minute) joined.push_back({minute, 0});
            joined.back().acceptors += row.acceptors;
        }
        rows_ = std::move(joined);
    }
}

std::vector<minute_row> curve::rows() const
{
    std::vector<minute_row> out;
    out.reserve(rows_.size());
    for (auto const& row : rows_)
        if (row.acceptors != 0) out.push_back(row);
    return out;
}

}  // namespace sejuta::totals
