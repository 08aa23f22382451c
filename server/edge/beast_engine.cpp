// SPDX-License-Identifier: Apache-2.0
// Beast's WebSocket is included here and nowhere else. Room for what Beast will write is reserved
// first: a shortage of memory then shows before the shared stream has changed its state.
#include "edge/beast_engine.hpp"

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

constexpr std::size_t control_frame_bytes_max = 2 + 125;

// A SyncStream over memory. Reading past the end says would_block, which Beast does not survive.
class memory_stream {
public:
    using executor_type = asio::io_context::executor_type;

    explicit memory_stream(executor_type home) : home_(home) {}

    executor_type get_executor() noexcept { return home_; }
    void connect(std::string_view input, std::string& output)
    {
        input_ = input;
        output_ = &output;
    }

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
    std::string* output_ = nullptr;
    std::string_view input_;
};

// Beast asks for the end of the transport; the owner of the socket sees to that.
void teardown(boost::beast::role_type, memory_stream&, error_code& error)
{
    error = {};
}

constexpr std::string_view own_head =
    "GET / HTTP/1.1\r\nHost: sejuta\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";

using stream = websocket::stream<memory_stream, false>;

bool handshake(stream& with, std::string_view head, std::string_view subprotocol)
{
    http::request_parser<http::empty_body> parser;
    parser.header_limit(limits::http_head_bytes_max);
    error_code error;
    parser.put(asio::buffer(head.data(), head.size()), error);
    if (error || !parser.is_header_done()) return false;
    with.set_option(websocket::stream_base::decorator([&](websocket::response_type& response) {
        response.set(http::field::server, "Sejuta");
        if (!subprotocol.empty())
            response.set(http::field::sec_websocket_protocol,
                         boost::beast::string_view(subprotocol.data(), subprotocol.size()));
    }));
    with.accept(parser.get(), error);
    return !error;
}

}  // namespace

class websocket_engine::beast_stream : public stream {
public:
    explicit beast_stream(asio::io_context& home) : stream(memory_stream(home.get_executor())) {}
};

websocket_engine::websocket_engine(asio::io_context& home) : home_(home) {}
websocket_engine::~websocket_engine() = default;

bool websocket_engine::accept(std::string_view head, std::string_view subprotocol,
                              std::string& output)
{
    beast_stream once(home_);
    auto const before = output.size();
    once.next_layer().connect({}, output);
    if (handshake(once, head, subprotocol)) return true;
    output.resize(before);
    return false;
}

websocket_engine::beast_stream& websocket_engine::open_stream()
{
    if (stream_) return *stream_;
    auto opened = std::make_unique<beast_stream>(home_);
    std::string unread;
    opened->next_layer().connect({}, unread);
    SEJUTA_ASSERT(handshake(*opened, own_head, {}), "Beast takes our own upgrade");
    stream_ = std::move(opened);
    return *stream_;
}

std::optional<std::uint16_t> websocket_engine::answer_close(std::string_view frame,
                                                            std::string& output)
{
    output.reserve(output.size() + control_frame_bytes_max);
    auto& beast = open_stream();
    beast.next_layer().connect(frame, output);
    error_code error;
    char unused = 0;
    beast.read_some(asio::buffer(&unused, 1), error);
    SEJUTA_ASSERT(error, "a close frame ends the reading");
    auto const code = static_cast<std::uint16_t>(beast.reason().code);
    stream_.reset();
    if (error != websocket::error::closed) return std::nullopt;
    return code == websocket::close_code::none ? std::uint16_t{1005} : code;
}

void websocket_engine::write_close(close_code code, std::string_view reason, std::string& output)
{
    SEJUTA_ASSERT(reason.size() <= 120, "a close reason fits into a control frame");
    output.reserve(output.size() + control_frame_bytes_max);
    auto& beast = open_stream();
    beast.next_layer().connect({}, output);
    // Beast writes the frame, then looks for the peer's in an empty memory and gives up.
    error_code error;
    beast.close({static_cast<websocket::close_code>(code), {reason.data(), reason.size()}}, error);
    SEJUTA_ASSERT(error == asio::error::would_block, "the close frame was written");
    stream_.reset();
}

}  // namespace sejuta::edge
