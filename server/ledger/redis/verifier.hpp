// SPDX-License-Identifier: Apache-2.0
// Proves one event's keys against its ledger, also beside servers that go on recording: counters
// at one revision, the whole ledger, every terminal's index. It blocks and runs the event loop of
// its own connection: for commands only. It only reads.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ledger/recount.hpp"
#include "ledger/redis/connection.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::ledger::redis {

// What was compared, and what was found.
struct verification {
    std::string event;
    ledger::counted counted;
    std::uint64_t cells = 0;      // fields of the cells hash
    std::uint64_t minutes = 0;    // fields of the minutes hash
    std::uint64_t terminals = 0;  // whose index was compared
    // Whether the store was searched for index keys of terminals that the ledger does not know;
    // false where the user may not SCAN.
    bool searched = false;
    ledger::differences differences;
};

class verifier {
public:
    // "ledger", "index" or "tail", and how many entries or terminals of how many are done.
    using on_progress =
        std::function<void(std::string_view part, std::uint64_t done, std::uint64_t of)>;

    explicit verifier(endpoint where);

    // Waits for Redis up to limits::store_connect_deadline; a fault says why it does not answer.
    base::checked<void> connect();
    // The events of the store, ascending; needs a user who may SCAN.
    base::checked<std::vector<std::string>> events();
    base::checked<verification> verify(std::string const& event, on_progress const& told);

private:
    template <class T>
    base::result<T> wait(std::function<void(reader::on<T>)> const& start);
    base::fault fault_of(boost::system::error_code why, std::string_view doing) const;
    base::checked<std::vector<std::string>> scan(std::string const& pattern);
    base::checked<void> take_ledger(reader& from, recount& into, std::uint64_t revision,
                                    std::string_view part, on_progress const& told);
    base::checked<void> take_index(reader& from, recount& into,
                                   std::vector<std::string> const& terminals,
                                   on_progress const& told);

    boost::asio::io_context io_{1};
    connection connection_;
    std::string refusal_;
};

}  // namespace sejuta::ledger::redis
