// SPDX-License-Identifier: Apache-2.0
// See crew_process.hpp. Every message is its length (8 bytes), a letter and a body.
//   to the child:   S start   F finish   X stop
//   to the parent:  N news    B book and audit
#include "crew_process.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
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
constexpr instant mute_max = std::chrono::seconds(60);
constexpr int end_wait_ms = 2'000;

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

// How the child ended; waits for it a moment only, for it may be stopped.
std::optional<int> reaped(pid_t child)
{
    pollfd end{static_cast<int>(syscall(SYS_pidfd_open, child, 0)), POLLIN, 0};
    poll(&end, 1, end_wait_ms);
    close(end.fd);
    int how = 0;
    if (waitpid(child, &how, WNOHANG) != child) return std::nullopt;
    return how;
}

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
    socket_.close(ignored);  // it ends when its socket does
    if (child_.pid < 0 || reaped(child_.pid)) return;
    kill(child_.pid, SIGKILL);
    waitpid(child_.pid, nullptr, 0);
}

void crew_process::read()
{
    asio::async_read(socket_, asio::buffer(head_), [this](error_code ended, std::size_t) {
        if (ended) return gone(ended);
        body_.resize(unpacker(head_).get<std::size_t>());
        asio::async_read(socket_, asio::buffer(body_), [this](error_code cut, std::size_t) {
            if (cut) return gone(cut);
            take(body_);
            read();
        });
    });
}

// Its sockets are closed: it is dying or dead, and how it died is known at once.
void crew_process::gone(error_code why)
{
    if (why == asio::error::operation_aborted) return;
    crew_loss how{child_.mine, child_.pid};
    if (auto const status = reaped(child_.pid)) {
        child_.pid = -1;
        how.signal = WIFSIGNALED(*status) ? WTERMSIG(*status) : 0;
        how.exit_code = WIFEXITED(*status) ? WEXITSTATUS(*status) : 0;
    } else {
        how.mute = true;
    }
    lose(how);
}

// Nothing is lost once its book is here.
void crew_process::lose(crew_loss how)
{
    if (stopped_ || given_ || lost_) return;
    lost_ = how;
    news_.connected = 0;
    news_.all_ended = true;
}

instant crew_process::mute_for() const
{
    return lost_ ? instant{0} : unheard_ * instant(news_interval);
}

void crew_process::take(std::string_view message)
{
    unheard_ = 0;
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
    write_all(socket_, framed(what, body));  // the read that is always under way tells of its end
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
    ++unheard_;
    if (mute_for() >= mute_max) lose({child_.mine, child_.pid, 0, 0, true});
    auto out = news_;
    news_.latency_us.clear();
    news_.backlog_us.clear();
    news_.accepted.clear();
    return out;
}

void crew_process::give(book& into, audit& seen)
{
    if (!given_) return into.lose(child_.mine);
    into.absorb(book_, child_.mine);
    seen.merge(audit_);
}

}  // namespace sejuta::sim
