// SPDX-License-Identifier: Apache-2.0
// Beast as a synchronous codec over memory: it never sees a socket. It answers upgrades, reads
// close frames and writes ours; only whole frames, as the scan in websocket_codec finds them: a
// read that ends inside a frame would spoil the stream, and that is asserted.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "edge/session.hpp"

namespace sejuta::edge {

// Beast's stream, shared by all codecs of a thread. Between two whole frames it has nothing to
// remember, and a codec gives it whole ones only; so a connection need not keep the 2.5 kB of one,
// and the bytes that Beast works in stay in the processor's cache. Outlives its codecs.
class websocket_engine {
public:
    // `home` is where Beast keeps a timer that is never started.
    explicit websocket_engine(boost::asio::io_context& home);
    ~websocket_engine();
    websocket_engine(websocket_engine const&) = delete;
    websocket_engine& operator=(websocket_engine const&) = delete;

    // Answers an upgrade's head; false, and nothing written, where Beast refuses it.
    [[nodiscard]] bool accept(std::string_view head, std::string_view subprotocol,
                              std::string& output);
    // Room for the message that a codec hands out, until the next one is.
    std::string& message() { return message_; }
    // Answers a close frame; the code it gave, 1005 for none, null if it was malformed.
    std::optional<std::uint16_t> answer_close(std::string_view frame, std::string& output);
    void write_close(close_code code, std::string_view reason, std::string& output);

private:
    class beast_stream;

    // The stream, open. One that has closed is replaced, by a handshake with ourselves.
    beast_stream& open_stream();

    boost::asio::io_context& home_;
    std::unique_ptr<beast_stream> stream_;  // null after a close, until it is needed again
    std::string message_;
};

}  // namespace sejuta::edge
