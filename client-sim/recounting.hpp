// SPDX-License-Identifier: Apache-2.0
// Lets `sejuta verify` recount the ledger beside the running server, and waits for it without
// blocking the thread. One use an object.
#pragma once

#include <sys/types.h>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>

#include "ledger_place.hpp"
#include "recount.hpp"

namespace sejuta::sim {

class recounting {
public:
    explicit recounting(boost::asio::io_context& io, std::chrono::seconds wait = longest)
        : output_(io),
          deadline_(io),
          wait_(wait)
    {
    }
    // Ends the child where it still runs.
    ~recounting();
    recounting(recounting const&) = delete;
    recounting& operator=(recounting const&) = delete;

    // Calls back once, on the thread of the io_context; not after destruction.
    void start(ledger_place const& where, std::string const& event,
               std::function<void(recounted)> done);

private:
    static constexpr std::chrono::seconds longest = std::chrono::minutes(5);

    void read();
    void over(std::string trouble);
    int reap();

    boost::asio::posix::stream_descriptor output_;
    boost::asio::steady_timer deadline_;
    std::chrono::seconds wait_;
    std::function<void(recounted)> done_;
    std::string by_;
    std::string printed_;
    std::array<char, 4096> chunk_{};
    pid_t child_ = 0;
};

}  // namespace sejuta::sim
