// SPDX-License-Identifier: Apache-2.0
// The door: accepts on one thread and hands sockets to the network threads in turn. One acceptor
// rather than SO_REUSEPORT a thread: the spread is even, the limit exact, and a second server on
// the same port is an error instead of a silent share. Accepting costs some 10 us, so one thread
// accepts far more than the 20,000 reconnects a minute that the day may bring.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "edge/network_thread.hpp"

namespace sejuta::edge {

// Lives on threads.front(), which does the accepting; the threads outlive it.
class listener {
public:
    // Binds "HOST:PORT". The fault names the cure where the port is taken or not ours to take.
    static base::checked<std::unique_ptr<listener>> open(std::string_view where,
                                                         std::vector<network_thread*> threads);
    ~listener();
    listener(listener const&) = delete;
    listener& operator=(listener const&) = delete;

    // Where it listens; tells the port that the system chose for port 0.
    boost::asio::ip::tcp::endpoint local() const { return local_; }
    std::uint16_t local_port() const { return local_.port(); }

    // Begins to accept. From any thread.
    void start();
    // Accepts no more; from any thread. Connections that stand are left alone.
    void stop();

private:
    struct state;
    listener(std::shared_ptr<state> opened, boost::asio::ip::tcp::endpoint local);

    std::shared_ptr<state> state_;
    boost::asio::ip::tcp::endpoint local_;
};

}  // namespace sejuta::edge
