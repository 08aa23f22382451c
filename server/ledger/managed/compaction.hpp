// SPDX-License-Identifier: Apache-2.0
// Makes Redis's append-only file short again at start, before anything serves: the next restart in
// the middle of the day is then quick, and no rewrite meets the busiest minute.
#pragma once

#include <cstdint>

#include "base/limits.hpp"
#include "ledger/managed/console.hpp"

namespace sejuta::ledger::managed {

// Whether a file of this size is worth it: large, and at least twice what the last rewrite left.
// The disk must hold both files for a while.
bool is_worth_rewriting(std::uint64_t current_bytes, std::uint64_t base_bytes,
                        std::uint64_t free_bytes, std::uint64_t bytes_min);

// Rewrites the file where it is worth it and waits for the end, at most the deadline; then Redis
// goes on beside us. True where it was rewritten. Needs a user that may BGREWRITEAOF.
bool shorten_file(console& admin, std::uint64_t free_bytes,
                  std::uint64_t bytes_min = limits::redis_rewrite_bytes_min);

}  // namespace sejuta::ledger::managed
