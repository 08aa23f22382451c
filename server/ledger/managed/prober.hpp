// SPDX-License-Identifier: Apache-2.0
// Gathers the facts of readiness that change while the server runs: whether Redis answers, holds
// our functions and keeps the promise by its settings, how much memory it uses, how much disk is
// free. Others (start-up, recount) set the rest.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "ledger/managed/readiness.hpp"
#include "ledger/managed/store_check.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::managed {

struct prober_options {
    redis::endpoint store;                 // as the administrator, who may list and load functions
    std::filesystem::path data_directory;  // whose disk is watched; empty: none
    std::chrono::milliseconds interval = limits::readiness_interval;
    // What statvfs says; tests give their own.
    std::function<std::optional<std::uint64_t>(std::filesystem::path const&)> free_bytes;
};

// Lives on the thread of its io_context, all but may_record().
class prober {
public:
    prober(boost::asio::io_context& io, prober_options options, readiness_facts known);

    void start();
    void stop();
    // Told after each change of the reasons.
    void on_change(std::function<void(readiness_facts const&)> told) { told_ = std::move(told); }
    readiness_facts const& facts() const { return facts_; }
    // For those who find out the rest: recount, start-up, the managed Redis.
    void learn(std::function<void(readiness_facts&)> const& change);
    // Whether a connection that was just made may be used for recording: looks at the store as it
    // is now and answers why not, or nothing, on the prober's thread.
    void admit(std::function<void(std::string const& why_not)> done);
    // For any thread, before each batch. False: answer "retry" and send nothing to the store.
    bool may_record() const { return may_record_.load(std::memory_order_relaxed); }

private:
    void probe();
    void measure_disk();
    void take_info(base::result<redis::reply> const& answered);
    void check(std::function<void()> done);
    void learn_of(store_findings const& found);
    void decide();

    prober_options options_;
    redis::connection connection_;
    boost::asio::steady_timer timer_;
    readiness_facts facts_;
    std::vector<std::string> reasons_;
    bool first_connection_ = true;
    std::chrono::milliseconds unchecked_{0};  // since the store was looked at
    std::function<void(readiness_facts const&)> told_;
    std::atomic<bool> may_record_{false};
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

// Bytes that this process may still write on the disk of a path.
std::optional<std::uint64_t> free_bytes(std::filesystem::path const& path);

}  // namespace sejuta::ledger::managed
