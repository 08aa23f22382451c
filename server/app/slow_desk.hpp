// SPDX-License-Identifier: Apache-2.0
// Answers what needs many reads of the store, and may take seconds, on a thread of its own: one
// question at a time, so that readers never crowd out who records. Any thread may ask.
#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <string>

#include "edge/http.hpp"

namespace sejuta::app {

class slow_desk {
public:
    using work = std::function<edge::http_response()>;
    using reply = std::function<void(edge::http_response)>;

    // `busy`: the sentence for who asks while another question is under way.
    explicit slow_desk(std::string busy) : busy_sentence_(std::move(busy)) {}
    ~slow_desk() { pool_.join(); }
    slow_desk(slow_desk const&) = delete;
    slow_desk& operator=(slow_desk const&) = delete;

    // `done` is called once: at once where another question is under way (503 with Retry-After),
    // else on the desk's own thread, where `question` ran.
    void ask(work question, reply done);

private:
    std::string const busy_sentence_;
    std::atomic<bool> busy_{false};
    boost::asio::thread_pool pool_{1};
};

}  // namespace sejuta::app
