// SPDX-License-Identifier: Apache-2.0
// The clocks of the process, as an interface: nobody calls now() but the one real clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace sejuta::base {

using unix_ms = std::int64_t;  // milliseconds since 1970-01-01T00:00Z

inline constexpr unix_ms ms_per_minute = 60'000;

class clock {
public:
    virtual ~clock() = default;
    // Wall time; may jump.
    virtual unix_ms now_ms() const = 0;
    // Since an arbitrary start; never goes back.
    virtual std::chrono::nanoseconds monotonic() const = 0;
};

class real_clock final : public clock {
public:
    unix_ms now_ms() const override
    {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }
    std::chrono::nanoseconds monotonic() const override
    {
        return std::chrono::steady_clock::now().time_since_epoch();
    }
};

// A clock that stands until a test moves it.
class fake_clock final : public clock {
public:
    unix_ms now_ms() const override { return wall_ms_; }
    std::chrono::nanoseconds monotonic() const override { return since_start_; }
    void set(unix_ms wall_ms) { wall_ms_ = wall_ms; }
    void advance(std::chrono::milliseconds by)
    {
        wall_ms_ += by.count();
        since_start_ += by;
    }

private:
    unix_ms wall_ms_ = 1'593'392'400'000;  // 2020-06-29T01:00:00Z
    std::chrono::nanoseconds since_start_{0};
};

}  // namespace sejuta::base
