// SPDX-License-Identifier: Apache-2.0
// What people write after --store: "redis://user:password@host:port" or "unix:///path". Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "ledger/redis/connection.hpp"

namespace sejuta::ledger::managed {

//   redis://host                          port 6379, Redis's default user, no password
//   redis://:password@host                the default user with a password
//   redis://sejuta:pass%40word@[::1]:7000
//   unix:///run/redis/redis.sock
//   unix://sejuta:password@/run/redis/redis.sock
// User and password are percent-decoded. A fault names what is wrong, and never the password.
base::checked<redis::endpoint> parse_store_url(std::string_view url);

}  // namespace sejuta::ledger::managed
