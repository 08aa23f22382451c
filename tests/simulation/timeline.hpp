// SPDX-License-Identifier: Apache-2.0
// Virtual time: what is to happen, in order, and the clock that everybody in the simulation reads.
// Nothing waits; a second passes when nothing before it is left to do.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "base/clock.hpp"

namespace sejuta::simulation {

using std::chrono::milliseconds;

class timeline {
public:
    void after(milliseconds wait, std::function<void()> what)
    {
        todo_.emplace(std::pair(now() + wait, order_++), std::move(what));
    }

    // Runs the next thing to happen; false where there is none before `end`.
    bool step(milliseconds end)
    {
        if (todo_.empty() || todo_.begin()->first.first > end) return false;
        auto next = todo_.extract(todo_.begin());
        auto const at = next.key().first;
        if (at > now()) clock_.advance(at - now());
        trace_ = (trace_ ^ static_cast<std::uint64_t>(at.count())) * 0x100000001b3ULL +
                 next.key().second;
        next.mapped()();
        return true;
    }

    milliseconds now() const
    {
        return std::chrono::duration_cast<milliseconds>(clock_.monotonic());
    }
    base::clock const& clock() const { return clock_; }
    // The same for the same course of events.
    std::uint64_t trace() const { return trace_; }
    void note(std::uint64_t what) { trace_ = (trace_ ^ what) * 0x100000001b3ULL; }

private:
    base::fake_clock clock_;
    std::map<std::pair<milliseconds, std::uint64_t>, std::function<void()>> todo_;
    std::uint64_t order_ = 0;
    std::uint64_t trace_ = 0;
};

}  // namespace sejuta::simulation
