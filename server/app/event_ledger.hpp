// SPDX-License-Identifier: Apache-2.0
// One event's ledger as a command changes it: its status, and what organisers change while it runs.
// Blocks until Redis has answered, which is after the disk has it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "app/store_place.hpp"
#include "base/error.hpp"
#include "domain/change.hpp"
#include "domain/event.hpp"
#include "ledger/ledger.hpp"
#include "ledger/managed/console.hpp"
#include "ledger/redis/opening.hpp"

namespace sejuta::app {

// 1 to 32 of a-z, 0-9 and '-': a role or an account's id.
base::checked<void> check_by(std::string_view who);

class event_ledger {
public:
    // A fault where the event has not begun in this store, or began as another kind.
    static base::checked<std::unique_ptr<event_ledger>> open(store_place const& place,
                                                             domain::event const& event);

    ledger::head const& head() const { return head_; }
    base::checked<ledger::head> set_status(ledger::redis::status_change const& to);
    base::checked<ledger::head> write(domain::change const& change);
    // For calls of others: `call(connection, done)`.
    ledger::managed::console& console() { return *console_; }

private:
    explicit event_ledger(domain::event const& event) : event_(event) {}

    domain::event const& event_;
    std::unique_ptr<opened_store> store_;
    std::unique_ptr<ledger::managed::console> console_;
    ledger::head head_;
};

}  // namespace sejuta::app
