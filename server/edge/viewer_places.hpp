// SPDX-License-Identifier: Apache-2.0
// How many watch the live totals of one server: viewers leave room for terminals, and strangers
// leave room for those who logged in. Where connections run out, viewers make way, strangers
// first. One object a server, outliving its viewers; any thread may ask it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/limits.hpp"

namespace sejuta::edge {

struct viewer_rules {
    std::size_t viewers_max = limits::viewers_max;
    std::size_t public_viewers_max = limits::public_viewers_max;  // of these, without a login
    std::chrono::nanoseconds pause = limits::viewers_pause;
};

class viewer_places {
public:
    using moment = std::chrono::nanoseconds;

    // A viewer's place; giving it up frees it. An empty one is nobody's.
    class place {
    public:
        place() = default;
        place(place&& other) noexcept
            : of_(std::exchange(other.of_, nullptr)),
              is_public_(other.is_public_)
        {
        }
        place& operator=(place&& other) noexcept
        {
            place taken(std::move(other));
            std::swap(of_, taken.of_);
            std::swap(is_public_, taken.is_public_);
            return *this;
        }
        ~place()
        {
            if (of_) of_->leave(is_public_);
        }
        // Asked about once a second: true for who must go now, so that another connection can
        // come; it is asked of one viewer for each connection that was refused.
        bool must_go() const { return of_ && of_->one_goes(is_public_); }

    private:
        friend class viewer_places;
        place(viewer_places& of, bool is_public) : of_(&of), is_public_(is_public) {}

        viewer_places* of_ = nullptr;
        bool is_public_ = false;
    };

    explicit viewer_places(viewer_rules const& rules = {}) : rules_(rules) {}
    viewer_places(viewer_places const&) = delete;
    viewer_places& operator=(viewer_places const&) = delete;

    // Nothing where there are as many as there may be, or while viewers have to make way. `now` is
    // monotonic.
    std::optional<place> take(bool is_public, moment now);
    // A connection was refused for want of room: one viewer goes, and none comes for a while.
    void make_way(moment now);

private:
    void leave(bool is_public);
    bool one_goes(bool is_public);

    viewer_rules const rules_;
    std::atomic<std::size_t> open_{0};
    std::atomic<std::size_t> public_{0};  // of these
    std::atomic<std::size_t> owed_{0};    // viewers that have to go
    std::atomic<moment::rep> closed_until_{moment::min().count()};
};

}  // namespace sejuta::edge
