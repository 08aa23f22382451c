// SPDX-License-Identifier: Apache-2.0
// Which install of the app speaks for a terminal: {event}:installs, by terminal the 16 hex digits
// of its hash. The first one stays; all servers of a ledger see it. No part of the count: where it
// is lost the next Hello writes it anew.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::redis {

enum class install_seen { first_or_same, another };

// `install` are the bytes that the device said.
void note_install(connection& to, std::string const& event, std::string const& terminal,
                  std::string_view install, std::function<void(base::checked<install_seen>)> done);

}  // namespace sejuta::ledger::redis
