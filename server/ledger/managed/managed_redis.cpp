// SPDX-License-Identifier: Apache-2.0
#include "ledger/managed/managed_redis.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/assert.hpp"

namespace sejuta::ledger::managed {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using steady = std::chrono::steady_clock;

std::chrono::milliseconds backoff(unsigned tries)
{
    return std::min<std::chrono::milliseconds>(
        limits::redis_restart_backoff_max,
        limits::redis_restart_backoff_min * (1U << std::min(tries, 10U)));
}

std::string damage_of(loading_report const& report, std::filesystem::path const& log)
{
    return fmt::format(
        "Redis reported {} while it loaded its data, the first: {}: keep the data "
        "directory as it is, read {}, and restore a backup",
        report.errors.size() == 1 ? "an error" : fmt::format("{} errors", report.errors.size()),
        report.errors.front(), log.string());
}

}  // namespace

// Handlers may be queued already when we are destroyed; then they do nothing.
template <class Handler>
auto managed_redis::while_alive(Handler handler)
{
    return [alive = std::weak_ptr<int>(alive_), handler = std::move(handler)](auto&&... arguments) {
        if (alive.lock()) handler(std::forward<decltype(arguments)>(arguments)...);
    };
}

base::checked<std::unique_ptr<managed_redis>> managed_redis::start(asio::io_context& io,
                                                                   managed_options options)
{
    auto prepared = launcher::prepare(std::move(options));
    if (!prepared) return prepared.error();
    auto obtained = prepared->obtain();
    if (!obtained) return obtained.error();
    std::unique_ptr<managed_redis> started(new managed_redis(io, std::move(*prepared)));
    started->process_ = std::move(*obtained);
    started->loading_ = started->launcher_.loading();
    if (!started->loading_.errors.empty())
        return base::fault{damage_of(started->loading_, started->log())};
    started->up_since_ = steady::now();
    started->watch();
    return started;
}

managed_redis::managed_redis(asio::io_context& io, launcher prepared)
    : io_(io),
      launcher_(std::move(prepared)),
      ended_(io),
      timer_(io),
      witness_(launcher_.directory().redis())
{
}

managed_redis::~managed_redis()
{
    if (process_ && !process_->ended()) launcher_.end(*process_);
}

void managed_redis::watch()
{
    auto const own = fcntl(process_->watched(), F_DUPFD_CLOEXEC, 0);
    SEJUTA_ASSERT(own >= 0, "one more descriptor must be left for Redis's end");
    ended_.assign(own);
    ended_.async_wait(asio::posix::stream_descriptor::wait_read,
                      while_alive([this](error_code wrong) {
                          if (!wrong) ended();
                      }));
}

void managed_redis::ended()
{
    error_code ignored;
    ended_.close(ignored);
    if (!process_->ended()) return watch();
    auto const how = fmt::format("Redis (process {}) ended: {}", process_->id(), process_->fate());
    process_.reset();
    asking_.reset();
    if (ledgers_) ledgers_->distrust();
    if (state_ == redis_state::stopping) return finish();
    if (state_ == redis_state::up && steady::now() - up_since_ > limits::redis_steady_after)
        tries_ = 0;
    auto const said = last_warning(tail_of(log()));
    restart_later(said.empty() ? how : fmt::format("{}, saying: {}", how, said));
}

void managed_redis::restart_later(std::string reason)
{
    auto const wait = backoff(tries_++);
    restart_in(wait, std::move(reason));
}

void managed_redis::restart_in(std::chrono::milliseconds wait, std::string reason)
{
    timer_.expires_after(wait);
    timer_.async_wait(while_alive([this](error_code wrong) {
        if (!wrong && state_ == redis_state::down) restart();
    }));
    if (state_ != redis_state::down || reason_ != reason)
        change(redis_state::down, std::move(reason));
}

void managed_redis::restart()
{
    // An adopted Redis kept the lock until now; a child of it may keep it a little longer.
    if (!launcher_.lock_redis()) return restart_later("a child of the former Redis still runs");
    // Space may come back at any moment, and nothing was tried yet.
    if (auto const space = launcher_.has_space(); !space)
        return restart_in(limits::redis_space_interval, space.error().sentence);
    auto started = launcher_.launch();
    if (!started) return restart_later(started.error().sentence);
    process_ = std::move(*started);
    watch();
    await_answer();
}

void managed_redis::await_answer()
{
    asking_ = std::make_unique<redis::connection>(io_, admin());
    asking_->on_state([this](bool connected) {
        if (connected) answered();
    });
    asking_->start();
}

void managed_redis::watch_ledgers(std::vector<std::string> events)
{
    SEJUTA_ASSERT(!ledgers_, "what is watched is said once");
    ledgers_ = std::make_unique<ledger_watch>(io_, admin(), witness_, std::move(events));
    ledgers_->start();
}

void managed_redis::answered()
{
    if (state_ != redis_state::down) return;
    loading_ = launcher_.loading();
    if (!loading_.errors.empty()) {
        asio::post(io_, while_alive([this] { asking_.reset(); }));
        return change(redis_state::damaged, damage_of(loading_, log()));
    }
    if (!ledgers_) return examined({});
    ledgers_->compare(*asking_, loading_.tail_cut,
                      while_alive([this](auto const& found) { examined(found); }));
}

// A Redis that could not be compared with what was seen, or given a new epoch, is not up: it is
// asked again.
void managed_redis::examined(ledger_watch::verdict const& found)
{
    asio::post(io_, while_alive([this] { asking_.reset(); }));
    if (state_ != redis_state::down || !process_) return;
    if (!found.failed.empty())
        return ask_again(found.why.empty() ? found.failed
                                           : fmt::format("{}, and no new epoch has begun yet: {}",
                                                         found.why, found.failed));
    if (!found.why.empty()) spdlog::warn("record redis: {}: a new epoch has begun", found.why);
    up_since_ = steady::now();
    if (ledgers_) ledgers_->trust();
    change(redis_state::up, {});
}

void managed_redis::ask_again(std::string const& failed)
{
    timer_.expires_after(limits::redis_restart_backoff_min);
    timer_.async_wait(while_alive([this](error_code wrong) {
        if (!wrong && state_ == redis_state::down && process_) await_answer();
    }));
    if (reason_ != failed) change(redis_state::down, failed);
}

void managed_redis::stop(std::function<void()> done)
{
    SEJUTA_ASSERT(!stopped_, "a Redis is stopped once");
    stopped_ = std::move(done);
    timer_.cancel();
    asking_.reset();
    change(redis_state::stopping, "the server is stopping");
    if (!process_) {
        asio::post(io_, while_alive([this] { finish(); }));
        return;
    }
    if (ledgers_)
        ledgers_->look(while_alive([this] { end_now(); }));
    else
        end_now();
}

// What is seen of the ledger was written down before.
void managed_redis::end_now()
{
    if (!process_) return;
    process_->signal(SIGTERM);
    timer_.expires_after(launcher_.options().stop_deadline);
    timer_.async_wait(while_alive([this](error_code wrong) {
        if (!wrong && process_) process_->signal(SIGKILL);
    }));
}

void managed_redis::finish()
{
    timer_.cancel();
    change(redis_state::stopped, "stopped");
    std::exchange(stopped_, [] {})();
}

void managed_redis::change(redis_state now, std::string reason)
{
    reason_ = std::move(reason);
    state_ = now;
    if (told_) told_(now);
}

}  // namespace sejuta::ledger::managed
