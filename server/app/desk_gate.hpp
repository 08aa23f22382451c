// SPDX-License-Identifier: Apache-2.0
// How often one account acts at this server's desk: at most limits::desk_acts_per_minute_max in a
// minute. One object a server; any thread may ask. It keeps one row for each account.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/limits.hpp"

namespace sejuta::app {

class desk_gate {
public:
    // Nothing where the account may act now; else how long to wait. `now` is monotonic time.
    std::optional<std::chrono::seconds> refused(std::string const& account,
                                                std::chrono::nanoseconds now)
    {
        auto const minute = std::chrono::floor<std::chrono::minutes>(now);
        std::lock_guard const locked(lock_);
        auto& acts = acts_[account];
        if (acts.minute != minute) acts = {minute, 0};
        if (acts.count < limits::desk_acts_per_minute_max) {
            ++acts.count;
            return std::nullopt;
        }
        return std::chrono::ceil<std::chrono::seconds>(minute + std::chrono::minutes(1) - now);
    }

private:
    struct acts_of_minute {
        std::chrono::minutes minute{-1};
        std::size_t count = 0;
    };

    std::mutex lock_;
    std::map<std::string, acts_of_minute> acts_;
};

}  // namespace sejuta::app
