// SPDX-License-Identifier: Apache-2.0
// GET /v1/readiness: reads the ledgers of an event and of its rehearsals, which may take seconds,
// on a thread of its own, one question at a time. One object a server; any thread may ask.
#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <vector>

#include "domain/event.hpp"
#include "edge/http.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::app {

class readiness_desk {
public:
    explicit readiness_desk(ledger::redis::endpoint reader) : reader_(std::move(reader)) {}
    ~readiness_desk() { pool_.join(); }

    // `done` is called once: at once where another question is under way (503), else on the desk's
    // own thread. `others` are the server's events, among which the rehearsals are looked for.
    void ask(domain::event_ptr event, std::vector<domain::event_ptr> const& others,
             std::function<void(edge::http_response)> done);

private:
    ledger::redis::endpoint reader_;
    std::atomic<bool> busy_{false};
    boost::asio::thread_pool pool_{1};
};

}  // namespace sejuta::app
