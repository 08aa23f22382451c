// SPDX-License-Identifier: Apache-2.0
// The WebSocket protocol as a pure object: bytes in, messages out; messages in, bytes out. Beast
// does the handshake and the close frames (beast_engine.hpp); messages, pings and pongs are read
// (frame_scan.hpp) and written here (docs/adr/0004).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "edge/beast_engine.hpp"
#include "edge/frame_scan.hpp"
#include "edge/session.hpp"

namespace sejuta::edge {

// Takes the messages that a codec reads. A message is valid during the call only.
class message_sink {
public:
    virtual ~message_sink() = default;
    virtual void on_message(std::string_view message) = 0;
};

// The server's side of one WebSocket connection.
// Lifecycle: accept() once, then feed() whatever arrives; what is to be sent is appended to the
// string given at construction, which the owner empties. After the first close frame in either
// direction, messages of the peer are dropped and ours are no longer written.
// Memory: idle, it holds no buffer; a message that has arrived in part is kept until it is whole,
// at most message_bytes_max and a header. Lives on its engine's thread.
class websocket_codec {
public:
    enum class state {
        new_born,  // before accept()
        open,
        closing,  // our close frame is written, the peer's is awaited
        closed,   // both are through
        failed,   // the peer broke the protocol and has been told so; its input is ignored
    };

    // `engine` and `output` outlive the codec.
    websocket_codec(websocket_engine& engine, std::size_t message_bytes_max, std::string& output);
    websocket_codec(websocket_codec const&) = delete;
    websocket_codec& operator=(websocket_codec const&) = delete;

    // Answers a whole request head, which must be an upgrade that request_rules found right.
    // False where Beast refuses it; nothing is written then.
    [[nodiscard]] bool accept(std::string_view head, std::string_view subprotocol);

    // Every message that is complete with these bytes goes to `sink`, in order, before it returns.
    void feed(std::string_view bytes, message_sink& sink);

    // Nothing unless open.
    void write_message(std::string_view message);
    void write_close(close_code code, std::string_view reason);

    state now() const { return state_; }
    // What our close frame said, 0 before; what the peer's said, 0 before, 1005 if nothing.
    std::uint16_t close_code_sent() const { return close_sent_; }
    std::uint16_t close_code_received() const { return close_received_; }
    std::uint64_t pings_unanswered() const { return pings_unanswered_; }

private:
    std::size_t scan(std::string_view bytes, message_sink& sink);
    void take(frame_header const& frame, std::string_view bytes, message_sink& sink);
    void take_data(frame_header const& frame, std::string_view bytes, message_sink& sink);
    void take_ping(frame_header const& frame, std::string_view bytes);
    void take_close(std::string_view bytes);
    void answer_last_ping();
    void fail(violation const& why);

    websocket_engine& engine_;
    std::string& output_;
    frame_order order_;
    std::string partial_;    // the start of a frame that has not arrived whole
    std::string fragments_;  // payload of a message whose last frame is missing
    std::string last_ping_;  // over the bound of this turn: only the last is answered
    std::size_t pongs_this_turn_ = 0;
    std::size_t flooded_turns_ = 0;  // in which not every ping was answered
    std::uint64_t pings_unanswered_ = 0;
    std::uint16_t close_sent_ = 0;
    std::uint16_t close_received_ = 0;
    state state_ = state::new_born;
};

}  // namespace sejuta::edge
