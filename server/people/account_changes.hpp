// SPDX-License-Identifier: Apache-2.0
// What differs between two states of the users' book, for the audit. No password, not even its
// hash, is in it.
#pragma once

#include <vector>

#include "domain/change.hpp"
#include "people/users.hpp"

namespace sejuta::people {

// In the order of ids; several of one account where several things changed.
std::vector<domain::account_change> account_changes(users const& before, users const& after);

}  // namespace sejuta::people
