// SPDX-License-Identifier: Apache-2.0
// Writes down what is seen of the ledger, at intervals and at a clean stop, and after a restart of
// Redis compares it with that: a ledger that lost entries begins a new epoch before Redis counts as
// up. Lives on the thread of its io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ledger/managed/witness.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::managed {

class ledger_watch {
public:
    // As a user who may read heads and begin an epoch. The witness outlives it.
    ledger_watch(boost::asio::io_context& io, redis::endpoint const& admin, witness const& into,
                 std::vector<std::string> events);
    ~ledger_watch();

    // Looks now and then every limits::witness_interval, whenever Redis answers and is trusted.
    void start();
    // Looks once more, and calls back when that is written down or failed; at once where Redis is
    // not trusted.
    void look(std::function<void()> done);

    // Redis ended: until it is trusted again, what it says is not written down. Its successor may
    // have lost entries, and a look that came before the comparison would hide that.
    void distrust() { trust_.reset(); }
    // The comparison is over, and Redis goes on.
    void trust();

    // What was found after a restart. `why` is empty where the ledger goes on; `failed` says that a
    // new epoch was due and could not be begun.
    struct verdict {
        std::string why;
        std::string failed;
    };
    // Compares with what was seen last, over a connection that outlives the call, and begins a new
    // epoch where the ledger does not continue it or `cut` says so.
    void compare(redis::connection& over, bool cut, std::function<void(verdict)> done);

private:
    struct question;
    void tick();
    void looked(std::shared_ptr<question> const& about);
    void compared(std::shared_ptr<question> const& about);

    witness const& witness_;
    std::vector<std::string> events_;
    redis::connection connection_;
    boost::asio::steady_timer timer_;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
    std::shared_ptr<int> trust_ = std::make_shared<int>();
};

}  // namespace sejuta::ledger::managed
