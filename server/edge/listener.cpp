// SPDX-License-Identifier: Apache-2.0
// The state is shared with the handlers that wait, so that a listener may go away while one of them
// is under way. Everything in it is touched on the accepting thread only.
#include "edge/listener.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <atomic>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "edge/endpoint.hpp"
#include "edge/http_answer.hpp"

namespace sejuta::edge {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

constexpr int accepted_per_turn_max = 64;

base::fault cannot_listen(std::string_view where, boost::system::error_code error)
{
    std::string sentence = "cannot listen on " + std::string(where) + ": ";
    if (error == asio::error::address_in_use)
        return {sentence +
                "the port is taken by another program; stop it or give another port "
                "with --listen HOST:PORT"};
    if (error == asio::error::access_denied)
        return {sentence +
                "ports below 1024 need a right that this user lacks; give a higher port "
                "with --listen HOST:PORT"};
    if (error.value() == EADDRNOTAVAIL)
        return {sentence +
                "no interface of this machine has that address; use 127.0.0.1, "
                "0.0.0.0 or one of its own with --listen HOST:PORT"};
    return {sentence + error.message()};
}

bool out_of_resources(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

struct listener::state : std::enable_shared_from_this<listener::state> {
    state(std::vector<network_thread*> all)
        : threads(std::move(all)),
          acceptor(threads.front()->context()),
          backoff(threads.front()->context()),
          taken(std::make_shared<std::atomic<std::size_t>>(0))
    {
    }

    boost::system::error_code bind(tcp::endpoint const& where);
    void wait();
    void accept_some();
    void pass_on(base::descriptor accepted);
    void pause();

    std::vector<network_thread*> threads;
    tcp::acceptor acceptor;
    asio::steady_timer backoff;
    std::shared_ptr<std::atomic<std::size_t>> taken;
    std::size_t next = 0;
};

boost::system::error_code listener::state::bind(tcp::endpoint const& where)
{
    boost::system::error_code error;
    acceptor.open(where.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    // [::] also takes IPv4, as people expect of "everywhere".
    if (!error && where.address().is_v6()) acceptor.set_option(asio::ip::v6_only(false), error);
    if (!error) acceptor.bind(where, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) acceptor.native_non_blocking(true, error);
    return error;
}

void listener::state::wait()
{
    acceptor.async_wait(tcp::acceptor::wait_read,
                        [self = shared_from_this()](boost::system::error_code error) {
                            if (!error && self->acceptor.is_open()) self->accept_some();
                        });
}

void listener::state::accept_some()
{
    for (int i = 0; i < accepted_per_turn_max; ++i) {
        base::descriptor accepted(
            ::accept4(acceptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!accepted) {
            if (out_of_resources(errno)) return pause();
            if (errno == EAGAIN || errno == EWOULDBLOCK) break;
            continue;  // this one peer went away before we came to it
        }
        pass_on(std::move(accepted));
    }
    wait();
}

// Waiting for readiness would return at once, for ever: the peer is still in the queue.
void listener::state::pause()
{
    ++threads.front()->counters().accept_backoffs;
    backoff.expires_after(limits::accept_backoff);
    backoff.async_wait([self = shared_from_this()](boost::system::error_code error) {
        if (!error && self->acceptor.is_open()) self->accept_some();
    });
}

void listener::state::pass_on(base::descriptor accepted)
{
    int const on = 1;
    ::setsockopt(accepted.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto permit = connection_permit::take(taken, threads.front()->options().connections_max);
    if (!permit) {
        ++threads.front()->counters().connections_refused;
        if (auto const& told = threads.front()->options().on_full) told();
        auto const answer = over_capacity_answer();
        // Whether it arrives does not matter: the connection ends either way.
        [[maybe_unused]] auto const sent =
            ::send(accepted.get(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        return;
    }
    threads[next]->adopt({std::move(accepted), *std::move(permit)});
    next = (next + 1) % threads.size();
}

listener::listener(std::shared_ptr<state> opened, tcp::endpoint local)
    : state_(std::move(opened)),
      local_(local)
{
}

listener::~listener()
{
    stop();
}

base::checked<std::unique_ptr<listener>> listener::open(std::string_view where,
                                                        std::vector<network_thread*> threads)
{
    SEJUTA_ASSERT(!threads.empty(), "somebody must accept");
    auto const endpoint = parse_endpoint(where);
    if (!endpoint) return endpoint.error();
    auto opened = std::make_shared<state>(std::move(threads));
    if (auto const error = opened->bind(*endpoint)) return cannot_listen(where, error);
    auto const local = opened->acceptor.local_endpoint();
    return std::unique_ptr<listener>(new listener(std::move(opened), local));
}

void listener::start()
{
    asio::post(state_->acceptor.get_executor(), [state = state_] { state->wait(); });
}

void listener::stop()
{
    asio::post(state_->acceptor.get_executor(), [state = state_] {
        boost::system::error_code ignored;
        state->acceptor.close(ignored);
        state->backoff.cancel();
    });
}

}  // namespace sejuta::edge
