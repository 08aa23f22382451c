// SPDX-License-Identifier: Apache-2.0
#include "edge/socket_watch.hpp"

#include <sys/epoll.h>

#include <array>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <new>
#include <utility>

namespace sejuta::edge {

namespace {

// Told in one turn of the loop; replies of the ledger and timers come between two turns.
constexpr std::size_t events_per_turn_max = 128;

int open_set()
{
    int const set = ::epoll_create1(EPOLL_CLOEXEC);
    if (set < 0)
        throw boost::system::system_error(errno, boost::system::system_category(), "epoll_create1");
    return set;
}

std::uint64_t packed(connection_id id)
{
    return std::uint64_t{id.generation} << 32 | id.slot;
}

connection_id unpacked(std::uint64_t packed)
{
    return {static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32)};
}

}  // namespace

socket_watch::socket_watch(boost::asio::io_context& home, on_ready told)
    : set_(home, open_set()),
      told_(std::move(told))
{
}

bool socket_watch::watch(int socket, connection_id id, interest before, interest now)
{
    auto const what = !now.any() ? EPOLL_CTL_DEL : before.any() ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    epoll_event event{};
    if (now.read) event.events |= EPOLLIN;
    if (now.write) event.events |= EPOLLOUT;
    event.data.u64 = packed(id);
    return ::epoll_ctl(set_.native_handle(), what, socket, &event) == 0;
}

void socket_watch::wait()
{
    set_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                    [this](boost::system::error_code error) {
                        if (!error) turn();
                    });
}

// What a shortage of memory leaves untold is told in the next turn: it is still ready.
void socket_watch::turn()
{
    std::array<epoll_event, events_per_turn_max> events;
    int const count = ::epoll_wait(set_.native_handle(), events.data(), events_per_turn_max, 0);
    try {
        for (int i = 0; i < count; ++i) {
            auto const& event = events[static_cast<std::size_t>(i)];
            bool const failed = event.events & (EPOLLERR | EPOLLHUP);
            told_(unpacked(event.data.u64), {.read = failed || event.events & EPOLLIN,
                                             .write = failed || event.events & EPOLLOUT});
        }
    } catch (std::bad_alloc const&) {
        wait();
        throw;
    }
    wait();
}

}  // namespace sejuta::edge
