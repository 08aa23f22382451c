// SPDX-License-Identifier: Apache-2.0
// Proves an event's ledger by its chain alone: every entry altered, removed, added or moved is
// found, and the head says whether the end is there. It counts nothing, so a million entries take
// about two seconds. It blocks: for commands only. It only reads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ledger/difference.hpp"
#include "ledger/redis/blocking.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::redis {

struct audited {
    std::string event;
    std::uint64_t entries = 0;
    ledger::revision revision = 0;  // of the last
    std::string chain;              // of the last
    ledger::differences differences;
};

class auditor {
public:
    explicit auditor(endpoint where) : store_(std::move(where)) {}

    base::checked<void> connect() { return store_.connect(); }
    base::checked<std::vector<std::string>> events() { return store_.events(); }
    // The part of its progress is "chain". What others record meanwhile is not looked at.
    base::checked<audited> audit(std::string const& event, on_progress const& told);

private:
    struct walk;
    void ask(walk& along);
    void took(walk& along, base::result<reply> const& answer);

    blocking store_;
};

}  // namespace sejuta::ledger::redis
