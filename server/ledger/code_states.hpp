// SPDX-License-Identifier: Apache-2.0
// What {event}:codes must hold: the state of every one-time code, as the ledger's changes say it.
//   "I <expires, seconds> <site> <site> ..."           issued
//   "U <claim, hex> <terminal> <site> <site> ..."      used; a claim "-" is not known any more
#pragma once

#include <map>
#include <string>

#include "domain/change.hpp"

namespace sejuta::ledger {

// The field of a code: its hash in hex.
std::string field_of(domain::code_hash const& code);
std::string state_of(domain::code_issued const& code);

// Which claim used a code is in no entry.
class code_states {
public:
    void take(domain::change const& change);
    // Field by field; a claim of `present` is kept where it says the same terminal and sites.
    std::map<std::string, std::string> with_claims_of(
        std::map<std::string, std::string> const& present) const;

private:
    std::map<std::string, std::string> states_;
};

}  // namespace sejuta::ledger
