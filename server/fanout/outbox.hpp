// SPDX-License-Identifier: Apache-2.0
// What one viewer has not yet been sent. Totals are state, not events, so only the newest frame of
// each topic is kept: a slow viewer skips steps but never sees an old total after a new one, and
// never gets a delta whose base it does not have. Bound: one frame a topic, one heartbeat, and
// limits::viewer_outbox_bytes_max. Not thread-safe; lives on its connection's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "fanout/publication.hpp"

namespace sejuta::fanout {

class outbox {
public:
    // The viewer wants the topic: the next publication of it goes as a snapshot. Asking again for a
    // topic that is open starts it anew.
    void open(topic const&);
    // Nothing of the topic is sent any more.
    void shut(topic const&);
    bool is_open(topic const&) const;
    std::size_t topics() const { return slots_.size(); }

    // Queues what the viewer lacks of the publication. Where a frame of the topic is still unsent,
    // the newest snapshot takes its place in the queue. False where the bytes would be too many;
    // then the viewer must be closed.
    [[nodiscard]] bool put(publication const&);
    // Queues a heartbeat unless one is waiting. The waiting one stays: it must not overtake frames
    // queued after it, nor fall back behind them for ever.
    [[nodiscard]] bool put(heartbeat const&);

    // The frame to send next, oldest place in the queue first; null where there is none.
    shared_frame take();
    bool is_empty() const { return bytes_ == 0; }
    std::size_t bytes() const { return bytes_; }

private:
    struct slot {
        fanout::topic topic;
        std::optional<ledger::sequence> given;  // what the viewer has once `unsent` is sent
        shared_frame unsent;
        std::uint64_t place = 0;  // in the queue
    };

    slot* find(topic const&);
    bool fill(slot& to, shared_frame frame);
    void empty(slot&);

    std::vector<slot> slots_;  // a handful: limits::topics_per_viewer_max
    slot beat_;
    std::uint64_t next_place_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace sejuta::fanout
