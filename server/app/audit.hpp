// SPDX-License-Identifier: Apache-2.0
// Writes into the ledgers what an audit asks about and nothing waits for: logins, and changes of
// accounts. One object a network thread. What the store does not take is tried again each
// second for limits::record_retry_max, then the log has it alone.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <vector>

#include "domain/change.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::app {

class audit {
public:
    // A final event takes no entry any more.
    audit(boost::asio::io_context& io, ledger::redis::connection& store,
          std::function<bool(std::string const& event)> is_final);

    // One entry in each event's ledger.
    void note(std::vector<domain::event_ptr> const& events, domain::change const& what);

private:
    void write(domain::event_ptr const& event, domain::change const& what, int tries_left);

    boost::asio::io_context& io_;
    ledger::redis::connection& store_;
    std::function<bool(std::string const& event)> is_final_;
};

}  // namespace sejuta::app
