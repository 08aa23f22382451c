// SPDX-License-Identifier: Apache-2.0
// The ceiling: a WebSocket server that only sends every message back, as Beast's own documentation
// writes one, a coroutine for each connection, one thread, our compile flags.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdio>

namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using asio::use_awaitable;
using asio::ip::tcp;
using stream = websocket::stream<tcp::socket>;

// Ends by the exception of whatever ended the connection.
asio::awaitable<void> echo(tcp::socket socket)
{
    socket.set_option(tcp::no_delay(true));
    stream with(std::move(socket));
    with.binary(true);
    co_await with.async_accept(use_awaitable);
    boost::beast::flat_buffer message;
    for (;;) {
        co_await with.async_read(message, use_awaitable);
        co_await with.async_write(message.data(), use_awaitable);
        message.clear();
    }
}

asio::awaitable<void> listen(tcp::acceptor acceptor)
{
    auto const home = acceptor.get_executor();
    for (;;) {
        auto socket = co_await acceptor.async_accept(use_awaitable);
        // A connection's end is of no interest to anybody.
        asio::co_spawn(home, echo(std::move(socket)), [](std::exception_ptr const&) {});
    }
}

}  // namespace

int main()
{
    asio::io_context io(1);
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    acceptor.listen(4096);
    std::printf("%u\n", unsigned{acceptor.local_endpoint().port()});
    std::fflush(stdout);
    asio::co_spawn(io, listen(std::move(acceptor)), [](std::exception_ptr const&) {});
    io.run();
}
