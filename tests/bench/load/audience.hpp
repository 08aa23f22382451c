// SPDX-License-Identifier: Apache-2.0
// Viewers of the nation beside the terminals: the first one is read closely and gives the
// freshness, the others read and forget, and the stalled ones never read.
#pragma once

#include <deque>
#include <vector>

#include "histogram.hpp"
#include "load/options.hpp"
#include "load/socket.hpp"

namespace sejuta::bench {

class audience {
public:
    explicit audience(options const& with);

    std::vector<web_socket>& viewers() { return viewers_; }
    std::vector<web_socket>& stalled() { return stalled_; }
    bool ready() const { return shown_ > 0 || viewers_.empty(); }
    void greet(web_socket& viewer) const;
    void hear(std::size_t viewer, std::string_view message, std::int64_t now_ns);
    // A receipt named this revision now, for the first time.
    void accepted(std::uint64_t revision, std::int64_t now_ns);
    // Whether some that have a receipt are not shown yet; without viewers never.
    bool behind() const { return !waiting_.empty(); }
    sim::histogram const& freshness_us() const { return freshness_us_; }

private:
    struct waiting {
        std::uint64_t revision;
        std::int64_t since_ns;
    };

    options const& with_;
    std::vector<web_socket> viewers_;
    std::vector<web_socket> stalled_;
    std::uint64_t shown_ = 0;
    std::deque<waiting> waiting_;
    sim::histogram freshness_us_;
};

}  // namespace sejuta::bench
