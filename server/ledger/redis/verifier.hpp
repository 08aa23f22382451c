// SPDX-License-Identifier: Apache-2.0
// Proves one event's keys against its ledger, also beside servers that go on recording: counters
// at one revision, the whole ledger, the index. It blocks and runs the event loop of
// its own connection: for commands only. It only reads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "ledger/recount.hpp"
#include "ledger/redis/blocking.hpp"
#include "ledger/redis/connection.hpp"
#include "ledger/redis/reader.hpp"

namespace sejuta::ledger::redis {

// What was compared, and what was found.
struct verification {
    std::string event;
    ledger::counted counted;
    std::uint64_t cells = 0;      // fields of the cells hash
    std::uint64_t minutes = 0;    // fields of the minutes hash
    std::uint64_t codes = 0;      // one-time codes
    std::uint64_t terminals = 0;  // of the ledger
    // Whether what followers derive was compared: where the ledger itself is damaged it says
    // nothing that the ledger's own differences do not.
    bool followed = false;
    ledger::differences differences;
};

// Who reads the ledger along with the recount, and says in the end what it made of it otherwise.
struct verify_companion {
    std::function<void(base::checked<entry> const&)> take;
    std::function<void(recount const&, ledger::differences& into)> compare;
};

class verifier {
public:
    explicit verifier(endpoint where) : store_(std::move(where)) {}

    base::checked<void> connect() { return store_.connect(); }
    base::checked<std::vector<std::string>> events() { return store_.events(); }
    // The parts of its progress are "ledger", "index" and "tail".
    base::checked<verification> verify(std::string const& event, on_progress const& told,
                                       verify_companion const& beside = {});

private:
    base::checked<void> take_index(reader& from, recount& into, on_progress const& told);

    blocking store_;
};

}  // namespace sejuta::ledger::redis
