// SPDX-License-Identifier: Apache-2.0
// One-time codes for new terminals, in the store: issued once, exchanged once, each step an entry
// of the ledger. Only the hash of a code comes here. Times are real ones, by Redis's clock.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/change.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::redis {

// 16 random bytes that a device makes before it asks, so that an answer that was lost can be asked
// for again by the same device and by no other one.
using claim = std::array<std::uint8_t, 16>;

enum class redeem_refusal : std::uint8_t {
    unknown,  // no such code was issued for this event
    used,     // by another claim
    expired,
};

using redeemed = std::variant<domain::enrolment, redeem_refusal>;

// Records these codes as issued, each as one change by `by`; answers how many are new. A code that
// was issued before with the same content changes nothing, so a call whose end is unknown may be
// repeated. A fault names the cure: the event is final, a code is there with other content,
// limits::enrolment_codes_max codes wait. Then the codes before it may have been recorded.
void issue_codes(connection& to, std::string const& event, std::string const& by,
                 std::vector<domain::code_issued> codes,
                 std::function<void(base::checked<std::size_t>)> done);

// Exchanges a code for a terminal. The same code with the same claim answers the same terminal
// again, whatever `terminal` says then. A fault is of the store, or the event is final.
void redeem(connection& to, std::string const& event, domain::code_hash const& code,
            claim const& by, std::string const& terminal,
            std::function<void(base::checked<redeemed>)> done);

// Remembers that the terminal was there; only the first time counts.
void note_seen(connection& to, std::string const& event, std::string const& terminal,
               std::function<void(base::checked<void>)> done);
// Terminals that were there, and when first: by the event clock, in milliseconds.
void read_seen(connection& to, std::string const& event,
               std::function<void(base::checked<std::map<std::string, base::unix_ms>>)> done);

// The same of these terminals, at least one; those that were not there are left out.
void read_seen_of(connection& to, std::string const& event,
                  std::vector<std::string> const& terminals,
                  std::function<void(base::checked<std::map<std::string, base::unix_ms>>)> done);

}  // namespace sejuta::ledger::redis
