// SPDX-License-Identifier: Apache-2.0
// The inside of a connection (connection.hpp): socket, timers, pipeline. Nobody else includes it.
#pragma once

#include <array>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ledger/redis/codec.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::redis {

// The connection itself. Handlers hold it by shared_ptr, so it outlives its owner until they have
// run; `generation_` makes handlers of an earlier socket fall silent.
class connection::link : public std::enable_shared_from_this<link> {
private:
    using error_code = boost::system::error_code;
    using steady = std::chrono::steady_clock;
    using executor = boost::asio::io_context::executor_type;
    using socket_type =
        boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, executor>;
    using timer_type =
        boost::asio::basic_waitable_timer<steady, boost::asio::wait_traits<steady>, executor>;
    using resolver_type = boost::asio::ip::basic_resolver<boost::asio::ip::tcp, executor>;
    using address = boost::asio::generic::stream_protocol::endpoint;

    static constexpr std::size_t read_bytes = 64 * 1024;

    struct call {
        on_reply done;
        steady::time_point deadline;
    };

public:
    link(boost::asio::io_context& io, endpoint where)
        : where_(std::move(where)),
          socket_(io.get_executor()),
          resolver_(io.get_executor()),
          retry_(io.get_executor()),
          deadline_(io.get_executor())
    {
    }

    void connect();
    void command(command_bytes what, on_reply done, std::chrono::milliseconds deadline);
    void stop();
    // The owner is gone: nothing is called any more.
    void abandon();

    std::function<void(bool)> told;
    on_admission admit;  // empty: every store may be used
    std::string trouble;
    bool connected = false;
    bool started = false;
    std::deque<call> calls;

private:
    void connect_to(std::vector<address> const& addresses);
    void greet();
    void greeted(base::result<reply> const& pong);
    void admitted(std::string const& why_not);
    void enqueue(command_bytes what, on_reply done, std::chrono::milliseconds deadline);
    void flush();
    void read();
    bool drain();
    void arm(steady::time_point when);
    void check_deadlines();
    void lose(error_code why, std::string const& reason);
    void tell(bool now);
    void fail_calls(std::deque<call> failed, error_code why);
    void answer(on_reply const& done, error_code why);
    void retry();
    void close();

    endpoint where_;
    socket_type socket_;
    resolver_type resolver_;
    timer_type retry_;
    timer_type deadline_;
    steady::time_point armed_ = steady::time_point::max();
    decoder decoder_;
    std::array<char, read_bytes> received_;
    std::string outbox_;   // encoded, not given to the socket yet
    std::string sending_;  // given to the socket
    bool flush_posted_ = false;
    bool stopped_ = false;
    bool abandoned_ = false;
    unsigned tries_ = 0;
    std::uint64_t generation_ = 0;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace sejuta::ledger::redis
