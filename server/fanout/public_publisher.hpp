// SPDX-License-Identifier: Apache-2.0
// The publisher for who has no login: one snapshot a topic and minute of the event clock, shared by
// all, never a delta. Topics are the nation and the provinces. Lives on the totals thread, with the
// books that it draws from; the timer of the other publisher calls it too.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "fanout/frames.hpp"
#include "totals/public_book.hpp"

namespace sejuta::fanout {

class public_publisher {
public:
    public_publisher(base::clock const& clock, totals::warnings const& say)
        : clock_(clock),
          say_(say)
    {
    }

    // Both must outlive the publisher.
    void add(totals::board const& board, totals::public_book& book);
    // As publisher::interest.
    std::optional<publication> interest(topic const& of, int change);
    // The topics of which another minute has ended, at most every limits::public_interval_min.
    std::vector<publication> step();
    std::vector<heartbeat> heartbeats();

private:
    struct source {
        totals::board const* board = nullptr;
        totals::public_book* book = nullptr;
        std::map<domain::region_code, std::size_t> hubs;  // by watched topic
        totals::public_view_ptr given;
        std::uint64_t resets = 0;
        std::chrono::nanoseconds given_at{0};
        std::uint64_t heard = 0;
        std::chrono::nanoseconds heard_at{0};
    };

    bool is_due(source const&) const;
    void take(source&);
    publication publish(source const&, domain::region_code) const;

    base::clock const& clock_;
    totals::warnings say_;
    std::map<std::string, source> sources_;  // by event id
};

}  // namespace sejuta::fanout
