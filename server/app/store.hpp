// SPDX-License-Identifier: Apache-2.0
// The store as serve runs it: the managed Redis or one that is there, prepared, probed, stopped
// last.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/second_copy.hpp"
#include "app/settings.hpp"
#include "base/error.hpp"
#include "domain/event.hpp"
#include "ledger/managed/managed_redis.hpp"
#include "ledger/managed/prober.hpp"
#include "ledger/managed/store.hpp"

namespace sejuta::app {

class running_store {
public:
    // Blocks until the store can record. A fault names the cure.
    static base::checked<std::unique_ptr<running_store>> open(
        boost::asio::io_context& io, settings const& with,
        std::vector<domain::event_ptr> const& events);

    ledger::redis::endpoint const& application() const { return where_.application; }
    ledger::managed::prepared_store const& prepared() const { return prepared_; }
    // May be asked from any thread.
    bool may_record() const { return prober_->may_record(); }
    // Whether a connection that was just made may be used, answered with why not, or nothing.
    void admit(std::function<void(std::string)> answer) { prober_->admit(std::move(answer)); }
    std::vector<std::string> reasons() const;
    void recounted(bool clean);

    // What people should know although reports are recorded, and the figures of the second copy.
    std::vector<std::string> warnings() const;
    std::vector<ledger::redis::copy_figures> copies() const;

    void start();
    // Ends the managed Redis; calls back once nothing of the store runs any more.
    void stop(std::function<void()> done);

private:
    running_store() = default;
    void watch();

    std::unique_ptr<ledger::managed::managed_redis> redis_;  // null with --store
    ledger::managed::store where_;
    ledger::managed::prepared_store prepared_;
    std::unique_ptr<ledger::managed::prober> prober_;
    std::unique_ptr<second_copy> copy_;  // null without --second-copy
};

}  // namespace sejuta::app
