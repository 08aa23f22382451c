// SPDX-License-Identifier: Apache-2.0
// See freshness.hpp.
#include "freshness.hpp"

#include <algorithm>
#include <utility>

namespace sejuta::sim {

void freshness::add(accepted_at const& what, instant seen_at)
{
    auto const age = std::max(instant{0}, seen_at - what.at);
    auto const us = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(age).count());
    ages_us_.add(us, what.times);
    recent_us_.add(us, what.times);
}

void freshness::accepted(accepted_at const& what)
{
    auto const first = std::lower_bound(
        frames_.begin(), frames_.end(), what.revision,
        [](auto const& frame, std::uint64_t revision) { return frame.first < revision; });
    if (first != frames_.end()) return add(what, first->second);
    unseen_.emplace(what.revision, what);
    waiting_ += what.times;
}

void freshness::seen(std::uint64_t epoch, std::uint64_t revision, instant at)
{
    if (epoch != epoch_) {
        epoch_ = epoch;
        frames_.clear();
        unseen_.clear();
        waiting_ = 0;
    }
    if (!frames_.empty() && frames_.back().first >= revision) return;
    frames_.emplace_back(revision, at);
    if (frames_.size() > frames_kept_) frames_.pop_front();
    auto const end = unseen_.upper_bound(revision);
    for (auto it = unseen_.begin(); it != end; ++it) {
        add(it->second, at);
        waiting_ -= it->second.times;
    }
    unseen_.erase(unseen_.begin(), end);
}

histogram freshness::take_recent()
{
    return std::exchange(recent_us_, {});
}

}  // namespace sejuta::sim
