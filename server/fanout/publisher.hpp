// SPDX-License-Identifier: Apache-2.0
// Turns boards into publications: for every topic that somebody watches, the newest snapshot and
// the delta from the one before. It decides and encodes; the totals thread's timer calls it at most
// every limits::live_delta_interval and posts what it returns to every hub. It lives on the totals
// thread, with the boards.
//
// All watched topics of an event step together, so that equal sequences show equal numbers on every
// screen; a topic whose rows did not change steps with an empty delta.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "fanout/frames.hpp"
#include "fanout/publication.hpp"
#include "totals/board.hpp"
#include "totals/json.hpp"

namespace sejuta::fanout {

class publisher {
public:
    publisher(base::clock const& clock, totals::warnings const& say) : clock_(clock), say_(say) {}

    // The board must outlive the publisher. One board an event.
    void add(totals::board const& board);

    // A hub's first viewer of a topic came (+1) or its last one went (-1). Returns what to post to
    // that hub at once: the newest snapshot. Nothing where the board is still loading; then the
    // step that ends the loading brings it.
    std::optional<publication> interest(topic const& of, int change);

    // What changed since the last step. Nothing of a board that is still loading: half a ledger is
    // nobody's total.
    std::vector<publication> step();

    // One for each event that was ever ready; every limits::live_heartbeat_interval, after a step.
    std::vector<heartbeat> heartbeats();

    std::size_t watched_topics() const;

private:
    // A watched topic and what its viewers were last given.
    struct watched {
        std::size_t hubs = 0;
        std::optional<topic_state> given;
        ledger::revision rows_changed_at = 0;
        std::string rows;  // of the snapshot, encoded
        shared_frame snapshot;
        std::uint64_t resets = 0;  // of the board when given
    };
    struct source {
        totals::board const* board = nullptr;
        std::map<domain::region_code, watched> topics;
        std::optional<ledger::sequence> stepped;  // all topics hold at this
        base::unix_ms checked_at_ms = 0;          // of `stepped`
        std::uint64_t heard = 0;
        std::chrono::nanoseconds heard_at{0};
    };

    void listen(source&);
    bool is_stale(source const&, watched const&) const;
    publication advance(source const&, domain::region_code, watched&);

    base::clock const& clock_;
    totals::warnings say_;
    std::map<std::string, source> sources_;  // by event id
};

}  // namespace sejuta::fanout
