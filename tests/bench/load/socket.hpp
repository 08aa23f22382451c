// SPDX-License-Identifier: Apache-2.0
// The client's half of a WebSocket as a benchmark needs it: non-blocking, masked frames built in
// one buffer and sent in one call, the server's frames read in place. It understands what our own
// server and its peers send; it is no general client.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace sejuta::bench {

class web_socket {
public:
    web_socket() = default;
    ~web_socket();
    web_socket(web_socket&& other) noexcept;
    web_socket(web_socket const&) = delete;
    web_socket& operator=(web_socket const&) = delete;
    web_socket& operator=(web_socket&&) = delete;

    // Begins to connect; the upgrade request leaves with the first send(). A small receive buffer
    // is for a viewer that will not read.
    void connect(std::string const& host, std::uint16_t port, std::string_view path,
                 std::string_view subprotocol, bool small_receive_buffer = false);
    int descriptor() const { return descriptor_; }
    bool open() const { return open_; }
    bool waits_for_room = false;  // its owner's note

    // Queues one binary message.
    void write(std::string_view message);
    // Sends what is queued; false where some is left.
    bool flush();
    bool unsent() const { return !out_.empty(); }
    // Reads once and hands over every whole message. Throws where the connection ended.
    void read(std::function<void(std::string_view)> const& on_message);

private:
    std::size_t take_head(std::string_view bytes);
    std::size_t take_frame(std::string_view bytes,
                           std::function<void(std::string_view)> const& on_message);

    int descriptor_ = -1;
    bool open_ = false;
    std::string in_;  // the beginning of a message that has not come whole
    std::string out_;
};

}  // namespace sejuta::bench
