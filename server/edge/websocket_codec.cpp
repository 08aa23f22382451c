// SPDX-License-Identifier: Apache-2.0
// Finds whole frames and decides what each is for; the upgrade and the closes are the engine's
// business.
#include "edge/websocket_codec.hpp"

#include <array>
#include <utility>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace sejuta::edge {

namespace {
constexpr std::uint16_t no_code = 1005;  // a close frame without one, RFC 6455, 7.4.1

// A frame of ours: whole, without a mask, its length in the shortest form (RFC 6455, 5.2). Room
// for all of it is made first, so that a shortage of memory leaves no half of one.
void append_frame(opcode op, std::string_view payload, std::string& to)
{
    auto const length = payload.size();
    std::size_t const more = length < 126 ? 0 : length < 65'536 ? 2 : 8;
    std::array<char, 2 + 8> header{static_cast<char>(0x80 | static_cast<std::uint8_t>(op)),
                                   static_cast<char>(more == 0   ? length
                                                     : more == 2 ? 126
                                                                 : 127)};
    for (std::size_t i = 0; i < more; ++i)
        header[2 + i] = static_cast<char>(length >> (8 * (more - 1 - i)) & 0xff);
    to.reserve(to.size() + 2 + more + length);
    to.append(header.data(), 2 + more).append(payload);
}

}  // namespace

websocket_codec::websocket_codec(websocket_engine& engine, std::size_t message_bytes_max,
                                 std::string& output)
    : engine_(engine),
      output_(output),
      order_(message_bytes_max)
{
}

bool websocket_codec::accept(std::string_view head, std::string_view subprotocol)
{
    SEJUTA_ASSERT(state_ == state::new_born, "a connection is upgraded once");
    if (!engine_.accept(head, subprotocol, output_)) return false;
    state_ = state::open;
    return true;
}

void websocket_codec::feed(std::string_view bytes, message_sink& sink)
{
    SEJUTA_ASSERT(state_ != state::new_born, "accept() comes before feed()");
    pongs_this_turn_ = 0;
    if (partial_.empty()) {
        auto const used = scan(bytes, sink);
        partial_.assign(bytes.substr(used));
    } else {
        partial_.append(bytes);
        partial_.erase(0, scan(partial_, sink));
    }
    answer_last_ping();
    if (state_ == state::closed || state_ == state::failed) partial_.clear();
    // What is empty costs nothing; what is nearly empty does not keep a whole read's room.
    if (partial_.capacity() > 2 * partial_.size()) partial_.shrink_to_fit();
}

// Goes through the whole frames in `bytes` and returns how many bytes they were.
std::size_t websocket_codec::scan(std::string_view bytes, message_sink& sink)
{
    std::size_t used = 0;
    while (state_ == state::open || state_ == state::closing) {
        auto const rest = bytes.substr(used);
        auto const seen = read_frame_header(rest);
        if (std::holds_alternative<header_incomplete>(seen)) break;
        if (auto const* wrong = std::get_if<violation>(&seen)) {
            fail(*wrong);
            break;
        }
        auto const& frame = std::get<frame_header>(seen);
        if (auto wrong = order_.judge(frame)) {
            fail(*wrong);
            break;
        }
        if (frame.payload_bytes > rest.size() - frame.header_bytes) break;
        auto const whole = frame.header_bytes + static_cast<std::size_t>(frame.payload_bytes);
        take(frame, rest.substr(0, whole), sink);
        used += whole;
    }
    return used;
}

void websocket_codec::take(frame_header const& frame, std::string_view bytes, message_sink& sink)
{
    switch (frame.op) {
    case opcode::ping: return take_ping(frame, bytes);
    case opcode::pong: return;
    case opcode::close: return take_close(bytes);
    default: return take_data(frame, bytes, sink);
    }
}

void websocket_codec::take_data(frame_header const& frame, std::string_view bytes,
                                message_sink& sink)
{
    bool const alone = !order_.inside_message() && frame.final;
    order_.take(frame);
    if (state_ != state::open) return;  // we have said goodbye: nobody listens
    auto const payload = bytes.substr(frame.header_bytes);
    if (alone) {
        auto& message = engine_.message();
        message.clear();
        append_unmasked(payload, frame, message);
        return sink.on_message(message);
    }
    append_unmasked(payload, frame, fragments_);
    if (frame.final) sink.on_message(std::exchange(fragments_, {}));
}

void websocket_codec::take_ping(frame_header const& frame, std::string_view bytes)
{
    if (state_ != state::open) return;
    std::string payload;
    append_unmasked(bytes.substr(frame.header_bytes), frame, payload);
    if (pongs_this_turn_ >= limits::pongs_per_turn_max) {
        ++pings_unanswered_;
        // Marked by a byte in front, since a ping may be empty.
        last_ping_ = "p" + payload;
        return;
    }
    ++pongs_this_turn_;
    append_frame(opcode::pong, payload, output_);
}

void websocket_codec::answer_last_ping()
{
    if (last_ping_.empty()) return;
    auto const payload = std::exchange(last_ping_, {});
    if (state_ != state::open) return;
    if (++flooded_turns_ > limits::pongs_per_turn_max)
        return fail({close_code::malformed, "a flood of pings"});
    --pings_unanswered_;
    append_frame(opcode::pong, std::string_view(payload).substr(1), output_);
}

void websocket_codec::take_close(std::string_view bytes)
{
    if (state_ == state::closing) {  // the answer to ours: what it says no longer matters
        close_received_ = no_code;
        state_ = state::closed;
        return;
    }
    fragments_ = {};
    auto const said = engine_.answer_close(bytes, output_);
    close_received_ = said.value_or(no_code);
    if (!said) {
        close_sent_ = static_cast<std::uint16_t>(close_code::protocol_error);
        state_ = state::failed;
    } else {
        close_sent_ = *said == no_code ? std::uint16_t{1000} : *said;
        state_ = state::closed;
    }
}

void websocket_codec::write_message(std::string_view message)
{
    if (state_ == state::open) append_frame(opcode::binary, message, output_);
}

void websocket_codec::write_close(close_code code, std::string_view reason)
{
    if (state_ != state::open) return;
    engine_.write_close(code, reason, output_);
    close_sent_ = static_cast<std::uint16_t>(code);
    fragments_ = {};
    state_ = state::closing;
}

void websocket_codec::fail(violation const& why)
{
    write_close(why.code, why.reason);
    state_ = state::failed;
}

}  // namespace sejuta::edge
