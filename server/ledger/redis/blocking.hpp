// SPDX-License-Identifier: Apache-2.0
// A connection for commands: asks, and blocks until the answer is there, by running an event loop
// of its own. What verify and rebuild share. Never on a thread that serves.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/error.hpp"
#include "ledger/recount.hpp"
#include "ledger/redis/connection.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::ledger::redis {

// A part of the work, and how many entries or terminals of how many are done.
using on_progress =
    std::function<void(std::string_view part, std::uint64_t done, std::uint64_t of)>;

using on_entry = std::function<bool(stream_entry const& raw, base::checked<entry> const& decoded)>;

class blocking {
public:
    explicit blocking(endpoint where) : connection_(io_, std::move(where)) {}

    // Waits for Redis up to limits::store_connect_deadline; a fault says why it does not answer.
    base::checked<void> connect();
    redis::connection& connection() { return connection_; }

    // Runs the loop until the one answer is there; every command is answered, by an error at last.
    template <class Answer>
    Answer wait(std::function<void(std::function<void(Answer)>)> const& start)
    {
        std::optional<Answer> answer;
        start([&](Answer arrived) {
            answer.emplace(std::move(arrived));
            io_.stop();
        });
        io_.restart();
        io_.run();
        SEJUTA_ASSERT(answer.has_value(), "the loop ends with the answer");
        return std::move(*answer);
    }
    // All of these commands, in order; a fault where one of them fails.
    base::checked<void> run_all(std::vector<std::vector<std::string>> commands);
    // Every key that matches, ascending.
    base::checked<std::vector<std::string>> scan(std::string const& pattern);
    // The events of the store, ascending; needs a user who may SCAN.
    base::checked<std::vector<std::string>> events();
    // Takes the entries after those taken before; `revision` is where the ledger is thought to end.
    // `seen` is told each entry once it was taken; false from it ends the reading.
    base::checked<void> take_ledger(reader& from, recount& into, std::uint64_t revision,
                                    std::string_view part, on_progress const& told,
                                    on_entry const& seen = {});
    base::fault fault_of(reader const& by, boost::system::error_code why,
                         std::string_view doing) const;

private:
    boost::asio::io_context io_{1};
    redis::connection connection_;
};

}  // namespace sejuta::ledger::redis
