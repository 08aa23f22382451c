// SPDX-License-Identifier: Apache-2.0
// What `sejuta-sim report` says to the server: Hello with what it holds receipts for, what waits,
// and what a restored ledger lacks, until everything has a receipt or was refused. The transport,
// the clock and the pauses come in, so that tests drive it without a socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "sejuta/v1/terminal.pb.h"
#include "twin/outbox.hpp"
#include "twin/post.hpp"

namespace sejuta::twin {

using milliseconds = std::chrono::milliseconds;

struct surroundings {
    // One POST to the server; a fault where there was no answer.
    std::function<base::checked<http_answer>(std::string const& path, std::string const& type,
                                             std::string const& body)>
        post;
    std::function<base::unix_ms()> now_ms;
    std::function<void(milliseconds)> pause;
    std::function<double()> chance;  // 0 up to 1, for the jitter
    milliseconds patience;           // how long tries go on without success
};

// How a conversation ended.
struct ending {
    enum class kind : std::uint8_t {
        done,     // everything was answered
        waiting,  // the server is not there or not ready; what is stored goes with the next call
        failed,   // no later call will do better: the sentence says why
    };
    kind what = kind::done;
    std::string sentence = {};
};

// POSTs until there is an answer of 200 or patience ends: a full-jitter back-off up to 15 s, or
// longer where the server says so.
class caller {
public:
    caller(surroundings const& with, std::string event)
        : with_(with),
          event_(std::move(event)),
          left_(with.patience)
    {
    }
    // The body of the answer; nothing, and `how`, where there will be none.
    std::optional<std::string> ask(std::string const& path, std::string const& type,
                                   std::string const& body, ending& how);
    // Waits before the next try; false where patience is over.
    bool wait(milliseconds at_least);
    // Patience begins anew.
    void succeeded();
    surroundings const& with() const { return with_; }

private:
    surroundings const& with_;
    std::string event_;
    milliseconds left_;
    unsigned tries_ = 0;
};

// The server's Welcome, kept in the outbox, which is bound to its terminal; asks for the rest of
// what is held. `lacking` are the seqs whose receipts the ledger does not know any more.
ending greet(caller& server, outbox& box, std::vector<std::uint32_t>& lacking);

// Sends what waits, and `lacking` with its proofs, and keeps the answers.
ending flush(caller& server, outbox& box, std::vector<std::uint32_t> const& lacking);

}  // namespace sejuta::twin
