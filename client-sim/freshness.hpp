// SPDX-License-Identifier: Apache-2.0
// How old what a viewer sees is, in band: from a receipt in a terminal's hand to the first live
// frame whose revision holds that report. Both come in any order and from several processes; a
// frame that was there before the receipt is an age of 0. Pure. Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <map>

#include "histogram.hpp"
#include "terminal.hpp"

namespace sejuta::sim {

// Receipts of one revision that came at one instant.
struct accepted_at {
    std::uint64_t revision = 0;
    instant at{0};  // since any start that all processes share
    std::uint64_t times = 0;
};

class freshness {
public:
    void accepted(accepted_at const&);
    // The viewer holds this revision from now on. Another epoch forgets what waits.
    void seen(std::uint64_t epoch, std::uint64_t revision, instant at);

    histogram const& ages_us() const { return ages_us_; }
    // Ages since the last call.
    histogram take_recent();
    // Receipts that no frame has shown yet.
    std::uint64_t waiting() const { return waiting_; }

private:
    void add(accepted_at const& what, instant seen_at);

    static constexpr std::size_t frames_kept_ = 4'096;      // a quarter of an hour at 4 a second
    std::deque<std::pair<std::uint64_t, instant>> frames_;  // revision, when; both ascending
    std::multimap<std::uint64_t, accepted_at> unseen_;
    std::uint64_t epoch_ = 0;
    std::uint64_t waiting_ = 0;
    histogram ages_us_;
    histogram recent_us_;
};

}  // namespace sejuta::sim
