// SPDX-License-Identifier: Apache-2.0
// One of the few files that include Beast. Beast reads from `input`, a view of whole frames, and
// writes to the owner's output; running out of input in the middle is our bug, not the peer's.
#include "edge/beast_websocket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace sejuta::edge {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

// A SyncStream over memory. Reading past the end says would_block, which Beast does not survive.
class memory_stream {
public:
    using executor_type = asio::io_context::executor_type;

    memory_stream(executor_type home, std::string& output) : home_(home), output_(&output) {}

    executor_type get_executor() noexcept { return home_; }
    void input(std::string_view bytes) { input_ = bytes; }
    std::size_t input_left() const { return input_.size(); }

    template <class Buffers>
    std::size_t read_some(Buffers const& buffers, error_code& error)
    {
        error = {};
        if (input_.empty()) {
            error = asio::error::would_block;
            return 0;
        }
        auto const copied = asio::buffer_copy(buffers, asio::buffer(input_.data(), input_.size()));
        input_.remove_prefix(copied);
        return copied;
    }
    template <class Buffers>
    std::size_t read_some(Buffers const& buffers)
    {
        error_code error;
        return read_some(buffers, error);
    }

    template <class Buffers>
    std::size_t write_some(Buffers const& buffers, error_code& error)
    {
        error = {};
        std::size_t written = 0;
        for (auto at = asio::buffer_sequence_begin(buffers);
             at != asio::buffer_sequence_end(buffers); ++at) {
            asio::const_buffer const part = *at;
            output_->append(static_cast<char const*>(part.data()), part.size());
            written += part.size();
        }
        return written;
    }
    template <class Buffers>
    std::size_t write_some(Buffers const& buffers)
    {
        error_code error;
        return write_some(buffers, error);
    }

private:
    executor_type home_;
    std::string* output_;
    std::string_view input_;
};

// Beast asks for the end of the transport; the owner of the socket sees to that.
void teardown(boost::beast::role_type, memory_stream&, error_code& error)
{
    error = {};
}

// One message at a time, shared by all connections of a thread.
thread_local std::string message_buffer;

}  // namespace

class websocket_codec::beast_stream : public websocket::stream<memory_stream, false> {
public:
    using websocket::stream<memory_stream, false>::stream;
};

websocket_codec::websocket_codec(asio::io_context& home, std::size_t message_bytes_max,
                                 std::string& output)
    : stream_(std::make_unique<beast_stream>(memory_stream(home.get_executor(), output))),
      order_(message_bytes_max)
{
    stream_->binary(true);
    stream_->auto_fragment(false);
    stream_->read_message_max(message_bytes_max);
}

websocket_codec::~websocket_codec() = default;
websocket_codec::websocket_codec(websocket_codec&&) noexcept = default;

bool websocket_codec::accept(std::string_view head, std::string_view subprotocol)
{
    SEJUTA_ASSERT(state_ == state::new_born, "a connection is upgraded once");
    http::request_parser<http::empty_body> parser;
    parser.header_limit(limits::http_head_bytes_max);
    error_code error;
    parser.put(asio::buffer(head.data(), head.size()), error);
    if (error || !parser.is_header_done()) return false;
    if (!websocket::is_upgrade(parser.get())) return false;

    stream_->set_option(websocket::stream_base::decorator(
        [chosen = std::string(subprotocol)](websocket::response_type& response) {
            response.set(http::field::server, "Sejuta");
            if (!chosen.empty()) response.set(http::field::sec_websocket_protocol, chosen);
        }));
    stream_->accept(parser.get(), error);
    // The decorator is only for this one answer: an idle connection need not keep it.
    stream_->set_option(websocket::stream_base::decorator([](websocket::response_type&) {}));
    if (error) return false;
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
    case opcode::close: return take_close(frame, bytes);
    default: return take_data(frame, bytes, sink);
    }
}

void websocket_codec::take_data(frame_header const& frame, std::string_view bytes,
                                message_sink& sink)
{
    auto const payload_bytes =
        order_.message_bytes() + static_cast<std::size_t>(frame.payload_bytes);
    bool const alone = !order_.inside_message() && frame.final;
    order_.take(frame);
    if (state_ != state::open) return;  // we have said goodbye: nobody listens
    if (alone) return read_message(bytes, payload_bytes, sink);
    fragments_.append(bytes);
    if (!frame.final) return;
    auto const frames = std::exchange(fragments_, {});
    read_message(frames, payload_bytes, sink);
}

void websocket_codec::read_message(std::string_view frames, std::size_t payload_bytes,
                                   message_sink& sink)
{
    // One byte more than needed: Beast asserts on an empty buffer.
    if (message_buffer.size() < payload_bytes + 1) message_buffer.resize(payload_bytes + 1);
    auto& memory = stream_->next_layer();
    memory.input(frames);
    std::size_t got = 0;
    do {
        error_code error;
        got += stream_->read_some(
            asio::buffer(message_buffer.data() + got, message_buffer.size() - got), error);
        SEJUTA_ASSERT(!error, "Beast refuses frames that our scan let through");
    } while (!stream_->is_message_done());
    SEJUTA_ASSERT(memory.input_left() == 0 && got == payload_bytes,
                  "Beast and our scan disagree about where a message ends");
    sink.on_message({message_buffer.data(), got});
}

void websocket_codec::take_ping(frame_header const& frame, std::string_view bytes)
{
    if (state_ != state::open) return;
    std::string payload(bytes.substr(frame.header_bytes));
    for (std::size_t i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<char>(payload[i] ^ frame.mask[i % frame.mask.size()]);
    if (pongs_this_turn_ >= limits::pongs_per_turn_max) {
        ++pings_unanswered_;
        // Marked by a byte in front, since a ping may be empty.
        last_ping_ = "p" + payload;
        return;
    }
    ++pongs_this_turn_;
    error_code error;
    stream_->pong({payload.data(), payload.size()}, error);
    SEJUTA_ASSERT(!error, "a write to memory does not fail");
}

void websocket_codec::answer_last_ping()
{
    if (last_ping_.empty()) return;
    auto const payload = std::exchange(last_ping_, {});
    if (state_ != state::open) return;
    --pings_unanswered_;
    error_code error;
    stream_->pong({payload.data() + 1, payload.size() - 1}, error);
    SEJUTA_ASSERT(!error, "a write to memory does not fail");
}

void websocket_codec::take_close(frame_header const&, std::string_view bytes)
{
    if (state_ == state::closing) {  // the answer to ours: what it says no longer matters
        close_received_ = 1005;
        state_ = state::closed;
        return;
    }
    // Beast judges the code and the text, and writes the answer itself.
    stream_->next_layer().input(bytes);
    error_code error;
    char unused = 0;
    stream_->read_some(asio::buffer(&unused, 1), error);
    SEJUTA_ASSERT(error, "a close frame ends the reading");
    fragments_ = {};
    if (error == websocket::error::closed) {
        close_received_ = stream_->reason().code == websocket::close_code::none
                              ? 1005
                              : static_cast<std::uint16_t>(stream_->reason().code);
        close_sent_ = close_received_ == 1005 ? 1000 : close_received_;
        state_ = state::closed;
    } else {
        close_received_ = 1005;
        close_sent_ = static_cast<std::uint16_t>(close_code::protocol_error);
        state_ = state::failed;
    }
}

void websocket_codec::write_message(std::string_view message)
{
    if (state_ != state::open) return;
    error_code error;
    stream_->write(asio::buffer(message.data(), message.size()), error);
    SEJUTA_ASSERT(!error, "a write to memory does not fail");
}

void websocket_codec::write_close(close_code code, std::string_view reason)
{
    if (state_ != state::open) return;
    SEJUTA_ASSERT(reason.size() <= 120, "a close reason fits into a control frame");
    // Beast writes the frame, then looks for the peer's in an empty memory and gives up. From here
    // on it is not used any more: the scan finds the peer's close frame by itself.
    stream_->next_layer().input({});
    error_code error;
    stream_->close({static_cast<websocket::close_code>(code), {reason.data(), reason.size()}},
                   error);
    SEJUTA_ASSERT(error == asio::error::would_block, "the close frame was written");
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
