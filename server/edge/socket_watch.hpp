// SPDX-License-Identifier: Apache-2.0
// Which sockets of a thread are ready: one level-triggered epoll set that the io_context waits on.
// A socket is put in once and stays, so that a message costs no system call but its own recv and
// send; Asio's one-shot waits take an epoll_ctl and an operation for each.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>

#include "edge/connection_host.hpp"

namespace sejuta::edge {

// Lives on its thread. `told` may watch, and close what it watches.
class socket_watch {
public:
    using on_ready = std::function<void(connection_id id, interest ready)>;

    // Throws boost::system::system_error where the kernel has no descriptor left.
    socket_watch(boost::asio::io_context& home, on_ready told);

    // From the io_context's first turn on, `told` hears of what is ready; a socket that has failed
    // is ready for all that it is watched for.
    void start() { wait(); }
    void stop() { set_.cancel(); }

    // Watches a socket for another thing than before; nothing in `now` takes it out. A socket that
    // is closed is out by itself. False where the kernel has no memory for it.
    [[nodiscard]] bool watch(int socket, connection_id id, interest before, interest now);

private:
    void wait();
    void turn();

    boost::asio::posix::stream_descriptor set_;
    on_ready told_;
};

}  // namespace sejuta::edge
