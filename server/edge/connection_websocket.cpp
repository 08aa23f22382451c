// SPDX-License-Identifier: Apache-2.0
// The WebSocket half of a connection: the codec's events to the session, the session's messages to
// the outbox, and the outbox's bound.
#include "edge/connection.hpp"
#include "edge/connection_turn.hpp"

namespace sejuta::edge {

void connection::take_frames(std::string_view bytes)
{
    auto const unanswered = codec_->pings_unanswered();
    borrow_buffer();
    codec_->feed(bytes, *this);
    host_.counters().pings_unanswered += codec_->pings_unanswered() - unanswered;
    // Pongs and close frames count too: a peer that pings and never reads is bounded like any
    // other.
    if (unsent_bytes() > route_->outbox_bytes_max)
        close(close_code::too_slow, "peer does not read");
    if (out_.empty()) host_.buffers().give_back(std::exchange(out_, {}));
}

void connection::on_message(std::string_view message)
{
    ++host_.counters().messages_in;
    session_->on_message(message);
}

void connection::send(std::string_view message)
{
    if (phase_ != phase::websocket || codec_->now() != websocket_codec::state::open) return;
    if (unsent_bytes() + message.size() > route_->outbox_bytes_max)
        return close(close_code::too_slow, "peer does not read");
    borrow_buffer();
    codec_->write_message(message);
    ++host_.counters().messages_out;
    ask_to_settle();
}

void connection::close(close_code code, std::string_view reason)
{
    if (phase_ != phase::websocket || codec_->now() != websocket_codec::state::open) return;
    borrow_buffer();
    codec_->write_close(code, reason);
    ask_to_settle();
}

// Once a close frame has gone either way the conversation is over: the session is let go, and what
// remains is to flush and to wait, within a deadline, for the peer's half.
void connection::note_codec_state()
{
    using state = websocket_codec::state;
    auto const now = codec_->now();
    if (now == state::open) return;
    if (!std::exchange(close_noted_, true)) {
        ++host_.counters().closes_sent[codec_->close_code_sent()];
        if (now == state::failed) ++host_.counters().protocol_errors;
        set_deadline(host_.options().close_linger_max);
        end_session();
    }
    if (now == state::closing) return;
    if (codec_->close_code_received() != 0)
        ++host_.counters().closes_received[codec_->close_code_received()];
    leave();
}

void connection::end_session()
{
    if (!session_) return;
    --host_.counters().websockets_open;
    // Gone from here before it is told, so that nothing can call it again.
    auto const ended = std::move(session_);
    ended->on_closed();
}

}  // namespace sejuta::edge
