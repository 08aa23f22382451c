// SPDX-License-Identifier: Apache-2.0
// The Redis that the server brings along: `sejuta serve` without --store. It is our child on a unix
// socket in the data directory, it is started again when it ends, and it is stopped last. Nothing
// that it holds is lost when it or we are killed.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ledger/managed/launcher.hpp"
#include "ledger/managed/ledger_watch.hpp"
#include "ledger/managed/process.hpp"
#include "ledger/managed/witness.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::managed {

enum class redis_state : std::uint8_t {
    up,        // answers, and loaded everything it had
    down,      // ended or still loading; comes back by itself
    damaged,   // answers, but said while loading that it could not take everything: do not record
    stopping,  // stop() was called
    stopped,
};

// Lifecycle: start() (blocks until Redis answers, for start-up), on_change, ... , stop(). Destroyed
// without stop() it ends Redis all the same, blocking. One thread: that of its io_context;
// callbacks run there. After a SIGKILL of the server Redis lives on, and the next start() on the
// same data directory adopts it.
class managed_redis {
public:
    // A fault names the cure in one sentence: no program, an old one, a directory that is in use,
    // cannot be written or has too long a path, a Redis that does not start or lost data loading.
    static base::checked<std::unique_ptr<managed_redis>> start(boost::asio::io_context& io,
                                                               managed_options options);
    ~managed_redis();
    managed_redis(managed_redis const&) = delete;
    managed_redis& operator=(managed_redis const&) = delete;

    redis::endpoint application() const { return launcher_.application(); }  // records, reads
    redis::endpoint admin() const { return launcher_.admin(); }  // loads functions, reads settings
    redis::endpoint reader() const { return launcher_.reader(); }  // reads only, for outsiders

    // Told each new state. The present one is state().
    void on_change(std::function<void(redis_state)> told) { told_ = std::move(told); }
    redis_state state() const { return state_; }
    // Why it is not up, for people; empty while it is.
    std::string const& reason() const { return reason_; }
    // What Redis said in its log while it loaded last.
    loading_report const& loading() const { return loading_; }
    // Whether an earlier server had left it running.
    bool adopted() const { return launcher_.adopted(); }
    // What was seen of the ledger last, for prepare_store.
    witness const& last_seen() const { return witness_; }
    // From here on what is seen of these events is written down, and compared after each restart of
    // Redis. Once, after prepare_store.
    void watch_ledgers(std::vector<std::string> events);
    // 0 while none runs.
    pid_t process_id() const { return process_ ? process_->id() : 0; }
    std::filesystem::path log() const { return launcher_.directory().log(); }

    // Ends Redis (SIGTERM, then SIGKILL after the stop deadline) and calls back once. Call it when
    // nothing of ours uses the store any more.
    void stop(std::function<void()> done);

private:
    managed_redis(boost::asio::io_context& io, launcher prepared);
    void watch();
    void ended();
    void restart_later(std::string reason);
    void restart();
    void restart_in(std::chrono::milliseconds wait, std::string reason);
    void await_answer();
    void answered();
    void examined(ledger_watch::verdict const& found);
    void ask_again(std::string const& failed);
    void end_now();
    void finish();
    void change(redis_state now, std::string reason);
    template <class Handler>
    auto while_alive(Handler handler);

    boost::asio::io_context& io_;
    launcher launcher_;
    std::optional<process> process_;
    boost::asio::posix::stream_descriptor ended_;
    boost::asio::steady_timer timer_;
    witness witness_;
    std::unique_ptr<ledger_watch> ledgers_;
    std::unique_ptr<redis::connection> asking_;  // only until a restarted Redis answers
    loading_report loading_;
    redis_state state_ = redis_state::up;
    std::string reason_;
    std::function<void(redis_state)> told_;
    std::function<void()> stopped_;
    unsigned tries_ = 0;
    std::chrono::steady_clock::time_point up_since_;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace sejuta::ledger::managed
