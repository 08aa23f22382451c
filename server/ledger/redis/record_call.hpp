// SPDX-License-Identifier: Apache-2.0
// The recording functions' calls and replies as values: what is sent for a batch or a close, and
// what the answer means. Strict: an answer that sejuta_1*.lua does not document is store_nonsense,
// never a guess.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ledger/ledger.hpp"
#include "ledger/redis/codec.hpp"
#include "ledger/redis/reply.hpp"

namespace sejuta::ledger::redis {

// FCALL sejuta_record_1 with keys and arguments for these reports.
command_bytes record_call(domain::event const& event, std::vector<domain::report> const& reports);

base::result<batch_reply> parse_record_reply(value const& answer, std::size_t reports);

// FCALL sejuta_close_1, and its answer.
std::vector<std::string> close_call(domain::event const& event, domain::day_close const& close);
base::result<close_reply> parse_close_reply(value const& answer);

// What an error reply of Redis means to a recorder:
//   store_full         OOM, MISCONF: Redis cannot write now
//   store_unreachable  LOADING, BUSY, READONLY and their like: nothing was done, later it may be
//   store_refused      anything else
boost::system::error_code error_of(value const& refusal);

}  // namespace sejuta::ledger::redis
