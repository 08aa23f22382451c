// SPDX-License-Identifier: Apache-2.0
#include "ledger/redis/link.hpp"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace sejuta::ledger::redis {
namespace {

namespace asio = boost::asio;
using base::errc;

constexpr std::size_t unix_path_bytes_max = 107;

// Full jitter: anything from zero to a ceiling that doubles with each failed try.
std::chrono::milliseconds backoff(unsigned tries, std::minstd_rand& random)
{
    using std::chrono::milliseconds;
    auto const ceiling = std::min<milliseconds>(
        limits::store_backoff_max, limits::store_backoff_min * (1 << std::min(tries, 10U)));
    return milliseconds(std::uniform_int_distribution<std::int64_t>(0, ceiling.count())(random));
}

}  // namespace

void connection::link::connect()
{
    if (stopped_) return;
    auto const self = shared_from_this();
    auto const generation = ++generation_;
    arm(steady::now() + limits::store_connect_deadline);
    if (!where_.unix_path.empty()) {
        if (where_.unix_path.size() > unix_path_bytes_max)
            return lose(errc::store_unreachable, "the unix socket's path is over 107 bytes");
        return connect_to({asio::local::stream_protocol::endpoint(where_.unix_path)});
    }
    resolver_.async_resolve(where_.host, std::to_string(where_.port),
                            [self, generation](error_code wrong, auto const& found) {
                                if (generation != self->generation_) return;
                                if (wrong)
                                    return self->lose(errc::store_unreachable, wrong.message());
                                std::vector<address> addresses;
                                for (auto const& one : found)
                                    addresses.emplace_back(one.endpoint());
                                self->connect_to(addresses);
                            });
}

void connection::link::connect_to(std::vector<address> const& addresses)
{
    auto const self = shared_from_this();
    asio::async_connect(socket_, addresses,
                        [self, generation = generation_](error_code wrong, address const&) {
                            if (generation != self->generation_) return;
                            if (wrong) return self->lose(errc::store_unreachable, wrong.message());
                            self->greet();
                        });
}

// AUTH where there is a password, then PING: a Redis that is still loading refuses it.
void connection::link::greet()
{
    error_code ignored;
    if (where_.unix_path.empty()) socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    decoder_ = {};
    if (!where_.password.empty()) {
        std::vector<std::string> auth{"AUTH"};
        if (!where_.user.empty()) auth.push_back(where_.user);
        auth.push_back(where_.password);
        auto const refused = [this](base::result<reply> const& answer) {
            if (answer && answer->is_error())
                lose(errc::store_unreachable, std::string(answer->text()));
        };
        enqueue(command_bytes(auth), refused, limits::store_connect_deadline);
    }
    enqueue(
        command_bytes({"PING"}), [this](base::result<reply> const& pong) { greeted(pong); },
        limits::store_connect_deadline);
    read();
}

void connection::link::greeted(base::result<reply> const& pong)
{
    if (!pong) return;  // lose() is already at work
    // NOPERM: authenticated, and the user may not PING. Anything else is a store not ready for us.
    if (pong->is_error() && !pong->text().starts_with("NOPERM"))
        return lose(errc::store_unreachable, std::string(pong->text()));
    if (!admit) return admitted({});
    auto const asked = admit;
    asked([self = shared_from_this(), generation = generation_](std::string const& why_not) {
        if (generation == self->generation_) self->admitted(why_not);
    });
}

void connection::link::admitted(std::string const& why_not)
{
    if (!why_not.empty()) return lose(errc::store_unreachable, why_not);
    tries_ = 0;
    trouble.clear();
    connected = true;
    tell(true);
}

// By a copy: the function told may destroy the connection, and itself with it.
void connection::link::tell(bool now)
{
    auto const copy = told;
    if (copy) copy(now);
}

void connection::link::command(command_bytes what, on_reply done,
                               std::chrono::milliseconds deadline)
{
    if (connected && calls.size() < limits::store_outstanding_max)
        return enqueue(std::move(what), std::move(done), deadline);
    auto const why = stopped_    ? errc::stopped
                     : connected ? errc::queue_full
                                 : errc::store_unreachable;
    asio::post(socket_.get_executor(), [self = shared_from_this(), why, done = std::move(done)] {
        self->answer(done, why);
    });
}

void connection::link::enqueue(command_bytes what, on_reply done,
                               std::chrono::milliseconds deadline)
{
    auto bytes = std::move(what).take();
    if (outbox_.empty())
        outbox_ = std::move(bytes);
    else
        outbox_.append(bytes);
    calls.push_back({std::move(done), steady::now() + deadline});
    if (calls.back().deadline < armed_) arm(calls.back().deadline);
    if (flush_posted_ || !sending_.empty()) return;
    flush_posted_ = true;
    asio::post(socket_.get_executor(), [self = shared_from_this(), generation = generation_] {
        self->flush_posted_ = false;
        if (generation == self->generation_) self->flush();
    });
}

void connection::link::flush()
{
    if (outbox_.empty() || !sending_.empty()) return;
    sending_.swap(outbox_);
    asio::async_write(
        socket_, asio::buffer(sending_),
        [self = shared_from_this(), generation = generation_](error_code wrong, std::size_t) {
            if (generation != self->generation_) return;
            self->sending_.clear();
            if (wrong) return self->lose(errc::store_lost, wrong.message());
            self->flush();
        });
}

void connection::link::read()
{
    socket_.async_read_some(
        asio::buffer(received_),
        [self = shared_from_this(), generation = generation_](error_code wrong, std::size_t count) {
            if (generation != self->generation_) return;
            if (wrong) return self->lose(errc::store_lost, wrong.message());
            self->decoder_.feed(self->received_.data(), count);
            if (self->drain()) self->read();
        });
}

// Hands every complete reply to its call, in order. False where the connection was lost meanwhile.
bool connection::link::drain()
{
    auto const generation = generation_;
    while (true) {
        auto answered = decoder_.next();
        if (!answered) {
            lose(answered.error(), std::string(decoder_.trouble()));
            return false;
        }
        if (!answered->has_value()) return true;
        if (calls.empty()) {
            lose(errc::store_nonsense, "a reply without a command");
            return false;
        }
        auto const done = std::move(calls.front().done);
        calls.pop_front();
        if (!abandoned_) done(std::move(**answered));
        if (generation != generation_) return false;
    }
}

// One timer for all deadlines, at the earliest of them. It may ring for a call that has long been
// answered; then it is set to the next one.
void connection::link::arm(steady::time_point when)
{
    armed_ = when;
    deadline_.expires_at(when);
    deadline_.async_wait([self = shared_from_this(), generation = generation_](error_code wrong) {
        if (wrong || generation != self->generation_) return;
        self->check_deadlines();
    });
}

void connection::link::check_deadlines()
{
    armed_ = steady::time_point::max();
    auto const now = steady::now();
    auto const earliest =
        std::min_element(calls.begin(), calls.end(),
                         [](call const& a, call const& b) { return a.deadline < b.deadline; });
    if (earliest == calls.end()) {
        if (!connected) lose(errc::store_unreachable, "no connection before the deadline");
    } else if (earliest->deadline <= now) {
        lose(errc::store_timeout, "no reply before the deadline");
    } else {
        arm(earliest->deadline);
    }
}

// Ends this socket, tells everybody, and tries again later.
void connection::link::lose(error_code why, std::string const& reason)
{
    auto const was_connected = std::exchange(connected, false);
    trouble = reason;
    close();
    retry();
    auto failed = std::exchange(calls, {});
    if (was_connected) tell(false);
    fail_calls(std::move(failed), why);
}

// A missed deadline is told as such only to those who missed theirs.
void connection::link::fail_calls(std::deque<call> failed, error_code why)
{
    auto const now = steady::now();
    for (auto const& one : failed) {
        auto const missed = why == errc::store_timeout && one.deadline <= now;
        answer(one.done, why == errc::store_timeout && !missed ? errc::store_lost : why);
    }
}

void connection::link::answer(on_reply const& done, error_code why)
{
    if (!abandoned_) done(why);
}

void connection::link::retry()
{
    if (stopped_) return;
    retry_.expires_after(backoff(tries_++, random_));
    retry_.async_wait([self = shared_from_this(), generation = generation_](error_code wrong) {
        if (!wrong && generation == self->generation_) self->connect();
    });
}

void connection::link::close()
{
    ++generation_;
    error_code ignored;
    socket_.close(ignored);
    resolver_.cancel();
    deadline_.cancel();
    retry_.cancel();
    armed_ = steady::time_point::max();
    outbox_.clear();
    sending_.clear();
    flush_posted_ = false;
}

void connection::link::stop()
{
    if (std::exchange(stopped_, true)) return;
    connected = false;
    trouble = "stopped";
    close();
    asio::post(socket_.get_executor(),
               [self = shared_from_this(), failed = std::exchange(calls, {})]() mutable {
                   self->fail_calls(std::move(failed), errc::stopped);
               });
}

void connection::link::abandon()
{
    stop();
    abandoned_ = true;
    told = nullptr;
    admit = nullptr;
}

}  // namespace sejuta::ledger::redis
