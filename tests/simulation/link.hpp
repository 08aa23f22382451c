// SPDX-License-Identifier: Apache-2.0
// A WebSocket between a client and a server's session, over a network that delays, that cuts, and
// that leaves one side believing it still stands. Messages keep their order in each direction.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "edge/session.hpp"
#include "timeline.hpp"
#include "weather.hpp"

namespace sejuta::simulation {

// The client's end. Both are called by the timeline, never inside a call on the link.
struct client_end {
    std::function<void(std::string_view message)> on_message;
    std::function<void(int code, std::string_view reason)> on_closed;
};

class link final : public edge::channel, public std::enable_shared_from_this<link> {
public:
    link(timeline& time, weather const& today, sim::prng random, client_end client)
        : time_(time),
          today_(today),
          random_(random),
          client_(std::move(client))
    {
    }

    // The server's end is there: its session is open from now on.
    void accept(std::unique_ptr<edge::session> session);
    bool serves() const { return session_ != nullptr; }

    void client_send(std::string message);
    // The client gives it up; the server may learn of it much later.
    void client_drop();
    // The network breaks between them.
    void cut();
    // The server's process is gone.
    void server_dies();
    void tick();
    void shut_down();
    // The client reads nothing for a while; what the server sends waits.
    void deafen(milliseconds length) { deaf_until_ = time_.now() + length; }

    void send(std::string_view message) override;
    std::size_t unsent_bytes() const override { return unsent_; }
    void close(edge::close_code code, std::string_view reason) override;

private:
    milliseconds delay();
    // When a message that leaves now arrives, not before the one that left before it.
    milliseconds wait_after(milliseconds& last);
    void tell_client(int code, std::string reason);
    void end_session();
    std::function<void()> while_alive(std::function<void(link&)> what);

    timeline& time_;
    weather const& today_;
    sim::prng random_;
    client_end client_;
    std::unique_ptr<edge::session> session_;
    milliseconds last_up_{0};
    milliseconds last_down_{0};
    milliseconds deaf_until_{0};
    std::size_t unsent_ = 0;
    bool client_gone_ = false;
    bool cut_ = false;
};

}  // namespace sejuta::simulation
