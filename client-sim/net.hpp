// SPDX-License-Identifier: Apache-2.0
// The thin outside: a WebSocket client and an HTTP GET over Beast, which is included in net.cpp
// only. Nothing is decided here. Everything runs on the one thread of its io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace sejuta::sim {

// Where the server listens.
struct server_address {
    boost::asio::ip::tcp::endpoint endpoint;
    std::string host_header;         // "127.0.0.1:8080"
    std::string authorization = {};  // sent as the header of that name; empty: none
};

// ws://HOST:PORT; loopback only unless the caller owns the target.
base::checked<server_address> parse_server(std::string const& url, bool own_target);

// What happens on a WebSocket. No call after on_closed, nor after close() or drop().
class socket_events {
public:
    virtual ~socket_events() = default;
    virtual void on_open() = 0;
    virtual void on_message(std::string_view bytes) = 0;
    // code: the peer's close code; 0 where the connection failed or just ended.
    virtual void on_closed(int code, std::string_view reason) = 0;
};

// One connection for one attempt; it never reconnects by itself. Keeps itself alive while an
// operation is under way, so its owner may let go of it at any time after drop() or close().
class web_socket {
public:
    virtual ~web_socket() = default;
    virtual void send(std::string message) = 0;
    // Says goodbye (code 1000) and forgets the owner.
    virtual void close() = 0;
    // Ends at once and forgets the owner.
    virtual void drop() = 0;
};

struct socket_request {
    std::string path;
    std::string subprotocol;
    std::optional<boost::asio::ip::address> source;  // own address to connect from
};

std::shared_ptr<web_socket> open_socket(boost::asio::io_context&, server_address const&,
                                        socket_request const&, socket_events& owner);

struct http_answer {
    int status = 0;
    std::string body;
};

// Calls back once, within the deadline.
void http_get(boost::asio::io_context&, server_address const&, std::string const& path,
              std::chrono::milliseconds deadline,
              std::function<void(base::checked<http_answer>)> done);

}  // namespace sejuta::sim
