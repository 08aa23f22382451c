// SPDX-License-Identifier: Apache-2.0
// What stands between a connection and its conversation. A session is a pure state machine: whole
// WebSocket messages in, whole messages and at most one close out. It owns no socket and no timer;
// its connection calls it, on one thread, for life.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace sejuta::edge {

// The close codes that the server sends; docs/PROTOCOL.md says for each whether to reconnect.
enum class close_code : std::uint16_t {
    going_away = 1001,        // the server drains: reconnect with jitter
    protocol_error = 1002,    // RFC 6455
    unsupported_data = 1003,  // a text message
    too_big = 1009,           // a message over the limit
    try_again_later = 1013,   // over capacity: reconnect with jitter
    hello_expected = 4001,    // the first frame was not a Hello, or none came in time
    token_refused = 4002,     // not signed by this server, expired, or of another terminal
    event_unknown = 4003,     // no such event here
    malformed = 4004,         // too many malformed frames
    silent = 4005,            // no frame for 60 s: reconnect
    too_slow = 4006,          // the peer does not read: reconnect
    too_many_topics = 4007,   // a viewer asked for more topics than the limit
    region_unknown = 4008,    // a viewer asked for a region that the event does not have
    terminal_revoked = 4009,  // before or during the connection: a new code is needed
    login_needed = 4010,      // nobody logged in who may see it, or the login ended
    not_in_scope = 4011,      // who logged in may not see that region
};

// Bytes that many connections send alike: encoded once.
using shared_frame = std::shared_ptr<std::string const>;

// A connection as its session sees it. Stays valid until session::on_closed has returned.
class channel {
public:
    virtual ~channel() = default;
    // Queues one binary message; written with everything else of this turn in one send.
    virtual void send(std::string_view message) = 0;
    // Bytes queued and not yet taken by the kernel.
    virtual std::size_t unsent_bytes() const = 0;
    // Queues a close frame after what was sent; the reason is at most 120 bytes of ASCII.
    virtual void close(close_code code, std::string_view reason) = 0;
};

class session {
public:
    virtual ~session() = default;
    virtual void on_open(channel& to) = 0;
    virtual void on_message(std::string_view message) = 0;
    // The kernel took everything that was queued.
    virtual void on_drained() {}
    // Called about once a second; `now` is monotonic time.
    virtual void on_tick(std::chrono::nanoseconds now) = 0;
    // The server drains: say goodbye once nothing is in flight.
    virtual void on_shutdown() = 0;
    // No call on the channel after this.
    virtual void on_closed() = 0;
};

}  // namespace sejuta::edge
