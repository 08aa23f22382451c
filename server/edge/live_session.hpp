// SPDX-License-Identifier: Apache-2.0
// The conversation with one viewer: it subscribes to topics of one event and gets their frames. A
// pure state machine between a hub and a channel. Frames go to the channel only while it has little
// unsent; the rest waits in the outbox, where only the newest counts. Each topic is given to who
// may see it; when the login ends, or its user may see something else, the connection does too.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "domain/event.hpp"
#include "edge/session.hpp"
#include "edge/viewer_places.hpp"
#include "fanout/hub.hpp"
#include "fanout/outbox.hpp"
#include "people/ticket.hpp"

namespace sejuta::edge {

// What every live session of one thread shares.
struct live_world {
    fanout::hub& hub;
    // The event of an id, or null. The empty id is the only event's, where there is one only.
    std::function<domain::event_ptr(std::string const& id)> event_of;
    // Who holds a ticket now; nothing for who showed none and where the login or token has ended.
    std::function<std::optional<people::identity>(people::ticket const&)> identity_of;
};

// Notices a peer that does not read: bytes wait and none of them leaves.
class stall_watch {
public:
    void sent(std::size_t bytes) { given_ += bytes; }
    // How long nothing has left, given what is unsent now. Called about once a second.
    std::chrono::nanoseconds stalled(std::size_t unsent, std::chrono::nanoseconds now);

private:
    std::size_t given_ = 0;  // to the channel, ever
    std::size_t taken_ = 0;  // by the kernel, at the last look
    std::chrono::nanoseconds moved_at_{-1};
};

class live_session final : public session, private fanout::viewer {
public:
    explicit live_session(live_world const& world, people::ticket ticket = {},
                          viewer_places::place place = {})
        : world_(world),
          ticket_(std::move(ticket)),
          place_(std::move(place)),
          who_(world.identity_of(ticket_))
    {
    }

    void on_open(channel& to) override { to_ = &to; }
    void on_message(std::string_view message) override;
    void on_drained() override { flush(); }
    void on_tick(std::chrono::nanoseconds now) override;
    void on_shutdown() override { close(close_code::going_away, "the server stops"); }
    void on_closed() override;

private:
    void on_publication(fanout::publication const&) override;
    void on_heartbeat(fanout::heartbeat const&) override;

    void subscribe(std::string const& event_id, std::vector<std::string> const& regions);
    bool enter(std::string const& event_id);
    bool admit(domain::region_code region);
    bool may_change();
    bool has_ended();
    void watch(fanout::topic const& topic);
    void unsubscribe(std::string const& region);
    void flush();
    void close(close_code code, std::string_view reason);

    live_world const& world_;
    people::ticket ticket_;
    viewer_places::place place_;
    std::optional<people::identity> who_;  // as the topics were given out
    channel* to_ = nullptr;                // null once closed
    domain::event_ptr event_;              // null before the first Subscribe
    fanout::outbox outbox_;
    std::vector<fanout::hub::subscription> subscriptions_;
    stall_watch stall_;
    std::size_t changes_left_ = limits::topic_changes_max;
    std::chrono::nanoseconds opened_at_{-1};  // the first tick
};

}  // namespace sejuta::edge
