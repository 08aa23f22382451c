// SPDX-License-Identifier: Apache-2.0
// See crew_process.hpp. Every message is its length (8 bytes), a letter and a body.
//   to the child:   S start   F finish   X stop
//   to the parent:  N news    B book and audit
#include "crew_process.hpp"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <csignal>

#include "crew_wire.hpp"

namespace sejuta::sim {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using pipe_end = asio::local::stream_protocol::socket;

constexpr auto news_interval = std::chrono::milliseconds(250);

std::string framed(char what, std::string_view body)
{
    packer out;
    out.put(body.size() + 1);
    out.put(what);
    return out.take() + std::string(body);
}

// Both ends are one program and the other always reads: a short blocking write is fine.
bool write_all(pipe_end& to, std::string const& bytes)
{
    error_code failed;
    asio::write(to, asio::buffer(bytes), failed);
    return !failed;
}

// The child's side: does what the parent orders, and tells it four times a second.
class servant {
public:
    servant(int socket, crew_options options, scenario const& scenario, plan const& plan)
        : mine_(options.mine),
          parent_(io_, asio::local::stream_protocol(), socket),
          ticker_(io_),
          crew_(io_, std::move(options), scenario, plan, clock_)
    {
    }
    void serve()
    {
        read();
        io_.run();
    }

private:
    void read()
    {
        asio::async_read(
            parent_, asio::buffer(&size_, sizeof size_), [this](error_code gone, std::size_t) {
                if (gone) return io_.stop();
                body_.resize(size_);
                asio::async_read(parent_, asio::buffer(body_), [this](error_code cut, std::size_t) {
                    if (cut) return io_.stop();
                    obey();
                    read();
                });
            });
    }
    void obey()
    {
        unpacker in(std::string_view(body_).substr(1));
        if (body_[0] == 'S') {
            crew_.start(in.get<crew_start>());
            tick();
        } else if (body_[0] == 'F') {
            crew_.finish(in.get<bool>());
            finishing_ = true;
        } else {
            crew_.stop();
            io_.stop();
        }
    }
    void tick()
    {
        if (!write_all(parent_, framed('N', packed(crew_.take_news())))) return io_.stop();
        if (finishing_ && !given_ && crew_.finished()) {
            given_ = true;
            packer out;
            out.put_text(crew_.kept().pack(mine_));
            out.put_text(packed(crew_.seen()));
            if (!write_all(parent_, framed('B', out.take()))) return io_.stop();
        }
        ticker_.expires_after(news_interval);
        ticker_.async_wait([this](error_code cancelled) {
            if (!cancelled) tick();
        });
    }

    asio::io_context io_{1};
    base::real_clock clock_;
    shard mine_;
    pipe_end parent_;
    asio::steady_timer ticker_;
    crew_here crew_;
    std::size_t size_ = 0;
    std::string body_;
    bool finishing_ = false;
    bool given_ = false;
};

}  // namespace

base::checked<crew_child> fork_crew(crew_options options, scenario const& scenario,
                                    plan const& plan)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return base::fault{"The system gives no sockets for another process."};
    crew_child out{fork(), ends[0], options.mine};
    if (out.pid < 0) return base::fault{"The system gives no other process."};
    if (out.pid > 0) {
        close(ends[1]);
        return out;
    }
    close(ends[0]);
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGTERM, SIG_IGN);
    servant(ends[1], std::move(options), scenario, plan).serve();
    _exit(0);
}

crew_process::crew_process(asio::io_context& io, crew_child child)
    : child_(child),
      socket_(io, asio::local::stream_protocol(), child.socket),
      head_(sizeof(std::size_t), '\0')
{
    read();
}

crew_process::~crew_process()
{
    error_code ignored;
    socket_.close(ignored);
    waitpid(child_.pid, nullptr, 0);  // it ends when its socket does
}

void crew_process::read()
{
    asio::async_read(socket_, asio::buffer(head_), [this](error_code gone, std::size_t) {
        if (gone) {
            if (!stopped_ && gone != asio::error::operation_aborted)
                trouble_ = "a process of the simulator ended early";
            return;
        }
        body_.resize(unpacker(head_).get<std::size_t>());
        asio::async_read(socket_, asio::buffer(body_), [this](error_code cut, std::size_t) {
            if (cut) return;
            take(body_);
            read();
        });
    });
}

void crew_process::take(std::string_view message)
{
    unpacker in(message.substr(1));
    if (message[0] == 'N') {
        auto fresh = unpacked_news(in);
        fresh.latency_us.merge(news_.latency_us);
        fresh.backlog_us.merge(news_.backlog_us);
        fresh.accepted.insert(fresh.accepted.begin(), news_.accepted.begin(), news_.accepted.end());
        news_ = std::move(fresh);
        return;
    }
    book_ = in.get_text();
    auto const seen = in.get_text();
    audit_ = unpacked_audit(seen);
    given_ = true;
}

void crew_process::order(char what, std::string_view body)
{
    if (!write_all(socket_, framed(what, body)) && trouble_.empty())
        trouble_ = "a process of the simulator does not listen";
}

void crew_process::start(crew_start const& with)
{
    packer out;
    out.put(with);
    order('S', out.take());
}

void crew_process::finish(bool ask)
{
    packer out;
    out.put(ask);
    order('F', out.take());
}

void crew_process::stop()
{
    if (!std::exchange(stopped_, true)) order('X', "");
}

crew_news crew_process::take_news()
{
    auto out = news_;
    news_.latency_us.clear();
    news_.backlog_us.clear();
    news_.accepted.clear();
    return out;
}

void crew_process::give(book& into, audit& seen)
{
    if (!given_) return;
    into.absorb(book_, child_.mine);
    seen.merge(audit_);
}

}  // namespace sejuta::sim
