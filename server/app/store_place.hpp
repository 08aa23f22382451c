// SPDX-License-Identifier: Apache-2.0
// How a command reaches the ledger: the Redis that --store names, the managed Redis of a server
// that runs beside us, or that of a stopped server, started for the moment and stopped after it.
// For commands only: opening and closing block.
#pragma once

#include <CLI/App.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "ledger/managed/managed_redis.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::app {

// One of the two, or neither where a command may go without the ledger.
struct store_place {
    std::string data_dir;
    std::string store;

    bool any() const { return !data_dir.empty() || !store.empty(); }
};

// Declares --data-dir and --store, of which at most one is given.
CLI::Option_group* declare_place(CLI::App& command, store_place& into, std::string const& about);

// Says so where neither was given: what changes is the event directory alone.
void say_without_store(store_place const& where);

// As whom a managed Redis is used; --store says its own user.
enum class store_user { reader, application };

// Lifecycle: open, where(), destruction, which ends a Redis that was started for the moment.
class opened_store {
public:
    // A fault is one sentence with the cure; a data directory without a ledger is one.
    static base::checked<std::unique_ptr<opened_store>> open(store_place const& place,
                                                             store_user user);
    ~opened_store();
    opened_store(opened_store const&) = delete;
    opened_store& operator=(opened_store const&) = delete;

    ledger::redis::endpoint const& where() const { return where_; }

private:
    opened_store() = default;

    ledger::redis::endpoint where_;
    boost::asio::io_context io_{1};
    std::unique_ptr<ledger::managed::managed_redis> redis_;  // only where it was started for us
};

}  // namespace sejuta::app
