// SPDX-License-Identifier: Apache-2.0
// What the edge can be told. The defaults are the limits of the product; tests shorten the waits.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "edge/address_book.hpp"
#include "edge/proxy_header.hpp"
#include "edge/tls_keys.hpp"

namespace sejuta::edge {

using duration = std::chrono::nanoseconds;

// One WebSocket door: who asks for another path gets 404, for another subprotocol 400.
struct websocket_route {
    std::string path;
    std::string subprotocol;
    std::size_t frame_bytes_max;   // of one message of the peer
    std::size_t outbox_bytes_max;  // queued for the peer; over it the peer is too slow
    duration stall_max;            // how long the peer may leave the outbox untouched
    bool of_viewers = false;       // an address has a smaller number of these
};

struct edge_options {
    std::vector<websocket_route> routes = {
        {"/v1/terminal", "sejuta.terminal.v1", limits::terminal_frame_bytes_max,
         limits::terminal_outbox_bytes_max, limits::write_stall_max},
        {"/v1/live", "sejuta.live.v1", limits::viewer_frame_bytes_max,
         limits::viewer_outbox_bytes_max, limits::viewer_stall_max, true},
    };
    std::size_t connections_max = limits::connections_max;  // of all threads of one listener
    duration handshake_deadline = limits::handshake_deadline;
    duration http_reply_max = limits::http_reply_max;
    duration write_stall_max = limits::write_stall_max;  // for HTTP answers
    duration close_linger_max = limits::close_linger_max;
    duration drain_deadline = limits::drain_deadline;
    // How often deadlines are looked at and sessions hear the time.
    duration tick_interval = std::chrono::seconds(1);
    // What the kernel may hold of one WebSocket beyond our outbox: little, so that a slow viewer
    // gets the newest total instead of a long line of old ones.
    int send_buffer_bytes = limits::websocket_send_buffer_bytes;
    // Where given, every connection speaks TLS; outlives the threads.
    tls_keys const* tls = nullptr;
    // Whose connections begin with the PROXY protocol, and nobody else's.
    trusted_proxies proxies = {};
    // What one address may have; null: as much as there is. One book for all threads.
    std::shared_ptr<address_book> addresses = nullptr;
    // Told on the accepting thread of each connection over connections_max; empty: nobody.
    std::function<void()> on_full = {};
};

}  // namespace sejuta::edge
