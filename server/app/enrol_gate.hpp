// SPDX-License-Identifier: Apache-2.0
// How often this server tries codes: at most limits::enrol_tries_per_minute_max in a minute, from
// all addresses and threads together. One object a server; any thread may ask.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/limits.hpp"

namespace sejuta::app {

class enrol_gate {
public:
    // Nothing where one may try now; else how long to wait. `now` is monotonic time.
    std::optional<std::chrono::seconds> refused(std::chrono::nanoseconds now)
    {
        auto const minute = static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::minutes>(now).count());
        auto before = tries_.load();
        std::uint64_t after = 0;
        do {
            auto const count = before >> count_bits == minute ? before & count_mask : 0;
            if (count >= limits::enrol_tries_per_minute_max) return until_next(now);
            after = minute << count_bits | (count + 1);
        } while (!tries_.compare_exchange_weak(before, after));
        return std::nullopt;
    }

private:
    static constexpr int count_bits = 16;
    static constexpr std::uint64_t count_mask = (1U << count_bits) - 1;
    static_assert(limits::enrol_tries_per_minute_max <= count_mask);

    static std::chrono::seconds until_next(std::chrono::nanoseconds now)
    {
        auto const next = std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes(1);
        return std::chrono::ceil<std::chrono::seconds>(next - now);
    }

    std::atomic<std::uint64_t> tries_{0};  // the minute, and the tries in it
};

}  // namespace sejuta::app
